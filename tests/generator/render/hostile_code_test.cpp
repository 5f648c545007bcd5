// Keys and values that are not what they seem travel as they are.
#include "odd/types.hpp"

#include <doctest/doctest.h>

using namespace hostile;
using namespace std::string_literals;
using event_runtime::parse;
using event_runtime::toJsonText;
using event_runtime::validate;

namespace {

KeyTrick sample() {
  KeyTrick sample{};
  sample.class_ = "class";
  sample.value2 = "trigraph";
  sample.value = "v";
  sample.key = {"k"};
  sample.json = {{"", "j"}, {"a\0b"s, "nul"}};
  sample.with_nul = 7;
  sample.element = {{{{5, std::nullopt}}, {}}};
  sample.pattern = ")\"\\\n?\?=a\0b"s;
  sample.Word_ = Word::a_b;
  sample.Words = {Word::quoted, Word::empty, Word::value, Word::NULL_};
  sample.userId = "one";
  sample.UserId = "two";
  sample.user_id = "three";
  return sample;
}

}  // namespace

TEST_CASE("hostile keys, patterns and values make the round trip") {
  const auto trick = sample();
  const auto issues = validate(trick);
  CHECK_MESSAGE(issues.empty(), event_runtime::formatIssues(issues));
  CHECK(parse<KeyTrick>(toJsonText(trick)).value() == trick);
}

TEST_CASE("a key is matched with all of its bytes") {
  auto text = toJsonText(sample());
  const auto at = text.find("with\\u0000nul");
  REQUIRE(at != std::string::npos);
  text.replace(at, 13, "with");
  const auto issues = parse<KeyTrick>(text).issues();
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].path == "/with\0nul"s);
}

TEST_CASE("deep elements are checked with their place") {
  auto trick = sample();
  trick.element = {{{{1}, {2, 6}}}};
  const auto issues = validate(trick);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].path == "/element/0/1/1");
}
