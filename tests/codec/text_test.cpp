// Texts that are no JSON, or too much of it.
#include "fixture.hpp"

#include <event_runtime/json.hpp>

#include <thread>

namespace event_runtime::testing {
namespace {

std::string messageOf(std::string_view text) {
  const auto parsed = parse<Json>(text);
  if (parsed.issues().size() != 1) return std::to_string(parsed.issues().size()) + " issues";
  CHECK((parsed.issues()[0].code == IssueCode::invalidFormat));
  CHECK(parsed.issues()[0].path.empty());
  return parsed.issues()[0].message;
}

TEST_CASE("where and why a text is no JSON") {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "is empty where JSON is expected"},
      {" \n\t", "is empty where JSON is expected"},
      {"nul", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"tru e", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"nullx", "is no JSON: something stands after its end (line 1, column 5, byte 4)"},
      {"1 2", "is no JSON: something stands after its end (line 1, column 3, byte 2)"},
      {"{}}", "is no JSON: something stands after its end (line 1, column 3, byte 2)"},
      {"[1,]", "is no JSON: a value is expected (line 1, column 4, byte 3)"},
      {"[1 2]", "is no JSON: ',' or ']' is expected (line 1, column 4, byte 3)"},
      {"[1", "is no JSON: ',' or ']' is expected (line 1, column 3, byte 2)"},
      {"{\"a\":1,}", "is no JSON: a key in quotes is expected (line 1, column 8, byte 7)"},
      {"{a:1}", "is no JSON: a key in quotes is expected (line 1, column 2, byte 1)"},
      {"{'a':1}", "is no JSON: a key in quotes is expected (line 1, column 2, byte 1)"},
      {"{\"a\" 1}", "is no JSON: ':' is expected (line 1, column 6, byte 5)"},
      {"{\"a\":1 \"b\":2}", "is no JSON: ',' or '}' is expected (line 1, column 8, byte 7)"},
      {"{\n  \"a\": 01\n}", "is no JSON: a number begins with a superfluous 0 (line 2, column 9, byte 10)"},
      {"-", "is no JSON: a digit is expected (line 1, column 2, byte 1)"},
      {"+1", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"1.", "is no JSON: a digit is expected (line 1, column 3, byte 2)"},
      {".5", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"1e", "is no JSON: a digit is expected (line 1, column 3, byte 2)"},
      {"1e+-1", "is no JSON: a digit is expected (line 1, column 4, byte 3)"},
      {"0x10", "is no JSON: something stands after its end (line 1, column 2, byte 1)"},
      {"NaN", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"Infinity", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"-Infinity", "is no JSON: a digit is expected (line 1, column 2, byte 1)"},
      {"\"abc", "is no JSON: a string does not end (line 1, column 5, byte 4)"},
      {"\"a\nb\"", "is no JSON: control characters in strings must be escaped (line 1, column 3, byte 2)"},
      {"\"\\x\"", "is no JSON: an unknown escape (line 1, column 2, byte 1)"},
      {"\"\\u12g4\"", "is no JSON: four hex digits are expected (line 1, column 4, byte 3)"},
      {"\"\\ud800\"", "is no JSON: half of a surrogate pair is no character (line 1, column 2, byte 1)"},
      {"\"\\ud800\\u0041\"", "is no JSON: half of a surrogate pair is no character (line 1, column 2, byte 1)"},
      {"\"\\udc00\"", "is no JSON: half of a surrogate pair is no character (line 1, column 2, byte 1)"},
      {"// comment\n1", "is no JSON: a value is expected (line 1, column 1, byte 0)"},
      {"[1] /* comment */", "is no JSON: something stands after its end (line 1, column 5, byte 4)"},
      {"\"\xff\"", "is not UTF-8 (line 1, column 2, byte 1)"},
      {"[\"ok\",\n\"\xc3\x28\"]", "is not UTF-8 (line 2, column 2, byte 8)"},
      {"\"\xe0\x80\x80\"", "is not UTF-8 (line 1, column 2, byte 1)"},      // overlong
      {"\"\xed\xa0\x80\"", "is not UTF-8 (line 1, column 2, byte 1)"},      // a surrogate
      {"\"\xf4\x90\x80\x80\"", "is not UTF-8 (line 1, column 2, byte 1)"},  // beyond U+10FFFF
      {"\"a\xc3", "is not UTF-8 (line 1, column 3, byte 2)"},               // cut off
      {"123456789012345678901234567890 x", "is no JSON: something stands after its end (line 1, column 32, byte 31)"},
  };
  for (const Case& c : cases) CHECK_MESSAGE(messageOf(c.text) == c.message, c.text);
  CHECK(!parse<Json>(std::string_view("1\0", 2)));
  CHECK(!parse<Json>(std::string_view("\0", 1)));
}

TEST_CASE("a byte order mark is skipped, once and in front") {
  CHECK(read<std::int64_t>("\xEF\xBB\xBF 5") == 5);
  CHECK(!parse<Json>("\xEF\xBB\xBF\xEF\xBB\xBF 5"));
  CHECK(!parse<Json>("5\xEF\xBB\xBF"));
  CHECK(!parse<Json>("\xEF\xBB\xBF"));
}

TEST_CASE("nesting ends at the limit, with the place of what is too deep") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + "0" + std::string(depth, ']'); };
  CHECK(parse<Json>(nested(MAX_JSON_DEPTH)));
  const auto tooDeep = parse<Json>(nested(MAX_JSON_DEPTH + 1));
  REQUIRE(tooDeep.issues().size() == 1);
  CHECK((tooDeep.issues()[0].code == IssueCode::tooBig));
  CHECK(tooDeep.issues()[0].message == "is nested deeper than 256 levels");
  CHECK(tooDeep.issues()[0].path.size() == 2 * MAX_JSON_DEPTH);

  std::string objects;
  for (std::size_t i = 0; i < MAX_JSON_DEPTH; ++i) objects += "{\"a\":";
  CHECK(parse<Json>(objects + "1" + std::string(MAX_JSON_DEPTH, '}')));
  CHECK(parse<Json>(objects + "[]" + std::string(MAX_JSON_DEPTH, '}')));
  CHECK(!parse<Json>(objects + "[0]" + std::string(MAX_JSON_DEPTH, '}')));
  CHECK(!parse<Json>(nested(1'000'000)));
  CHECK(!parse<Json>(std::string(1'000'000, '[')));
  CHECK(!parse<Json>(std::string(1'000'000, '{')));
}

TEST_CASE("a text of the largest size is read, one byte more is not") {
  std::string text(MAX_JSON_SIZE, ' ');
  text[0] = '1';
  CHECK(read<std::int64_t>(text) == 1);
  text += ' ';
  const auto tooLarge = parse<std::int64_t>(text);
  REQUIRE(tooLarge.issues().size() == 1);
  CHECK((tooLarge.issues()[0].code == IssueCode::tooBig));
  // The next small text finds a parser that works.
  CHECK(read<std::int64_t>("2") == 2);
}

TEST_CASE("texts of every length around a block are read to their end") {
  for (std::size_t size = 1; size < 300; ++size) {
    const std::string digits(size % 15 + 1, '7');
    const std::string text = std::string(size, ' ') + digits;
    // In memory of exactly this size, so that a sanitizer sees reading beyond it.
    const std::vector<char> exact(text.begin(), text.end());
    REQUIRE(read<std::int64_t>(std::string_view(exact.data(), exact.size())) == std::stoll(digits));
  }
}

/// Parses a text in a text, and then goes on with the outer one.
struct Nested {
  std::string inner;
  std::string after;
};
void decodeJson(Decoder& decoder, JsonValue json, Nested& value, const Path& path) {
  ArrayElements elements;
  if (!decoder.array(json, elements, path) || !elements.next()) return;
  std::string_view first;
  if (!decoder.string(elements.value(), first, path)) return;
  if (first.starts_with('[')) {
    value.inner = read<Nested>(first).inner;
  } else {
    value.inner = first;
  }
  if (elements.next()) decoder.string(elements.value(), value.after, path);
}

TEST_CASE("a decoder may itself parse") {
  std::string text = R"(["end"])";
  for (int depth = 0; depth < 8; ++depth) {
    JsonBuffer outer;
    outer.raw('[');
    outer.string(text);
    outer.raw(R"(,"after"])");
    text = outer.text();
    const auto nested = read<Nested>(text);
    CHECK(nested.inner == "end");
    CHECK(nested.after == "after");
  }
}

struct Throws {};
void decodeJson(Decoder&, JsonValue, Throws&, const Path&) { throw std::runtime_error("no"); }

TEST_CASE("a decoder that throws leaves the thread's parser in order") {
  CHECK_THROWS_AS(parse<Throws>("1"), std::runtime_error);
  CHECK(read<std::int64_t>("3") == 3);
}

TEST_CASE("the first text of a thread may be empty") {
  std::vector<Issue> issues;
  std::jthread([&] { issues = parse<Json>(std::string_view()).issues(); }).join();
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].message == "is empty where JSON is expected");
}

TEST_CASE("threads parse beside one another") {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) {
        const std::string text = "[" + std::to_string(t) + "," + std::to_string(i) + "]";
        const auto values = parse<std::vector<int>>(text);
        if (!values || *values != std::vector<int>{t, i}) std::terminate();
      }
    });
  }
}

}  // namespace
}  // namespace event_runtime::testing
