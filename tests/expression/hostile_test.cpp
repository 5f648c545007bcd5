// Expressions and payloads that want to cost much, and texts that are nothing.
#include "support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace event_runtime::expression;
using testing::brief;

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string messageOf(std::string_view expression, std::string_view data = "null") {
  return testing::evaluated(expression, data);
}

}  // namespace

TEST_CASE("nesting is bounded wherever it can occur") {
  for (const auto& brackets : std::vector<std::pair<std::string, std::string>>{{"(", ")"},
                                                                               {"[", "]"},
                                                                               {"{'a':", "}"},
                                                                               {"dyn(", ")"},
                                                                               {"!(", ")"},
                                                                               {"-(", ")"},
                                                                               {"[0].map(x,", ")"},
                                                                               {"true ? 1 : ", ""},
                                                                               {"data[", "]"},
                                                                               {"1 + (", ")"}}) {
    const std::string text = repeat(brackets.first, 300) + "1" + repeat(brackets.second, 300);
    CAPTURE(brackets.first);
    CHECK(messageOf(text).find("parts within one another") != std::string::npos);
  }
  CHECK(messageOf("data" + repeat("+1", 1000)).find("parts within one another") != std::string::npos);
  CHECK(messageOf("data" + repeat(".size()", 500)).find("parts within one another") != std::string::npos);
}

TEST_CASE("macros within macros end") {
  std::string list = "[0" + repeat(",0", 99) + "]";
  const std::string text = list + ".all(a," + list + ".all(b," + list + ".all(c," + list + ".all(d, true))))";
  CHECK(messageOf(text).find("more than 2000000 steps") != std::string::npos);
  // Nor is that error absorbed.
  CHECK(messageOf("true || " + text) == "bool true");
  CHECK(messageOf(text + " || true").find("steps") != std::string::npos);
}

TEST_CASE("what an expression makes is bounded") {
  const std::string list = "[" + repeat("0,", 400) + "0]";
  const std::string text = "data.map(a, data.map(b, data + data))";
  CHECK(messageOf(text, list).find("memory") != std::string::npos);
  std::string doubling = "data";
  for (int i = 0; i < 30; ++i) doubling = "[" + doubling + "].map(x, x + x)[0]";
  CHECK(messageOf(doubling, "\"" + std::string(1000, 'a') + "\"").starts_with("error"));
  CHECK(messageOf("data.replace('', data)", "\"" + std::string(10'000, 'a') + "\"").starts_with("error"));
  CHECK(
      messageOf("data.split('').map(x, data).join(data)", "\"" + std::string(10'000, 'a') + "\"").starts_with("error"));
}

TEST_CASE("searching long texts takes linear time") {
  const std::string haystack(1'000'000, 'a');
  const std::string data = "{\"text\": \"" + haystack + "\", \"part\": \"" + std::string(500'000, 'a') + "b\"}";
  CHECK(brief("data.text.contains(data.part)", data) == "bool false");
  CHECK(brief("data.text.matches('(a*)*b')", data) == "bool false");
  CHECK(messageOf("data.text.lastIndexOf(data.text.substring(500000))", data).starts_with("error"));
}

TEST_CASE("patterns are bounded") {
  CHECK(brief("'a'.matches('((a{100}){100}){100}')") == "error");
  CHECK(brief("'a'.matches(data)", "\"" + std::string(2000, 'a') + "\"") == "error");
  CHECK(brief("'a'.matches(data)", "\"((a{100}){100}){100}\"") == "error");
  CHECK(brief("data.all(x, 'a'.matches(x))", "[" + repeat("\".*\",", 20'000) + "\".*\"]") == "error");
}

TEST_CASE("JSON within texts is bounded") {
  const std::string bomb = "\"" + repeat("[", 5000) + repeat("]", 5000) + "\"";
  CHECK(messageOf("json_parse(data)", bomb).find("no JSON") != std::string::npos);
  const std::string large = "{\"text\": \"[" + repeat("1,", 500'000) + "1]\"}";
  CHECK(brief("json_parse(data.text).size()", large) == "int 500001");
  CHECK(brief("json_parse(data.text).size() + json_parse(data.text).size()", large) == "error");
  CHECK(brief("[1, 2].map(x, json_parse('[1, 2]').map(y, json_parse('3')))") == "list [[3,3],[3,3]]");
}

TEST_CASE("deep payloads are compared and written") {
  const std::string deep = repeat("[", 200) + repeat("]", 200);
  CHECK(brief("data == data", deep) == "bool true");
  CHECK(brief("size(data)", deep) == "int 1");
  CHECK(brief("data", deep) == "list " + deep);
}

TEST_CASE("texts of any kind are answered") {
  for (const std::string_view text : {"",
                                      " ",
                                      "\t\n",
                                      "//",
                                      "// only a comment",
                                      "\xEF\xBB\xBF"
                                      "1",
                                      "\x01",
                                      "a\0b",
                                      "'\x80'",
                                      "\xC3",
                                      "🐍",
                                      "'",
                                      "\"\"\"",
                                      "b",
                                      "r'",
                                      "br\"",
                                      "..",
                                      ".",
                                      "[",
                                      "{",
                                      "(",
                                      "1.",
                                      "1..2",
                                      "0x",
                                      "00",
                                      "1e",
                                      "!",
                                      "-",
                                      "?:",
                                      "a?b",
                                      "data.",
                                      "data[",
                                      "has(",
                                      "has()",
                                      "[].map(",
                                      "[].map(x",
                                      "[].map(x,",
                                      "`",
                                      "``",
                                      "data.`",
                                      "data.`a",
                                      "1u2",
                                      "in",
                                      "in in in",
                                      "data in",
                                      "google",
                                      "google.",
                                      "google.protobuf",
                                      "type(",
                                      ".",
                                      ".data",
                                      "..data"}) {
    CAPTURE(text);
    const std::string result = testing::evaluated(text);
    CHECK(!result.empty());
  }
  CHECK(testing::evaluated("") == "error at 0+1: an expression is missing, such as `event.data.userId`");
  CHECK(testing::evaluated("// only a comment").starts_with("error at 0+1"));
}

TEST_CASE("one expression serves many threads") {
  const Expression expression =
      testing::parsed("data.items.filter(i, i.name.matches('^n[0-9]+$') && i.n % 2 == 0).size() == 50");
  std::string data = "{\"items\": [";
  for (int i = 0; i < 100; ++i)
    data +=
        (i > 0 ? ",{\"name\": \"n" : "{\"name\": \"n") + std::to_string(i) + "\", \"n\": " + std::to_string(i) + "}";
  data += "]}";
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        event_runtime::JsonText document;
        if (document.parse(data)) ++wrong;
        Scope scope;
        scope.data = JsonView::of(document.decoder(), document.root());
        const auto result = expression.test(scope);
        if (!std::holds_alternative<bool>(result) || !std::get<bool>(result)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("limits are the caller's") {
  Scope scope;
  scope.limits.steps = 5;
  CHECK(std::holds_alternative<EvaluationError>(testing::parsed("[1, 2, 3].all(x, x > 0)").test(scope)));
  CHECK(std::get<bool>(testing::parsed("1 < 2").test(scope)));
  scope.limits = {1'000'000, 0};
  CHECK(std::get<bool>(testing::parsed("event == null").test(scope)));
  CHECK(std::holds_alternative<EvaluationError>(
      testing::parsed("json_parse('[' + string(event == null) + ']')[0]").test(scope)));
}
