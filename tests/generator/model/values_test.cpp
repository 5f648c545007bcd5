#include "schema_of.hpp"

#include <string>

using namespace event_codegen;

namespace {

std::string complaintsOfDefault(const std::string& schema, const std::string& value) {
  return complaintsOf("{ " + schema + ", default: " + value + " }");
}

}  // namespace

TEST_CASE("defaults are what their schemas accept") {
  const std::pair<const char*, std::pair<const char*, const char*>> cases[]{
      {"type: string, minLength: 2", {"ab", "a"}},
      {"type: string, maxLength: 2", {"éé", "éèé"}},
      {"type: string, pattern: '^[0-9]+$'", {"'12'", "x"}},
      {"type: string, startsWith: a, endsWith: c, includes: b", {"abc", "ac"}},
      {"type: uuid", {"123e4567-e89b-12d3-a456-426614174000", "x"}},
      {"type: date", {"2026-02-28", "2026-02-30"}},
      {"type: integer, minimum: 2", {"2.0", "1"}},
      {"type: integer", {"-3", "1.5"}},
      {"type: integer, format: int32", {"2147483647", "2147483648"}},
      {"type: integer, format: uint64", {"18446744073709551615", "-1"}},
      {"type: integer, multipleOf: 3", {"9", "10"}},
      {"type: number, exclusiveMaximum: 1", {"0.9", "1"}},
      {"type: number, multipleOf: 0.1", {"0.3", "0.35"}},
      {"type: boolean", {"true", "yes"}},
      {"type: timestamp", {"'2026-11-21T09:00:00Z'", "'2026-11-21'"}},
      {"type: [string, 'null']", {"null", "1"}},
      {"items: integer, minItems: 1", {"[1]", "[]"}},
      {"items: integer, uniqueItems: true", {"[1, 2]", "[1, 1.0]"}},
      {"prefixItems: [string, integer], items: false", {"[a, 1]", "[a, 1, 2]"}},
      {"prefixItems: [string, integer], minItems: 1", {"[a]", "[]"}},
      {"properties: { a: integer, 'b?': string }", {"{ a: 1 }", "{ b: x }"}},
      {"properties: {}, additionalProperties: false", {"{}", "{ a: 1 }"}},
      {"properties: {}, additionalProperties: integer", {"{ a: 1 }", "{ a: x }"}},
      {"additionalProperties: integer, propertyNames: { maxLength: 1 }", {"{ a: 1 }", "{ ab: 1 }"}},
      {"additionalProperties: any, minProperties: 1", {"{ a: 1 }", "{}"}},
      {"enum: [a, 1]", {"1", "'1'"}},
      {"anyOf: [string, { type: integer, minimum: 3 }]", {"3", "2"}},
      {"oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }]", {"9", "6"}},
      {"discriminator: k, oneOf: [{ properties: { k: { const: a }, v: string } }, { properties: { k: { const: b } } }]",
       {"{ k: b }", "{ k: a }"}},
  };
  for (const auto& entry : cases) {
    const std::string schema = entry.first, good = entry.second.first, bad = entry.second.second;
    CAPTURE(schema);
    CHECK(complaintsOfDefault(schema, good) == "");
    CHECK(complaintsOfDefault(schema, bad).starts_with("invalid-value"));
  }
}

TEST_CASE("examples of events and schemas are checked, below the very part that is wrong") {
  ModelOf model("app: shop\nevents:\n  A_DONE: a/done\n",
                {{"a/types.yaml",
                  "events:\n"
                  "  A_DONE:\n"
                  "    data: { ids: 'uuid[]', 'n?': { type: integer, examples: [1, x] } }\n"
                  "    examples:\n"
                  "      - { ids: [] }\n"
                  "      - { ids: [a] }\n"
                  "      - {}\n"}});
  REQUIRE(model.diagnostics.list().size() == 3);
  model.diagnostics.sort();
  const auto& list = model.diagnostics.list();
  CHECK((list[0].span.line == 3 && list[0].span.column == 65));
  CHECK((list[1].span.line == 6 && list[1].span.column == 17));
  CHECK((list[2].span.line == 7 && list[2].span.column == 9));
}

TEST_CASE("values of enums meet what stands beside them") {
  CHECK(complaintsOf("{ type: string, enum: [abc, d], minLength: 2 }").starts_with("invalid-value"));
  CHECK(complaintsOf("{ type: uuid, enum: [x] }").starts_with("invalid-value"));
  CHECK(complaintsOf("{ enum: [1, 5], minimum: 2 }").starts_with("invalid-value"));
  CHECK(complaintsOf("{ type: string, enum: [abc, de], minLength: 2 }") == "");
}

TEST_CASE("names of properties meet propertyNames, and merged defaults the merged schema") {
  CHECK(complaintsOf("{ properties: { abc: string }, propertyNames: { maxLength: 2 } }")
            .starts_with("contradictory-bounds"));
  CHECK(complaintsOf("{ allOf: [{ properties: { a: { type: string, default: xyz } } }, { properties: { 'a?': { "
                     "maxLength: 2 } } }] }")
            .starts_with("invalid-value"));
}

TEST_CASE("checking values is bounded") {
  // Unions within unions: every level tries both alternatives of the next.
  std::string types = "T0: { properties: { v: integer } }\n";
  for (int level = 1; level <= 60; ++level) {
    const std::string below = "T" + std::to_string(level - 1);
    types += "T" + std::to_string(level) + ": { anyOf: [{ properties: { l: " + below +
             " } }, { properties: { l: " + below + ", r: string } }] }\n";
  }
  std::string value = "{ v: x }";
  for (int level = 1; level <= 60; ++level) value = "{ l: " + value + " }";
  CHECK(complaintsOf("{ allOf: [T60], default: " + value + " }", types).find("too-large") != std::string::npos);
}
