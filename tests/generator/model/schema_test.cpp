#include "schema_of.hpp"

#include <string>
#include <vector>

using namespace event_codegen;
using Kind = Schema::Kind;

TEST_CASE("words are the types of the language") {
  CHECK(SchemaOf("string").schema.kind == Kind::string);
  CHECK(SchemaOf("integer").schema.kind == Kind::integer);
  CHECK(SchemaOf("number").schema.kind == Kind::number);
  CHECK(SchemaOf("boolean").schema.kind == Kind::boolean);
  CHECK(SchemaOf("timestamp").schema.kind == Kind::timestamp);
}

TEST_CASE("words of formats are strings of the format, as `format` says it") {
  const std::pair<const char*, StringFormat> formats[]{{"uuid", StringFormat::uuid},
                                                       {"email", StringFormat::email},
                                                       {"uri", StringFormat::uri},
                                                       {"date-time", StringFormat::dateTime},
                                                       {"date", StringFormat::date},
                                                       {"time", StringFormat::time},
                                                       {"duration", StringFormat::duration},
                                                       {"hostname", StringFormat::hostname},
                                                       {"ipv4", StringFormat::ipv4},
                                                       {"ipv6", StringFormat::ipv6},
                                                       {"ulid", StringFormat::ulid},
                                                       {"cuid2", StringFormat::cuid2},
                                                       {"nanoid", StringFormat::nanoid},
                                                       {"base64", StringFormat::base64},
                                                       {"base64url", StringFormat::base64url},
                                                       {"hex", StringFormat::hex},
                                                       {"jwt", StringFormat::jwt},
                                                       {"e164", StringFormat::e164},
                                                       {"semver", StringFormat::semver}};
  for (const auto& entry : formats) {
    const std::string word = entry.first;
    const StringFormat format = entry.second;
    CAPTURE(word);
    const SchemaOf asWord(word);
    CHECK(asWord.schema.kind == Kind::string);
    CHECK((asWord.schema.string.format == format));
    CHECK((SchemaOf("{ type: string, format: " + word + " }").schema.string.format == format));
    CHECK((SchemaOf("{ format: " + word + " }").schema.string.format == format));
  }
}

TEST_CASE("suffixes apply from left to right") {
  const SchemaOf both("uuid?[]?");
  CHECK(both.schema.kind == Kind::array);
  CHECK(both.schema.nullable);
  CHECK(both.schema.array.items->nullable);
  CHECK((both.schema.array.items->string.format == StringFormat::uuid));
  CHECK(SchemaOf("integer[][]").schema.array.items->array.items->kind == Kind::integer);
}

TEST_CASE("null beside a type makes it nullable") {
  for (const char* written : {"{ type: [string, \"null\"] }", "{ type: [null, string] }", "{ type: 'string?' }"}) {
    CAPTURE(written);
    const SchemaOf read(written);
    CHECK(read.schema.kind == Kind::string);
    CHECK(read.schema.nullable);
  }
  CHECK(SchemaOf("{ type: [object, 'null'], properties: {} }").schema.nullable);
  CHECK(SchemaOf("{ type: [string, 'null'], enum: [a, null] }").schema.nullable);
}

TEST_CASE("constraints of strings") {
  const SchemaOf read(
      "{ minLength: 1, maxLength: 9, pattern: '^a', startsWith: a, endsWith: z, includes: m, sensitive: true, "
      "description: D }");
  CHECK(read.schema.string.minLength == 1);
  CHECK(read.schema.string.maxLength == 9);
  CHECK(read.schema.string.patterns == std::vector<std::string>{"^a"});
  CHECK(read.schema.string.startsWith == "a");
  CHECK(read.schema.string.endsWith == "z");
  CHECK(read.schema.string.includes == "m");
  CHECK(read.schema.sensitive);
  CHECK(read.schema.description == "D");
}

TEST_CASE("constraints of integers; exclusive bounds are moved by one, the stricter of two counts") {
  const SchemaOf read(
      "{ type: integer, format: uint32, minimum: 3, exclusiveMinimum: 5, maximum: 100, exclusiveMaximum: 50, "
      "multipleOf: 2 }");
  CHECK(read.schema.integer.width == IntegerWidth::uint32);
  CHECK(read.schema.integer.minimum == 6);
  CHECK(read.schema.integer.maximum == 49);
  CHECK(read.schema.integer.multipleOf == 2);
  CHECK(SchemaOf("{ format: int32 }").schema.integer.width == IntegerWidth::int32);
  CHECK(SchemaOf("{ type: integer, maximum: 1e3 }").schema.integer.maximum == 1000);
  CHECK(SchemaOf("{ type: integer, minimum: -9223372036854775808 }").schema.integer.minimum == INT64_MIN);
}

TEST_CASE("bounds that a few values meet are taken") {
  SchemaOf("{ type: integer, minimum: 5, maximum: 5 }");
  SchemaOf("{ type: integer, minimum: -25, maximum: -19, multipleOf: 10 }");
  SchemaOf("{ type: integer, minimum: -1, maximum: 1, multipleOf: 10 }");
  SchemaOf("{ type: number, minimum: 1, maximum: 1 }");
  SchemaOf("{ type: string, maxLength: 1, startsWith: é }");
}

TEST_CASE("constraints of numbers") {
  const SchemaOf read("{ type: number, minimum: 0, exclusiveMaximum: 1.5, multipleOf: 0.25 }");
  CHECK(read.schema.number.minimum == 0.0);
  CHECK(read.schema.number.exclusiveMaximum == 1.5);
  CHECK(read.schema.number.multipleOf == 0.25);
}

TEST_CASE("arrays and maps") {
  const SchemaOf array("{ items: { type: string, minLength: 1 }, minItems: 1, maxItems: 3 }");
  CHECK(array.schema.kind == Kind::array);
  CHECK(array.schema.array.minItems == 1);
  CHECK(array.schema.array.maxItems == 3);
  CHECK(array.schema.array.items->string.minLength == 1);
  CHECK(SchemaOf("{ type: 'string[]', maxItems: 3 }").schema.array.maxItems == 3);
  const SchemaOf map("{ type: object, additionalProperties: number }");
  CHECK(map.schema.kind == Kind::map);
  CHECK(map.schema.array.items->kind == Kind::number);
}

TEST_CASE("enums and objects that are written in place are named after where they stand") {
  CHECK(SchemaOf("[a, b]").schema.reference->cppName == "OrderPlacedX");
  CHECK(SchemaOf("{ properties: { y: { properties: {} } } }")
            .model.property("OrderPlacedX", "y")
            .schema.reference->cppName == "OrderPlacedXY");
  CHECK(SchemaOf("{ items: [a] }").schema.array.items->reference->cppName == "OrderPlacedXItem");
  CHECK(SchemaOf("{ additionalProperties: [a] }").schema.array.items->reference->cppName == "OrderPlacedXValue");
  const SchemaOf titled("{ title: shipping address, properties: { kind: [a] } }");
  CHECK(titled.schema.reference->cppName == "ShippingAddress");
  CHECK(titled.model.property("ShippingAddress", "kind").schema.reference->cppName == "ShippingAddressKind");
}

TEST_CASE("properties are required unless a `?` or `required` says otherwise") {
  const ModelOf model =
      ModelOf::withData("a: string\nb?: string\nc: { properties: { d: string, e: string }, required: [e] }");
  CHECK(model.property("OrderPlaced", "a").required);
  CHECK_FALSE(model.property("OrderPlaced", "b").required);
  CHECK_FALSE(model.property("OrderPlacedC", "d").required);
  CHECK(model.property("OrderPlacedC", "e").required);
}

TEST_CASE("additionalProperties: false closes an object") {
  CHECK(SchemaOf("{ properties: {}, additionalProperties: false }").schema.reference->unknownKeys ==
        NamedType::UnknownKeys::refused);
  CHECK(SchemaOf("{ properties: {} }").schema.reference->unknownKeys == NamedType::UnknownKeys::ignored);
}

TEST_CASE("another name of a schema stands for it where it is used") {
  const SchemaOf read("Zips?",
                      "Zip: { type: string, pattern: '^[0-9]{5}$', sensitive: true, description: A zip. }\nZips: { "
                      "type: 'Zip[]', maxItems: 3 }");
  CHECK(read.schema.kind == Kind::array);
  CHECK(read.schema.nullable);
  CHECK(read.schema.array.maxItems == 3);
  CHECK(read.schema.array.items->string.patterns == std::vector<std::string>{"^[0-9]{5}$"});
  CHECK(read.schema.array.items->sensitive);
}

TEST_CASE("a use of a named type adds null, sensitivity and a description of its own") {
  const SchemaOf read("{ type: 'Zip?', sensitive: true, description: Here. }",
                      "Zip: { type: string, description: A zip. }");
  CHECK(read.schema.nullable);
  CHECK(read.schema.sensitive);
  CHECK(read.schema.description == "Here.");
  CHECK(SchemaOf("Zip", "Zip: { type: string, description: A zip. }").schema.description == "A zip.");
}

TEST_CASE("a description stands at the member, or at the type where there is no member") {
  const ModelOf model = ModelOf::withData(
      "a: { description: The member., properties: {} }\nb: { items: { description: The item., properties: {} } }\nc: "
      "Named",
      "Named: { description: The type., properties: {} }");
  CHECK(model.property("OrderPlaced", "a").schema.description == "The member.");
  CHECK(model.type("OrderPlacedA").description.empty());
  CHECK(model.type("OrderPlacedBItem").description == "The item.");
  CHECK(model.type("Named").description == "The type.");
}

TEST_CASE("chains of names are followed, and cut where they are endless or too long") {
  std::string chain = "T0: string\n";
  for (int index = 1; index <= 300; ++index)
    chain += "T" + std::to_string(index) + ": T" + std::to_string(index - 1) + "[]\n";
  ModelOf upwards = ModelOf::withData("x: T60", chain);
  CHECK(upwards.complaints().find("too-deep") != std::string::npos);
  std::string backwards;
  for (int index = 0; index < 20'000; ++index)
    backwards += "T" + std::to_string(index) + ": T" + std::to_string(index + 1) + "\n";
  ModelOf downwards = ModelOf::withData("x: T0", backwards + "T20000: string\n");
  CHECK(downwards.complaints().find("too-deep") != std::string::npos);
}

TEST_CASE("types that hold each other in a very long chain are an error, not a crash") {
  std::string chain;
  for (int index = 0; index < 5'000; ++index)
    chain += "T" + std::to_string(index) + ": { properties: { next: T" + std::to_string(index + 1) + " } }\n";
  ModelOf model = ModelOf::withData("x: T0", chain + "T5000: { properties: {} }\n");
  CHECK(model.complaints().find("too-deep") != std::string::npos);
}
