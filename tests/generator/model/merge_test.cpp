#include "schema_of.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace event_codegen;
using Kind = Schema::Kind;
using UnknownKeys = NamedType::UnknownKeys;

namespace {

const std::string BASE =
    "Base: { properties: { id: uuid, 'note?': { type: string, maxLength: 10 } } }\n"
    "Other: { properties: { name: string, note: { type: string, minLength: 2 } } }\n"
    "Closed: { properties: { id: uuid }, additionalProperties: false }\n"
    "Short: { type: string, maxLength: 5 }\n";

std::vector<std::string> keysOf(const NamedType& type) {
  std::vector<std::string> keys;
  for (const Property& property : type.properties) keys.push_back(property.wire);
  return keys;
}

}  // namespace

TEST_CASE("objects are merged: their properties united, and those of both merged") {
  const SchemaOf read("{ allOf: [Base, Other, { properties: { 'more?': integer } }] }", BASE);
  const NamedType& type = *read.schema.reference;
  CHECK(type.cppName == "OrderPlacedX");
  CHECK(keysOf(type) == std::vector<std::string>{"id", "note", "name", "more"});
  CHECK(type.properties[1].required);
  CHECK(type.properties[1].schema.string.minLength == 2);
  CHECK(type.properties[1].schema.string.maxLength == 10);
  CHECK_FALSE(type.properties[3].required);
}

TEST_CASE("extends is the same for named types, beside properties or alone") {
  const SchemaOf named("Order", BASE + "Order: { extends: Base, properties: { total: number } }");
  CHECK(named.schema.reference->cppName == "Order");
  CHECK(keysOf(*named.schema.reference) == std::vector<std::string>{"id", "note", "total"});
  const SchemaOf both("{ extends: [Base, Other] }", BASE);
  CHECK(keysOf(*both.schema.reference) == std::vector<std::string>{"id", "note", "name"});
}

TEST_CASE("a payload extends types, and they may be of another feature") {
  ModelOf model("app: shop\nevents:\n  A_DONE: a/done\n",
                {{"a/types.yaml", "events: { A_DONE: { extends: b.Base, data: { total: number } } }"},
                 {"b/types.yaml", "types: { Base: { properties: { kind: [x, y] } } }"}});
  CHECK(model.complaints() == "");
  CHECK(keysOf(*model.application.events[0]->payload) == std::vector<std::string>{"kind", "total"});
  CHECK(model.property("ADone", "kind").schema.reference->feature == "b");
  CHECK(model.feature("a").dependsOn.size() == 1);
  ModelOf alone(
      "app: shop\nevents:\n  A_DONE: a/done\n",
      {{"a/types.yaml", "types: { Base: { properties: { x: string } } }\nevents: { A_DONE: { allOf: [Base] } }"}});
  CHECK(alone.complaints() == "");
  CHECK(keysOf(*alone.application.events[0]->payload) == std::vector<std::string>{"x"});
}

TEST_CASE("one type and a description are the type") {
  const SchemaOf read("{ allOf: [Base], description: The base. }", BASE);
  CHECK(read.schema.reference->cppName == "Base");
  CHECK(read.schema.description == "The base.");
  CHECK(read.schema.reference->description.empty());
}

TEST_CASE("strings, integers, numbers and arrays are merged to the stricter") {
  const SchemaOf string(
      "{ allOf: [Short, { minLength: 2, pattern: '^a' }, { pattern: 'b$', startsWith: ab, includes: x }, { startsWith: "
      "a, includes: y }] }",
      BASE);
  CHECK(string.schema.string.maxLength == 5);
  CHECK(string.schema.string.minLength == 2);
  CHECK(string.schema.string.patterns == std::vector<std::string>{"^a", "b$", "y"});
  CHECK(string.schema.string.startsWith == "ab");
  const SchemaOf integer(
      "{ allOf: [{ type: integer, minimum: 1, multipleOf: 4 }, { format: uint32, maximum: 90 }, { minimum: 5.5, "
      "multipleOf: 6 }] }");
  CHECK(integer.schema.kind == Kind::integer);
  CHECK(integer.schema.integer.width == IntegerWidth::uint32);
  CHECK(integer.schema.integer.minimum == 6);
  CHECK(integer.schema.integer.maximum == 90);
  CHECK(integer.schema.integer.multipleOf == 12);
  const SchemaOf mixed("{ allOf: [{ format: int32 }, { format: uint32 }] }");
  CHECK(mixed.schema.integer.width == IntegerWidth::uint32);
  CHECK(mixed.schema.integer.maximum == 2147483647);
  const SchemaOf number("{ allOf: [{ minimum: 1, multipleOf: 0.5 }, { exclusiveMinimum: 0, multipleOf: 0.25 }] }");
  CHECK(number.schema.number.minimum == 1.0);
  CHECK(number.schema.number.exclusiveMinimum == 0.0);
  CHECK(number.schema.number.multipleOf == 0.5);
  const SchemaOf array(
      "{ allOf: [{ items: Short, maxItems: 9 }, { items: { minLength: 1 }, minItems: 1, uniqueItems: true }] }", BASE);
  CHECK(array.schema.array.items->string.maxLength == 5);
  CHECK(array.schema.array.items->string.minLength == 1);
  CHECK(array.schema.array.minItems == 1);
  CHECK(array.schema.array.uniqueItems);
}

TEST_CASE("null is taken where all parts take it; any takes what the others say") {
  CHECK(SchemaOf("{ allOf: ['string?', { type: [string, 'null'], maxLength: 3 }] }").schema.nullable);
  CHECK_FALSE(SchemaOf("{ allOf: ['string?', string] }").schema.nullable);
  CHECK(SchemaOf("{ allOf: ['string?', any] }").schema.nullable);
  CHECK(SchemaOf("{ allOf: ['string?', null] }").schema.kind == Kind::null);
  CHECK(SchemaOf("{ allOf: [any, {}] }").schema.kind == Kind::any);
}

TEST_CASE("enums are merged to the values that they have in common and that other parts accept") {
  const auto values = [](const std::string& written) {
    const SchemaOf read(written);
    std::string all;
    for (const EnumValue& value : read.schema.reference->values) all += value.wire + " ";
    return all + read.schema.reference->cppName;
  };
  const std::string types = "";
  CHECK(values("{ allOf: [[a, b, c], [c, b, d]] }") == "b c OrderPlacedX");
  CHECK(values("{ allOf: [[a, bb, ccc], { maxLength: 2 }] }") == "a bb OrderPlacedX");
  CHECK(values("{ allOf: [{ minimum: 2 }, [1, 2, 3]] }") == "2 3 OrderPlacedX");
}

TEST_CASE("unknown keys: the strictest part decides, and beside extends it is about the whole") {
  const auto unknown = [](const std::string& written) {
    const SchemaOf read(written, BASE);
    return read.schema.reference->unknownKeys;
  };
  CHECK(unknown("{ allOf: [Closed, { required: [id], properties: { id: string } }] }") == UnknownKeys::refused);
  CHECK(unknown("{ extends: Base, properties: { a: string }, additionalProperties: false }") == UnknownKeys::refused);
  CHECK(unknown("{ extends: Base, additionalProperties: integer }") == UnknownKeys::kept);
  CHECK(unknown("{ allOf: [Base, { minProperties: 2 }] }") == UnknownKeys::ignored);
  const SchemaOf typed(
      "{ allOf: [{ properties: { a: { maxLength: 3 } } }, { additionalProperties: { minLength: 1 } }] }");
  CHECK(typed.schema.reference->unknownKeys == UnknownKeys::kept);
  CHECK(typed.schema.reference->extra->string.minLength == 1);
  CHECK(typed.schema.reference->properties[0].schema.string.minLength == 1);
}

TEST_CASE("what cannot be merged is an error") {
  for (const char* written :
       {"{ allOf: [string, integer] }", "{ allOf: [Base, string] }", "{ allOf: [Closed, Other] }",
        "{ allOf: [Base, { properties: { a: string }, additionalProperties: false }] }",
        "{ extends: Closed, properties: { a: string } }", "{ allOf: [uuid, email] }",
        "{ allOf: [Short, { minLength: 6 }] }", "{ allOf: [[a], [b]] }", "{ allOf: [[a], integer] }",
        "{ allOf: [{ oneOf: [string, integer] }, string] }", "{ allOf: [{ startsWith: a }, { startsWith: b }] }",
        "{ allOf: [{ minimum: 3 }, { exclusiveMaximum: 3 }] }", "{ allOf: [{ multipleOf: 0.3 }, { multipleOf: 0.2 }] }",
        "{ allOf: [{ minItems: 3 }, { maxItems: 2 }] }", "{ allOf: [{ prefixItems: [string] }, { items: string }] }",
        "{ allOf: [{ minProperties: 3 }, { maxProperties: 2 }] }",
        "{ allOf: [{ type: integer, minimum: 3 }, { maximum: 2.5 }] }", "{ extends: [Short, Base] }"}) {
    CAPTURE(written);
    CHECK(complaintsOf(written, BASE).starts_with("cannot-merge"));
  }
  CHECK(complaintsOf("A", "A: { allOf: [B] }\nB: { extends: A, properties: {} }").starts_with("type-cycle"));
}

TEST_CASE("types that hold themselves are merged into types that hold themselves") {
  ModelOf model = ModelOf::withData("x: Both",
                                    "A: { properties: { 'next?': A, a: string } }\nB: { properties: { 'next?': B, b: "
                                    "string } }\nBoth: { allOf: [A, B] }");
  CHECK(model.complaints() == "");
  CHECK(model.property("Both", "next").schema.reference == &model.type("Both"));
  CHECK(model.property("Both", "next").schema.boxed);
  ModelOf crossed = ModelOf::withData(
      "x: C", "A: { properties: { 'next?': C } }\nB: { properties: { 'next?': A } }\nC: { allOf: [A, B] }");
  CHECK(crossed.complaints() == "");
  CHECK(crossed.property("C", "next").schema.reference == &crossed.type("C"));
}

TEST_CASE("of types that were only parts nothing remains") {
  const SchemaOf read(
      "{ allOf: [{ properties: { y: { properties: { a: string } } } }, { properties: { y: { properties: { b: string } "
      "} } }] }");
  CHECK(read.model.feature("order").types.size() == 3);  // the payload, x, and y of both
  CHECK(keysOf(*read.schema.reference->properties[0].schema.reference) == std::vector<std::string>{"a", "b"});
  CHECK(read.schema.reference->properties[0].schema.reference->cppName == "OrderPlacedXY");
}

TEST_CASE("merging is bounded") {
  // What was merged once is not merged again, though every level mentions it twice.
  std::string bomb = "T0: { properties: { a: string } }\n";
  for (int level = 1; level <= 40; ++level) {
    const std::string below = "T" + std::to_string(level - 1);
    bomb += "T" + std::to_string(level) + ": { allOf: [{ properties: { l: " + below +
            " } }, { properties: { l: { properties: { r: " + below + " } } } }] }\n";
  }
  ModelOf doubled = ModelOf::withData("x: T40", bomb);
  CHECK(doubled.complaints() == "");
  // Products of circles of coprime lengths.
  std::string product;
  std::string parts;
  for (const int length : {7, 11, 13, 17, 19}) {
    for (int index = 0; index < length; ++index) {
      product += "C" + std::to_string(length) + "N" + std::to_string(index) + ": { properties: { 'next?': C" +
                 std::to_string(length) + "N" + std::to_string((index + 1) % length) + " } }\n";
    }
    parts += (parts.empty() ? "C" : ", C") + std::to_string(length) + "N0";
  }
  ModelOf circles = ModelOf::withData("x: { allOf: [" + parts + "] }", product);
  CHECK(circles.complaints().find("too-large") != std::string::npos);
}
