// Issues: pointers, names, and how they are told.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

TEST_CASE("a path is written as a JSON pointer") {
  const Path root;
  const Path member = Path::member(root, "a/b~c");
  const Path element = Path::element(member, 12);
  const Path empty = Path::member(element, "");
  CHECK(toJsonPointer(root).empty());
  CHECK(toJsonPointer(member) == "/a~1b~0c");
  CHECK(toJsonPointer(element) == "/a~1b~0c/12");
  CHECK(toJsonPointer(empty) == "/a~1b~0c/12/");
}

TEST_CASE("codes have Zod's names") {
  CHECK(toString(IssueCode::invalidType) == "invalid_type");
  CHECK(toString(IssueCode::tooSmall) == "too_small");
  CHECK(toString(IssueCode::tooBig) == "too_big");
  CHECK(toString(IssueCode::invalidFormat) == "invalid_format");
  CHECK(toString(IssueCode::notMultipleOf) == "not_multiple_of");
  CHECK(toString(IssueCode::unrecognizedKeys) == "unrecognized_keys");
  CHECK(toString(IssueCode::invalidUnion) == "invalid_union");
  CHECK(toString(IssueCode::invalidKey) == "invalid_key");
  CHECK(toString(IssueCode::invalidElement) == "invalid_element");
  CHECK(toString(IssueCode::invalidValue) == "invalid_value");
  CHECK(toString(IssueCode::custom) == "custom");
}

TEST_CASE("a ValidationError lists every issue, one a line") {
  const ValidationError error(
      "no", {{IssueCode::custom, "/a", "is bad", "", ""}, {IssueCode::custom, "", "is worse", "", "1"}});
  CHECK(std::string(error.what()) == "no:\n/a: is bad\n(document): is worse (received 1)");
  CHECK(error.issues().size() == 2);
}

TEST_CASE("a key with a line break does not make two lines of one issue") {
  const std::string text = formatIssues(std::vector<Issue>{{IssueCode::custom, "/a\nb\x1b[31m", "is bad", "", ""}});
  CHECK(text == "/a\\u000ab\\u001b[31m: is bad");
}

TEST_CASE("a parsed value is either there or throws what was wrong") {
  const auto good = parse<std::int64_t>("5");
  REQUIRE(good);
  CHECK(*good == 5);
  CHECK(good.issues().empty());
  auto bad = parse<std::int64_t>("\"5\"");
  CHECK(!bad);
  CHECK_THROWS_AS(std::move(bad).value(), ValidationError);
}

}  // namespace
}  // namespace event_runtime::testing
