#include "read/diagnostics.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace event_codegen;

TEST_CASE("a misspelt word finds the nearest candidate") {
  CHECK(didYouMean("minLenght", {"maxLength", "minLength", "minItems"}) == "minLength");
  CHECK(didYouMean("strin", {"string", "integer"}) == "string");
  CHECK(didYouMean("trigegr", {"trigger", "triggers"}) == "trigger");
  CHECK(didYouMean("PATTERN", {"pattern"}) == "pattern");
}

TEST_CASE("a word that is like none finds nothing") {
  CHECK(didYouMean("zebra", {"string", "integer"}).empty());
  CHECK(didYouMean("", {"a"}).empty());
  CHECK(didYouMean("ab", {"xb", "ac"}).empty());
  CHECK(didYouMean("abc", {}).empty());
  CHECK(didYouMean(std::string(1'000'000, 'a'), {"a"}).empty());
}
