// Limits that the user sets, and values that are read into.
#include "fixture.hpp"

#include <event_runtime/json.hpp>

namespace event_runtime::testing {
namespace {

std::vector<Issue> limited(std::string_view text, const DecodeLimits& limits) {
  return parse<Json>(text, limits).issues();
}

TEST_CASE("the size of a text") {
  CHECK(limited("[1,2]", {.size = 5}).empty());
  const auto issues = limited("[1,2]", {.size = 4});
  REQUIRE(issues.size() == 1);
  CHECK((issues[0].code == IssueCode::tooBig));
  CHECK(issues[0].message == "must have at most 4 bytes");
  CHECK(limited('"' + std::string(9'000'000, 'x') + '"', {.size = 10'000'000}).empty());
  CHECK(limited('"' + std::string(9'000'000, 'x') + '"', {}).size() == 1);
}

TEST_CASE("the depth of a text") {
  CHECK(limited("[[1]]", {.depth = 2}).empty());
  CHECK(limited("[[{}]]", {.depth = 2}).empty());
  const auto issues = limited("[[[1]]]", {.depth = 2});
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].path == "/0/0");
  CHECK(issues[0].message == "is nested deeper than 2 levels");
  CHECK(limited("[[1]]", {.depth = 0}).size() == 1);
  const std::string deep = std::string(400, '[') + '1' + std::string(400, ']');
  CHECK(limited(deep, {.depth = 400}).empty());
  CHECK(limited(deep, {}).size() == 1);
  // A parser that was used with another limit forgets it.
  CHECK(limited("[[1]]", {.depth = 1}).size() == 1);
  CHECK(limited("[[1]]", {}).empty());
}

TEST_CASE("the number of issues") {
  const auto issues = parse<std::vector<bool>>("[1,2,3,4,5]", {.issues = 2}).issues();
  REQUIRE(issues.size() == 3);
  CHECK(issues[2].message == "has further issues, which are not listed");
  CHECK(parse<std::vector<bool>>("[1,2]", {.issues = 0}).issues().size() == 2);
}

TEST_CASE("a value that is read into keeps its memory and nothing else") {
  std::vector<std::string> texts{std::string(100, 'x'), "b", "c"};
  const char* const memory = texts[0].data();
  const std::string fits(90, 'y');
  CHECK(parseInto(texts, "[\"" + fits + "\"]").empty());
  CHECK(texts == std::vector<std::string>{fits});
  CHECK(texts[0].data() == memory);

  std::vector<std::vector<int>> lists{{1, 2, 3}, {4}};
  CHECK(parseInto(lists, "[[5],[],[6]]").empty());
  CHECK(lists == std::vector<std::vector<int>>{{5}, {}, {6}});
  std::optional<std::string> optional = "old";
  CHECK(parseInto(optional, "null").empty());
  CHECK(!optional);
  std::map<std::string, std::vector<bool>> map{{"old", {true}}};
  CHECK(parseInto(map, R"({"new":[false,true]})").empty());
  CHECK(map == std::map<std::string, std::vector<bool>>{{"new", {false, true}}});
}

TEST_CASE("an array of more elements than simdjson counts") {
  constexpr std::size_t COUNT = (std::size_t{1} << 24) + 5;
  std::string text = "[1";
  for (std::size_t i = 1; i < COUNT; ++i) text += ",0";
  text += ']';
  std::vector<std::int32_t> numbers{2, 3};
  CHECK(parseInto(numbers, text, {.size = text.size()}).empty());
  CHECK(numbers.size() == COUNT);
  CHECK(numbers.front() == 1);
  CHECK(numbers.back() == 0);
}

TEST_CASE("values and dynamic JSON") {
  const std::map<std::string, std::vector<double>> value{{"a", {1, 2.5}}, {"b", {}}};
  CHECK(toJson(value) == Json{{"a", {1.0, 2.5}}, {"b", Json::array()}});
  CHECK((*fromJson<std::map<std::string, std::vector<double>>>(toJson(value)) == value));
  CHECK(fromJson<bool>(Json(1)).issues().size() == 1);
}

TEST_CASE("texts for logs are cut between characters") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc…");
  CHECK(shortened("aéé", 2) == "a…");
  CHECK(shortened("é", 0) == "…");
  CHECK(toLogText(std::string("abcdef"), 4) == "\"abc…");
}

}  // namespace
}  // namespace event_runtime::testing
