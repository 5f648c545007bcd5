#include <expression/expression.hpp>

#include <doctest/doctest.h>

#include <string>

using event_runtime::expression::Expression;
using event_runtime::expression::ParseError;

namespace {

/// The path of an expression as `name@offset+length`, or the error.
std::string parsed(std::string_view text) {
  const auto result = Expression::parse(text);
  if (const auto* error = std::get_if<ParseError>(&result)) {
    return std::to_string(error->offset) + "+" + std::to_string(error->length) + ": " + error->message;
  }
  const auto* path = std::get<Expression>(result).path();
  if (path == nullptr) return "literal " + std::get<Expression>(result).evaluate({});
  std::string out;
  for (const auto& element : *path) {
    out += out.empty() ? "" : " ";
    out += element.name() != nullptr ? *element.name() : std::to_string(*element.index());
    out += "@" + std::to_string(element.offset) + "+" + std::to_string(element.length);
  }
  return out;
}

bool failsAt(std::string_view text, std::size_t offset) {
  return parsed(text).starts_with(std::to_string(offset) + "+");
}

}  // namespace

TEST_CASE("a path knows where each of its parts stands") {
  CHECK(parsed("event") == "event@0+5");
  CHECK(parsed("event.data.userId") == "event@0+5 data@6+4 userId@11+6");
  CHECK(parsed("event.data.tags[10]") == "event@0+5 data@6+4 tags@11+4 10@16+2");
  CHECK(parsed("event.data[\"odd key\"].x") == "event@0+5 data@6+4 odd key@11+9 x@22+1");
  CHECK(parsed("event.data['a\\'b']") == "event@0+5 data@6+4 a'b@11+6");
  CHECK(parsed("  event . data [ 0 ]  ") == "event@2+5 data@10+4 0@17+1");
  CHECK(parsed("event.data[\"\\u00e9\"]") == "event@0+5 data@6+4 \xC3\xA9@11+8");
}

TEST_CASE("literals are expressions, in canonical form") {
  CHECK(parsed("\"a\\tb\"") == "literal \"a\\tb\"");
  CHECK(parsed("'single'") == "literal \"single\"");
  CHECK(parsed("42") == "literal 42");
  CHECK(parsed("-0.5") == "literal -0.5");
  CHECK(parsed("1.0") == "literal 1");
  CHECK(parsed("1e3") == "literal 1000");
  CHECK(parsed("true") == "literal true");
  CHECK(parsed("null") == "literal null");
}

TEST_CASE("what is no expression is an error with its place") {
  CHECK(failsAt("", 0));
  CHECK(failsAt("   ", 0));
  CHECK(failsAt("event.", 6));
  CHECK(failsAt("event..data", 6));
  CHECK(failsAt("event.1", 5));
  CHECK(failsAt("event.data[", 11));
  CHECK(failsAt("event.data[]", 11));
  CHECK(failsAt("event.data[x]", 11));
  CHECK(failsAt("event.data[0", 12));
  CHECK(failsAt("event.data[99999999999999999999999]", 11));
  CHECK(failsAt("event.data['a", 11));
  CHECK(failsAt("event.data['\\q']", 12));
  CHECK(failsAt("event.data['\\ud800']", 12));
  CHECK(failsAt("event.data['\\u12']", 12));
  CHECK(failsAt("'\\", 0));
  CHECK(failsAt("1x", 1));
  CHECK(failsAt("-", 1));
  CHECK(failsAt("1e999", 0));
  CHECK(failsAt("#", 0));
  CHECK(failsAt("event.data.a =", 13));
  CHECK(failsAt("(event.data.a", 13));
  CHECK(failsAt("event.data.a + ", 15));
}

TEST_CASE("a name that nothing has is told from what was meant") {
  CHECK(parsed("evnt.data.x") == "0+4: `evnt` is no variable: did you mean `event`?");
  CHECK(parsed("userId") ==
        "0+6: `userId` is no variable: a path begins with `event`, as in `event.data.userId`; a text stands in quotes");
  CHECK(parsed("lowrcase(event.name)") == "0+8: there is no function `lowrcase`: did you mean `lowercase`?");
  CHECK(parsed("event.name.startswith('a')") == "11+10: there is no function `startswith`: did you mean `startsWith`?");
  CHECK(parsed("event.name.startsWith()") == "11+10: `startsWith` takes 1 argument, not 0");
  CHECK(parsed("event.name.substring()") == "11+9: `substring` takes 1 or 2 arguments, not 0");
  CHECK(parsed("event.name.lowercase()") ==
        "11+9: `lowercase` is called with its value between the brackets: `lowercase(x)`");
  CHECK(parsed("startsWith(event.name, 'a')") == "0+10: `startsWith` is called on a value: `x.startsWith(…)`");
  CHECK(parsed("exists(event.data.tags, t, true)").find("called on a list or map") == std::string::npos);
}

TEST_CASE("habits of other languages are answered with this one's") {
  CHECK(parsed("event.data.a = 1") == "13+1: `=` is no operator: two values are compared with `==`");
  CHECK(parsed("event.data.a === 1").starts_with("15+1: `=` is no operator"));
  CHECK(parsed("event.data.a and true") == "13+3: `and` is written `&&`");
  CHECK(parsed("not event.data.a").find("`not`") != std::string::npos);
  CHECK(parsed("event.data.a & true") == "13+1: `&` stands twice: `&&`");
  CHECK(parsed("event.data?.a").find(":") != std::string::npos);
  CHECK(parsed("'a").find("does not end") != std::string::npos);
}

TEST_CASE("a text of any length is answered") {
  CHECK(failsAt(std::string(10'000'000, '.'), Expression::MAX_LENGTH));
  std::string longest = "event";
  while (longest.size() + 2 <= Expression::MAX_LENGTH) longest += ".a";
  CHECK(std::holds_alternative<Expression>(Expression::parse(longest)));
}
