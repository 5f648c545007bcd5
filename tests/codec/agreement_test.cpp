// The codec takes what nlohmann's parser takes, and reads the same out of it.
#include "agreement.hpp"

#include <doctest/doctest.h>

#include <random>

namespace event_runtime::testing {
namespace {

TEST_CASE("texts at the edges of the grammar") {
  const std::string_view texts[] = {
      "0",
      "-0",
      "-0.0",
      "0e0",
      "0E+0",
      "1e-0",
      "1E5",
      "00",
      "-01",
      "1.0e",
      "1e5.5",
      "--1",
      "1-",
      "9223372036854775807",
      "9223372036854775808",
      "-9223372036854775808",
      "-9223372036854775809",
      "18446744073709551615",
      "18446744073709551616",
      "-18446744073709551616",
      "1e308",
      "1.8e308",
      "1e309",
      "1e-308",
      "1e-400",
      "4.9e-324",
      "2.4e-324",
      "123456789012345678901234567890",
      "[1e-400,123456789012345678901]",
      "0.1234567890123456789012345678901234567890",
      "\"\\ud83d\\ude00\"",
      "\"\\ud83d\"",
      "\"\\ude00\"",
      "\"\\ud83d\\ud83d\"",
      "\"\\ud83dx\"",
      "\"\\ud83d\\n\"",
      "\"\\u0000\"",
      "\"\\uD7FF\\uE000\\uFFFF\"",
      "\"\\u00e9\"",
      "\"\\U0041\"",
      "\"\\/\"",
      "\"\\'\"",
      "\"\x7f\"",
      "\"\x1f\"",
      "\"\t\"",
      "\"\\\"",
      "\"\\\\\"",
      "{}",
      "[]",
      "[,]",
      "[1,,2]",
      "{\"a\":}",
      "{\"a\"}",
      "{:1}",
      "{1:1}",
      "{\"\":1}",
      "{\"a\":1,\"a\":1}",
      "[1]]",
      "[[1]",
      "\"a\"\"b\"",
      "\xEF\xBB\xBF[]",
      "\xEF\xBB\xBF",
      "\xEF\xBB",
      "\xFE\xFF",
      " [ ] ",
      "\v1",
      "\f1",
      "1\xc2\xa0",
      "\xc2\xa0",
      "true",
      "True",
      "truefalse",
      "true,",
      "null ",
      "nullnull",
      "\"\xf0\x9f\x98\x80\"",
      "\"\xf8\x88\x80\x80\x80\"",
      "\"\xc0\xaf\"",
      "\"\xef\xbf\xbf\"",
      "1 // x",
      "#",
      "'a'",
      "[1}",
      "{]",
      "{\"a\":[}]",
      "1e999999999999999999999999",
      "1e-999999999999999999999999",
      "0e999999999999999999999999",
      "0.0e-99999999999999999999",
  };
  for (const std::string_view text : texts)
    CHECK_MESSAGE(disagreement(text).empty(), text << ": " << disagreement(text));
}

TEST_CASE("texts that were cut, swapped and doubled") {
  const std::string_view seeds[] = {
      R"({"a":[1,2.5e-3,-0,true,false,null,"x\u00e9\ud83d\ude00\n\\\"",{"b":{}}],"c":18446744073709551615,"d":[[[]]]})",
      R"([123456789012345678901234567890,-9223372036854775809,1e308,1e-320,"é…😀"])",
  };
  const std::string_view pieces[] = {"{",    "}",    "[", "]",  ",",    ":",    "\"",   "\\",
                                     "\\u",  "d83d", "1", "0",  "-",    ".",    "e",    "E+",
                                     "true", "nul",  " ", "\n", "\xc3", "\xa9", "\xff", "99999999999999999999"};
  std::mt19937 random(11);
  for (int i = 0; i < 30'000; ++i) {
    std::string text(seeds[random() % std::size(seeds)]);
    for (auto n = random() % 3 + 1; n > 0; --n) {
      const std::size_t at = random() % (text.size() + 1);
      switch (random() % 4) {
        case 0:
          text.erase(at, random() % 4);
          break;
        case 1:
          text.insert(at, pieces[random() % std::size(pieces)]);
          break;
        case 2:
          text.insert(at, text.substr(random() % (text.size() + 1), random() % 8));
          break;
        default:
          text.resize(at);
          break;
      }
    }
    const std::string difference = disagreement(text);
    REQUIRE_MESSAGE(difference.empty(), text << ": " << difference);
  }
}

}  // namespace
}  // namespace event_runtime::testing
