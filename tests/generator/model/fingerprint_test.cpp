#include "model_of.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

std::string fingerprint(const std::string& data, const std::string& types = {}) {
  ModelOf model = ModelOf::withData(data, types);
  CHECK(model.complaints() == "");
  return model.application.events[0]->fingerprint;
}

}  // namespace

TEST_CASE("a fingerprint is sixteen hexadecimal digits, the same on every run") {
  CHECK(fingerprint("a: string") == fingerprint("a: string"));
  CHECK(fingerprint("a: string").size() == 16);
  CHECK(fingerprint("a: string").find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("what does not change the JSON does not change the fingerprint") {
  CHECK(fingerprint("a: string\nb: integer") == fingerprint("b: integer\na: string"));
  CHECK(fingerprint("a: string") == fingerprint("a: { type: string, description: Something., sensitive: true }"));
  CHECK(fingerprint("a: [x, y]") == fingerprint("a: Named", "Named: [y, x]"));
  CHECK(fingerprint("a: { properties: { b: string } }") == fingerprint("a: T", "T: { properties: { b: string } }"));
  CHECK(fingerprint("a: Zip", "Zip: { type: string, maxLength: 5 }") ==
        fingerprint("a: { type: string, maxLength: 5 }"));
  CHECK(fingerprint("a: { type: integer, exclusiveMinimum: 1 }") == fingerprint("a: { type: integer, minimum: 2 }"));
}

TEST_CASE("every change of the schema changes the fingerprint") {
  std::set<std::string> seen;
  const char* const schemas[]{"string",
                              "string?",
                              "uuid",
                              "integer",
                              "number",
                              "boolean",
                              "timestamp",
                              "string[]",
                              "string?[]",
                              "string[]?",
                              "[x]",
                              "[x, y]",
                              "[xy]",
                              "{ properties: {} }",
                              "{ properties: {}, additionalProperties: false }",
                              "{ properties: { x: string } }",
                              "{ properties: { 'x?': string } }",
                              "{ properties: { x: integer } }",
                              "{ additionalProperties: string }",
                              "{ minLength: 1 }",
                              "{ maxLength: 1 }",
                              "{ pattern: a }",
                              "{ startsWith: a }",
                              "{ endsWith: a }",
                              "{ includes: a }",
                              "{ type: integer, format: int32 }",
                              "{ type: integer, minimum: 1 }",
                              "{ type: integer, maximum: 1 }",
                              "{ type: integer, multipleOf: 1 }",
                              "{ type: number, minimum: 1 }",
                              "{ type: number, exclusiveMinimum: 1 }",
                              "{ items: string, minItems: 1 }",
                              "{ items: string, maxItems: 1 }",
                              "{ items: string, uniqueItems: true }",
                              "any",
                              "'null'",
                              "[1]",
                              "['1']",
                              "[true]",
                              "{ prefixItems: [string] }",
                              "{ prefixItems: [string, string] }",
                              "{ prefixItems: [string, string], minItems: 1 }",
                              "{ prefixItems: [string], items: false }",
                              "{ prefixItems: [string], items: integer }",
                              "{ additionalProperties: string, minProperties: 1 }",
                              "{ additionalProperties: string, maxProperties: 1 }",
                              "{ additionalProperties: string, propertyNames: { maxLength: 1 } }",
                              "{ properties: {}, additionalProperties: integer }",
                              "{ properties: {}, minProperties: 1 }",
                              "{ properties: {}, propertyNames: { maxLength: 1 } }",
                              "{ oneOf: [string, integer] }",
                              "{ anyOf: [string, integer] }",
                              "{ anyOf: [string, integer, null] }",
                              "{ anyOf: [string, integer, boolean] }",
                              "{ allOf: [{ pattern: a }, { pattern: b }] }",
                              "{ format: uint64, minimum: 18446744073709551615 }",
                              "{ format: uint64, minimum: 18446744073709551614 }"};
  for (const char* schema : schemas) {
    CAPTURE(schema);
    CHECK(seen.insert(fingerprint("a: " + std::string(schema))).second);
    CHECK(seen.insert(fingerprint("a?: " + std::string(schema))).second);
    CHECK(seen.insert(fingerprint("b: " + std::string(schema))).second);
  }
}

TEST_CASE("a default says what an absent key means, and so counts; whether unknown keys are kept does not") {
  CHECK(fingerprint("a: { type: integer, default: 1 }") != fingerprint("a: { type: integer, default: 2 }"));
  CHECK(fingerprint("a: { type: integer, default: 1 }") != fingerprint("a?: integer"));
  CHECK(fingerprint("a: { type: integer, default: 1 }") == fingerprint("a: { type: integer, default: 1.0 }"));
  CHECK(fingerprint("a: { properties: {}, additionalProperties: true }") == fingerprint("a: { properties: {} }"));
  CHECK(fingerprint("a: { type: integer, examples: [1], title: A, deprecated: true }") == fingerprint("a: integer"));
}

TEST_CASE("types that hold themselves: names do not count, any change among them does") {
  const auto circle = [](const std::string& a, const std::string& b, const std::string& leaf) {
    return fingerprint("x: " + a, a + ": { properties: { 'next?': " + b + " } }\n" + b +
                                      ": { properties: { 'next?': " + a + ", leaf: " + leaf + " } }");
  };
  CHECK(circle("A", "B", "string") == circle("Zeta", "Alpha", "string"));
  CHECK(circle("A", "B", "string") != circle("A", "B", "integer"));
  std::string chain;
  for (int index = 0; index < 100; ++index)
    chain +=
        "T" + std::to_string(index) + ": { properties: { 'next?': T" + std::to_string((index + 1) % 100) + " } }\n";
  std::string changed = chain;
  changed.replace(changed.find("T73: { properties: {"), 20, "T73: { properties: { v: string,");
  CHECK(fingerprint("x: T0", chain) != fingerprint("x: T0", changed));
}

TEST_CASE("merged schemas are what they come to; the order of alternatives does not count") {
  CHECK(fingerprint("a: { allOf: [{ properties: { b: string } }, { properties: { c: integer } }] }") ==
        fingerprint("a: { properties: { b: string, c: integer } }"));
  CHECK(fingerprint("a: { oneOf: [string, integer] }") == fingerprint("a: { oneOf: [integer, string] }"));
}
