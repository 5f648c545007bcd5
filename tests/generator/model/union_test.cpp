#include "schema_of.hpp"

#include <string>
#include <vector>

using namespace event_codegen;
using Kind = Schema::Kind;

namespace {

const std::string CARD_OR_TRANSFER =
    "Card: { properties: { kind: { const: card }, number: string } }\n"
    "Transfer: { properties: { kind: { enum: [sepa, swift] }, iban: string } }\n";

}  // namespace

TEST_CASE("a union is a named type, named after where it stands or by its title") {
  const SchemaOf one("{ oneOf: [string, integer] }");
  REQUIRE(one.schema.kind == Kind::reference);
  const NamedType& type = *one.schema.reference;
  CHECK(type.kind == NamedType::Kind::variant);
  CHECK(type.cppName == "OrderPlacedX");
  CHECK(type.match == NamedType::Match::exactlyOne);
  CHECK(type.alternatives.size() == 2);
  CHECK(SchemaOf("{ anyOf: [string, integer] }").schema.reference->match == NamedType::Match::first);
  CHECK(SchemaOf("{ title: a value, anyOf: [string, integer] }").schema.reference->cppName == "AValue");
}

TEST_CASE("alternatives written in place are named after the union, by title or by what tells them apart") {
  const SchemaOf plain("{ oneOf: [{ properties: {} }, { title: second one, properties: {} }] }");
  CHECK(plain.schema.reference->alternatives[0].schema.reference->cppName == "OrderPlacedXAlternative1");
  CHECK(plain.schema.reference->alternatives[1].schema.reference->cppName == "SecondOne");
  const SchemaOf told(
      "{ discriminator: kind, oneOf: [{ properties: { kind: { const: card } } }, { properties: { kind: [cash] } }] }");
  CHECK(told.schema.reference->alternatives[0].schema.reference->cppName == "OrderPlacedXCard");
  CHECK(told.schema.reference->alternatives[1].schema.reference->cppName == "OrderPlacedXCash");
}

TEST_CASE("null among the alternatives makes the use nullable") {
  for (const char* written : {"{ oneOf: [string, integer, null] }", "{ anyOf: [string, { type: 'null' }, integer] }",
                              "{ anyOf: [Maybe, integer] }", "{ type: [string, integer, 'null'] }",
                              "{ anyOf: [{ const: null }, string, integer] }"}) {
    CAPTURE(written);
    const SchemaOf read(written, "Maybe: string?");
    CHECK(read.schema.nullable);
    CHECK(read.schema.reference->alternatives.size() == 2);
    for (const Alternative& alternative : read.schema.reference->alternatives) CHECK_FALSE(alternative.schema.nullable);
  }
  CHECK(SchemaOf("Named", "Named: { anyOf: [string, integer, null] }").schema.nullable);
  CHECK(SchemaOf("{ anyOf: [Named, boolean] }", "Named: { anyOf: [string, integer, null] }").schema.nullable);
  CHECK(complaintsOf("{ oneOf: [Maybe, integer, null] }", "Maybe: string?").starts_with("contradictory-types"));
}

TEST_CASE("what stands beside a union is said in each of its alternatives") {
  const SchemaOf texts("{ type: string, maxLength: 9, oneOf: [{ minLength: 2 }, { maxLength: 4 }] }");
  REQUIRE(texts.schema.reference != nullptr);
  const NamedType& type = *texts.schema.reference;
  CHECK(type.cppName == "OrderPlacedX");
  CHECK(type.match == NamedType::Match::exactlyOne);
  REQUIRE(type.alternatives.size() == 2);
  CHECK(type.alternatives[0].schema.string.minLength == 2);
  CHECK(type.alternatives[0].schema.string.maxLength == 9);
  CHECK(type.alternatives[1].schema.string.maxLength == 4);

  const SchemaOf objects(
      "{ type: object, properties: { id: uuid }, discriminator: kind, oneOf: [Card, { title: by hand, properties: { "
      "kind: { const: hand } } }] }",
      CARD_OR_TRANSFER);
  const NamedType& payment = *objects.schema.reference;
  CHECK(payment.match == NamedType::Match::discriminator);
  REQUIRE(payment.alternatives.size() == 2);
  const NamedType& card = *payment.alternatives[0].schema.reference;
  CHECK(card.cppName == "OrderPlacedXCard");
  CHECK(card.properties.size() == 3);
  CHECK(payment.alternatives[0].discriminators == std::vector<std::string>{"\"card\""});
  CHECK(payment.alternatives[1].schema.reference->cppName == "ByHand");
}

TEST_CASE("alternatives may require what is declared beside the union") {
  const SchemaOf read(
      "{ properties: { 'mail?': email, 'phone?': e164, name: string }, anyOf: [{ required: [mail] }, { required: "
      "[phone] "
      "}] }");
  REQUIRE(read.schema.reference != nullptr);
  REQUIRE(read.schema.reference->alternatives.size() == 2);
  const NamedType& byMail = *read.schema.reference->alternatives[0].schema.reference;
  REQUIRE(byMail.properties.size() == 3);
  for (const Property& property : byMail.properties) CHECK(property.required == (property.wire != "phone"));
  CHECK((byMail.properties[0].schema.string.format == StringFormat::email));
  CHECK(complaintsOf("{ properties: { 'mail?': email }, anyOf: [{ required: [mial] }, { required: [mail] }] }")
            .starts_with("unknown-property"));
}

TEST_CASE("what alternatives require is declared somewhere") {
  CHECK(complaintsOf("{ type: object, oneOf: [{ required: [a] }, { required: [b] }] }").starts_with("unknown-property"));
}

TEST_CASE("several unions are merged, wherever they are said") {
  const std::string named =
      "Choice: { oneOf: [string, integer] }\nAny: { anyOf: [string, { type: integer, minimum: 3 }] }";
  for (const char* written :
       {"{ anyOf: [{ minLength: 1 }, { pattern: a }], oneOf: [{ maxLength: 3 }, { pattern: b }] }",
        "{ allOf: [Texts, { anyOf: [{ minLength: 1 }, { pattern: a }] }, { maxLength: 3 }] }"}) {
    CAPTURE(written);
    const SchemaOf both(written, "Texts: { oneOf: [{ startsWith: a }, { startsWith: b }] }");
    REQUIRE(both.schema.reference != nullptr);
    CHECK(both.schema.reference->alternatives.size() == 2);
    CHECK(both.schema.reference->alternatives[0].schema.reference->kind == NamedType::Kind::variant);
  }
  CHECK(SchemaOf("{ allOf: [Choice, Choice] }", named).schema.reference->cppName == "Choice");
  CHECK(complaintsOf("{ allOf: [Choice, { maxLength: 3 }] }", named).starts_with("cannot-merge"));
  CHECK(complaintsOf("{ allOf: [Choice, Any] }", named).starts_with("cannot-merge"));
  CHECK(complaintsOf("{ type: string, oneOf: [{ minLength: 2 }, integer] }", named).starts_with("cannot-merge"));
  const std::string endless = "Left: { anyOf: ['Left[]', 'Left[]'] }\nRight: { anyOf: ['Right[]', 'Right[]'] }";
  CHECK(complaintsOf("{ allOf: [Left, Right] }", endless).find("too-deep") != std::string::npos);
}

TEST_CASE("a union of one type and null is the type, nullable") {
  const SchemaOf read("{ anyOf: [{ type: string, maxLength: 3 }, { type: 'null' }] }");
  CHECK(read.schema.kind == Kind::string);
  CHECK(read.schema.nullable);
  CHECK(SchemaOf("{ oneOf: [Named, null] }", "Named: string[]").schema.kind == Kind::array);
}

TEST_CASE("several types are a union, and each takes the keywords that are for it") {
  const SchemaOf read("{ type: [string, integer, array], minLength: 2, minimum: 3, items: boolean }");
  const auto& alternatives = read.schema.reference->alternatives;
  REQUIRE(alternatives.size() == 3);
  CHECK(read.schema.reference->match == NamedType::Match::first);
  CHECK(alternatives[0].schema.string.minLength == 2);
  CHECK(alternatives[1].schema.integer.minimum == 3);
  CHECK(alternatives[2].schema.array.items->kind == Kind::boolean);
  CHECK(SchemaOf("{ type: [integer, number] }").schema.kind == Kind::number);
  CHECK(complaintsOf("{ type: [string, boolean], minimum: 3 }").starts_with("keyword-not-applicable"));
}

TEST_CASE("a discriminator's values are read from the alternatives") {
  for (const char* written : {"kind", "{ propertyName: kind }"}) {
    const SchemaOf read("{ discriminator: " + std::string(written) + ", oneOf: [Card, Transfer] }", CARD_OR_TRANSFER);
    const NamedType& type = *read.schema.reference;
    CHECK(type.match == NamedType::Match::discriminator);
    CHECK(type.discriminator == "kind");
    CHECK(type.alternatives[0].discriminators == std::vector<std::string>{"\"card\""});
    CHECK(type.alternatives[1].discriminators == std::vector<std::string>{"\"sepa\"", "\"swift\""});
  }
}

TEST_CASE("a discriminator that cannot tell is an error") {
  const auto said = [](const std::string& types) {
    return complaintsOf("{ discriminator: kind, oneOf: [A, B] }", types);
  };
  const std::string fine = "A: { properties: { kind: { const: a } } }\n";
  CHECK(said(fine + "B: { properties: { kind: { const: a } } }").starts_with("invalid-discriminator"));
  CHECK(said(fine + "B: { properties: { kind: string } }").starts_with("invalid-discriminator"));
  CHECK(said(fine + "B: { properties: { 'kind?': { const: b } } }").starts_with("invalid-discriminator"));
  CHECK(said(fine + "B: { properties: { other: string } }").starts_with("invalid-discriminator"));
  CHECK(said(fine + "B: string").starts_with("invalid-discriminator"));
  CHECK(said(fine + "B: { properties: { kind: { enum: [1, 2] } } }").empty());
  CHECK(said(fine + "B: { properties: { kind: { enum: [1.5] } } }").starts_with("invalid-discriminator"));
}

TEST_CASE("what stands beside a union and cannot be said in an alternative is an error") {
  CHECK(complaintsOf("{ oneOf: [string, integer], minLength: 1 }").starts_with("cannot-merge"));
  CHECK(complaintsOf("{ oneOf: [string, integer], type: string }").starts_with("cannot-merge"));
  CHECK(complaintsOf("{ oneOf: [string, integer], anyOf: [boolean] }").starts_with("cannot-merge"));
  CHECK(complaintsOf("{ oneOf: string }").starts_with("wrong-kind"));
  CHECK(complaintsOf("{ discriminator: a }").starts_with("missing-keyword"));
}
