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
                              "{ items: string, maxItems: 1 }"};
  for (const char* schema : schemas) {
    CAPTURE(schema);
    CHECK(seen.insert(fingerprint("a: " + std::string(schema))).second);
    CHECK(seen.insert(fingerprint("a?: " + std::string(schema))).second);
    CHECK(seen.insert(fingerprint("b: " + std::string(schema))).second);
  }
}
