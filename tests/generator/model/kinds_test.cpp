#include "schema_of.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace event_codegen;
using Json = nlohmann::json;
using Kind = Schema::Kind;

namespace {

std::vector<std::string> wiresOf(const NamedType& type) {
  std::vector<std::string> wires;
  for (const EnumValue& value : type.values) wires.push_back(value.wire);
  return wires;
}

std::vector<std::string> enumeratorsOf(const NamedType& type) {
  std::vector<std::string> names;
  for (const EnumValue& value : type.values) names.push_back(value.cppName);
  return names;
}

}  // namespace

TEST_CASE("any takes every value, however it is written; null is among them") {
  for (const char* written : {"any", "true", "{}", "{ type: any }", "{ description: Whatever. }", "{ title: T }"}) {
    CAPTURE(written);
    const SchemaOf read(written);
    CHECK(read.schema.kind == Kind::any);
    CHECK_FALSE(read.schema.nullable);
  }
  CHECK_FALSE(SchemaOf("Whatever?", "Whatever: any").schema.nullable);
}

TEST_CASE("null alone is a type") {
  for (const char* written : {"null", "'null'", "{ type: 'null' }", "{ type: null }", "{ type: ['null'] }",
                              "{ const: null }", "{ enum: [null] }"}) {
    CAPTURE(written);
    CHECK(SchemaOf(written).schema.kind == Kind::null);
  }
}

TEST_CASE("keywords imply a type") {
  const std::pair<const char*, Kind> written[]{{"{ minLength: 1 }", Kind::string},
                                               {"{ format: uuid }", Kind::string},
                                               {"{ format: int32, minimum: 1 }", Kind::integer},
                                               {"{ minimum: 1 }", Kind::number},
                                               {"{ multipleOf: 1 }", Kind::number},
                                               {"{ items: string }", Kind::array},
                                               {"{ minItems: 1 }", Kind::array},
                                               {"{ uniqueItems: true }", Kind::array},
                                               {"{ prefixItems: [string] }", Kind::tuple},
                                               {"{ properties: {} }", Kind::reference},
                                               {"{ additionalProperties: false }", Kind::reference},
                                               {"{ additionalProperties: true }", Kind::map},
                                               {"{ propertyNames: { minLength: 1 } }", Kind::map},
                                               {"{ minProperties: 1 }", Kind::map},
                                               {"{ type: object }", Kind::map},
                                               {"{ type: array }", Kind::array}};
  for (const auto& entry : written) {
    const char* const schema = entry.first;
    CAPTURE(schema);
    CHECK(SchemaOf(schema).schema.kind == entry.second);
  }
  CHECK(SchemaOf("{ type: array }").schema.array.items->kind == Kind::any);
  CHECK(SchemaOf("{ type: object }").schema.array.items->kind == Kind::any);
  CHECK(complaintsOf("{ minLength: 1, minimum: 1 }").starts_with("contradictory-types"));
  CHECK(complaintsOf("{ items: string, properties: {} }").starts_with("contradictory-types"));
}

TEST_CASE("enums have values of every kind, which compare by value") {
  const SchemaOf mixed("[a, 1, true, 2.5, -3, '1']");
  CHECK(wiresOf(*mixed.schema.reference) == std::vector<std::string>{"a", "1", "true", "2.5", "-3", "1"});
  CHECK(enumeratorsOf(*mixed.schema.reference) ==
        std::vector<std::string>{"a", "_1", "true_", "_2_5", "minus_3", "_12"});
  CHECK_FALSE(mixed.schema.reference->allStrings);
  CHECK(mixed.schema.reference->values[0].isString);
  CHECK_FALSE(mixed.schema.reference->values[1].isString);
  const SchemaOf deep("{ enum: [{ b: 1.0, a: [x] }, []] }");
  CHECK(wiresOf(*deep.schema.reference) == std::vector<std::string>{R"({"a":["x"],"b":1})", "[]"});
  CHECK(SchemaOf("[a, b]").schema.reference->allStrings);
  CHECK(complaintsOf("{ enum: [1, 1.0] }").starts_with("duplicate-enum-value"));
  CHECK(complaintsOf("{ enum: [{ a: 1, b: 2 }, { b: 2, a: 1 }] }").starts_with("duplicate-enum-value"));
  CHECK(SchemaOf("{ enum: [1, '1'] }").schema.reference->values.size() == 2);
}

TEST_CASE("null in an enum makes the use nullable") {
  for (const char* written : {"[a, null]", "{ enum: [a, null] }", "{ type: [string, 'null'], enum: [a, null] }"}) {
    CAPTURE(written);
    const SchemaOf read(written);
    CHECK(read.schema.nullable);
    CHECK(read.schema.reference->values.size() == 1);
  }
  CHECK(SchemaOf("Maybe", "Maybe: [a, null]").schema.nullable);
  CHECK(complaintsOf("{ type: string, enum: [a, null] }").starts_with("invalid-value"));
  CHECK(complaintsOf("{ type: 'string?', enum: [a] }").starts_with("contradictory-types"));
}

TEST_CASE("a constant is an enum of one value, and its member has it from the beginning") {
  const SchemaOf read("{ const: card }");
  CHECK(wiresOf(*read.schema.reference) == std::vector<std::string>{"card"});
  CHECK(read.property.required);
  REQUIRE(read.property.initial);
  CHECK(*read.property.initial == Json("card"));
  CHECK(*SchemaOf("{ const: 3 }").property.initial == Json(3));
  CHECK_FALSE(SchemaOf("{ const: 3 }", "", "'x?'").property.initial);
  CHECK(*SchemaOf("Three", "Three: { const: 3 }").property.initial == Json(3));
}

TEST_CASE("a default makes a property optional, unless `required` lists it") {
  const SchemaOf read("{ type: integer, default: 3 }");
  CHECK_FALSE(read.property.required);
  CHECK(*read.property.initial == Json(3));
  const ModelOf both = ModelOf::withData("x: { properties: { a: { type: string, default: b } }, required: [a] }");
  CHECK(both.property("OrderPlacedX", "a").required);
  CHECK(*both.property("OrderPlacedX", "a").initial == Json("b"));
  CHECK(complaintsOf("{ items: { type: string, default: a } }").starts_with("keyword-not-applicable"));
}

TEST_CASE("bounds of integers reach from int64's least to uint64's greatest") {
  const SchemaOf wide("{ format: uint64, minimum: 9223372036854775808, maximum: 18446744073709551615 }");
  CHECK(wide.schema.integer.minimum == WideInteger{9223372036854775808ULL});
  CHECK(wide.schema.integer.maximum == WideInteger{18446744073709551615ULL});
  const SchemaOf beyond("{ type: integer, minimum: -1e300, maximum: 18446744073709551615 }");
  CHECK_FALSE(beyond.schema.integer.minimum);
  CHECK_FALSE(beyond.schema.integer.maximum);
  CHECK_FALSE(SchemaOf("{ format: uint32, minimum: -5 }").schema.integer.minimum);
  const SchemaOf fractions("{ type: integer, minimum: 0.5, exclusiveMaximum: 9.5 }");
  CHECK(fractions.schema.integer.minimum == 1);
  CHECK(fractions.schema.integer.maximum == 9);
  CHECK(complaintsOf("{ type: integer, minimum: 9223372036854775808 }").starts_with("contradictory-bounds"));
}

TEST_CASE("objects keep unknown keys, as they are or as a type") {
  const SchemaOf json("{ properties: { extra: string }, additionalProperties: true }");
  CHECK(json.schema.reference->unknownKeys == NamedType::UnknownKeys::kept);
  CHECK(json.schema.reference->extra->kind == Kind::any);
  CHECK(json.schema.reference->extraName == "extra2");
  const SchemaOf typed("{ properties: {}, additionalProperties: integer }");
  CHECK(typed.schema.reference->extra->kind == Kind::integer);
  CHECK(typed.schema.reference->extraName == "extra");
}

TEST_CASE("numbers and names of keys, of objects and of maps") {
  const SchemaOf map(
      "{ additionalProperties: string, propertyNames: { maxLength: 3 }, minProperties: 1, maxProperties: 2 }");
  CHECK(map.schema.entries.minProperties == 1);
  CHECK(map.schema.entries.maxProperties == 2);
  CHECK(map.schema.entries.names->string.maxLength == 3);
  const SchemaOf object("{ properties: { a: string }, propertyNames: [a, b], minProperties: 1 }");
  CHECK(object.schema.reference->entries.names->reference->values.size() == 2);
  CHECK(complaintsOf("{ properties: { a: string }, maxProperties: 0 }").starts_with("contradictory-bounds"));
  CHECK(complaintsOf("{ properties: { a: string }, additionalProperties: false, minProperties: 2 }")
            .starts_with("contradictory-bounds"));
  CHECK(complaintsOf("{ propertyNames: integer }").starts_with("contradictory-types"));
  CHECK(complaintsOf("{ minProperties: 2, maxProperties: 1 }").starts_with("contradictory-bounds"));
}

TEST_CASE("tuples: how many items there must be, and what follows them") {
  const SchemaOf plain("{ prefixItems: [string, integer] }");
  CHECK(plain.schema.tuple.items.size() == 2);
  CHECK(plain.schema.tuple.required == 2);
  CHECK(plain.schema.tuple.rest == TupleRest::ignored);
  const SchemaOf closed("{ prefixItems: [string, integer], items: false, minItems: 1 }");
  CHECK(closed.schema.tuple.required == 1);
  CHECK(closed.schema.tuple.rest == TupleRest::refused);
  CHECK_FALSE(closed.schema.array.minItems);
  const SchemaOf rest("{ prefixItems: [string], items: number, minItems: 3, maxItems: 5, uniqueItems: true }");
  CHECK(rest.schema.tuple.rest == TupleRest::kept);
  CHECK(rest.schema.array.items->kind == Kind::number);
  CHECK(rest.schema.array.minItems == 3);
  CHECK(rest.schema.array.maxItems == 5);
  CHECK(rest.schema.array.uniqueItems);
  CHECK(complaintsOf("{ prefixItems: [string, string], maxItems: 1 }").starts_with("contradictory-bounds"));
  CHECK(complaintsOf("{ prefixItems: [string], items: false, minItems: 2 }").starts_with("contradictory-bounds"));
  CHECK(complaintsOf("{ prefixItems: [] }").starts_with("missing-keyword"));
}

TEST_CASE("annotations that say nothing about values are taken") {
  SchemaOf(
      "{ $schema: x, $id: y, $comment: z, title: T, deprecated: true, readOnly: true, writeOnly: false, type: string, "
      "contentEncoding: base64, contentMediaType: text/plain, examples: [a] }");
}
