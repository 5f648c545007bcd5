#include "schema_of.hpp"

#include <string>

/// Schemas that are made to take long or to need much: each is answered, in about the time that it takes to read it.
namespace {

std::string repeated(int count, const std::string& text) {
  std::string out;
  for (int index = 0; index < count; ++index) out += text;
  return out;
}

bool isRefused(const std::string& written, const std::string& rule, const std::string& types = {}) {
  return complaintsOf(written, types).find(rule + ": ") != std::string::npos;
}

}  // namespace

TEST_CASE("schemas a thousand deep are refused") {
  CHECK(isRefused(repeated(1000, "{ items: ") + "string" + repeated(1000, " }"), "too-deep"));
  CHECK(isRefused(repeated(1000, "{ properties: { a: ") + "string" + repeated(1000, " } }"), "too-deep"));
  CHECK(isRefused(repeated(1000, "{ allOf: [") + "string" + repeated(1000, "] }"), "too-deep"));
  CHECK(isRefused(repeated(90, "{ properties: { aLongName: ") + "[a]" + repeated(90, " } }"), "invalid-name"));
}

TEST_CASE("thousands of alternatives, parts or items are refused") {
  const std::string many = "[string" + repeated(5'000, ", string") + "]";
  CHECK(isRefused("{ oneOf: " + many + " }", "too-large"));
  CHECK(isRefused("{ anyOf: " + many + " }", "too-large"));
  CHECK(isRefused("{ allOf: " + many + " }", "too-large"));
  CHECK(isRefused("{ prefixItems: " + many + " }", "too-large"));
  CHECK(isRefused("{ type: " + many + " }", "too-large"));
}

TEST_CASE("an enum of many values on one line is read in linear time") {
  std::string values = "[v";
  for (int index = 0; index < 50'000; ++index) values += ", value" + std::to_string(index);
  CHECK(complaintsOf(values + "]") == "");
}

TEST_CASE("more schemas than a file may have are refused") {
  std::string types = "Many:\n  properties:\n";
  for (int index = 0; index < 200'001; ++index) types += "    p" + std::to_string(index) + ": string\n";
  CHECK(isRefused("Many", "too-large", types));
}

TEST_CASE("names that stand for ever larger schemas are refused") {
  std::string types = "T0: { prefixItems: [string, string] }\n";
  for (int level = 1; level < 60; ++level) {
    const std::string below = "T" + std::to_string(level - 1);
    types += "T" + std::to_string(level) + ": { prefixItems: [" + below + ", " + below + "] }\n";
  }
  CHECK(isRefused("T59", "too-large", types));
  // Each of them small enough, all of them not.
  std::string uses = "{ properties: { a: T8";
  for (int index = 0; index < 600; ++index) uses += ", a" + std::to_string(index) + ": T8";
  CHECK(isRefused(uses + " } }", "too-large", types.substr(0, types.find("T9:"))));
}

TEST_CASE("a long chain of merges is refused or merged") {
  std::string types = "T0: { properties: { a: string } }\n";
  for (int level = 1; level < 2'000; ++level) {
    const std::string below = "T" + std::to_string(level - 1);
    types += "T" + std::to_string(level) + ": { allOf: [" + below + ", " + below + ", { properties: { p" +
             std::to_string(level) + ": string } }] }\n";
  }
  CHECK(isRefused("T1999", "too-large", types));
}

TEST_CASE("patterns that are expensive to compile are refused once they are too many") {
  std::string properties = "{ properties: { a: string";
  for (int index = 0; index < 3'000; ++index)
    properties += ", a" + std::to_string(index) + ": { pattern: 'x{1,900}" + std::to_string(index) + "' }";
  CHECK(isRefused(properties + " } }", "invalid-pattern"));
}
