#include "schema_of.hpp"

#include <algorithm>
#include <string>

using namespace event_codegen;

namespace {

std::ptrdiff_t placeOf(const Feature& feature, const std::string& name) {
  const auto found = std::find_if(feature.declares.begin(), feature.declares.end(),
                                  [&](const NamedType* type) { return type->cppName == name; });
  REQUIRE(found != feature.declares.end());
  return found - feature.declares.begin();
}

}  // namespace

TEST_CASE("a member that would make its type infinite is boxed, an array of it is not") {
  const ModelOf model = ModelOf::withData("x: Tree",
                                          "Tree: { properties: { 'left?': Tree, right: 'Tree?', others: 'Tree[]', "
                                          "named: { additionalProperties: Tree } } }");
  CHECK(model.property("Tree", "left").schema.boxed);
  CHECK(model.property("Tree", "right").schema.boxed);
  CHECK_FALSE(model.property("Tree", "others").schema.array.items->boxed);
  CHECK_FALSE(model.property("Tree", "named").schema.array.items->boxed);
  CHECK_FALSE(model.property("OrderPlaced", "x").schema.boxed);
  CHECK(model.type("Tree").forwardDeclared);
}

TEST_CASE("types that hold each other: boxes where they lie inside each other, order where they do not") {
  const ModelOf boxed = ModelOf::withData("x: A", "A: { properties: { b: B } }\nB: { properties: { 'a?': A } }");
  CHECK(boxed.property("A", "b").schema.boxed);
  CHECK(boxed.property("B", "a").schema.boxed);
  const ModelOf ordered = ModelOf::withData("x: A", "A: { properties: { b: B } }\nB: { properties: { as: 'A[]' } }");
  CHECK_FALSE(ordered.property("A", "b").schema.boxed);
  const Feature& feature = ordered.feature("order");
  CHECK(placeOf(feature, "B") < placeOf(feature, "A"));
  CHECK(ordered.type("A").forwardDeclared);
  CHECK_FALSE(ordered.type("B").forwardDeclared);
}

TEST_CASE("unions and tuples are recursive too") {
  ModelOf json = ModelOf::withData(
      "x: Value", "Value: { anyOf: [string, number, boolean, 'Value[]', { additionalProperties: Value }, null] }");
  CHECK(json.complaints() == "");
  CHECK(json.property("OrderPlaced", "x").schema.nullable);
  CHECK_FALSE(json.type("Value").alternatives[3].schema.array.items->boxed);
  CHECK(json.type("Value").alternatives[3].schema.array.items->nullable);
  ModelOf expression = ModelOf::withData("x: Node", "Node: { oneOf: [number, { prefixItems: [string, Node, Node] }] }");
  CHECK(expression.complaints() == "");
  CHECK(expression.type("Node").alternatives[1].schema.tuple.items[1].boxed);
}

TEST_CASE("a value without end is an error that shows the circle") {
  CHECK(complaintsOf("A", "A: { properties: { b: B } }\nB: { properties: { c: { minItems: 1, items: A } } }") ==
        "infinite-type: a value of `A` would hold another without end: A → B → A; make one of them optional (`key?`), "
        "nullable (`T?`) or an array\n");
  CHECK(complaintsOf("A", "A: { properties: { a: A } }").starts_with("infinite-type"));
  CHECK(complaintsOf("A", "A: { prefixItems: [A] }").starts_with("type-cycle"));
  CHECK(complaintsOf("A", "A: { oneOf: [{ properties: { a: A } }, { properties: { b: A } }] }")
            .starts_with("infinite-type"));
  CHECK(complaintsOf("A", "A: { oneOf: [{ properties: { a: A } }, string] }") == "");
  CHECK(complaintsOf("A", "A: { properties: { b: { prefixItems: [A], minItems: 0 } } }") == "");
}

TEST_CASE("a name that stands for itself is an error") {
  for (const char* types : {"A: A", "A: 'A[]'", "A: { additionalProperties: A }", "A: B\nB: A?",
                            "A: { oneOf: [A, string] }", "A: { anyOf: [B, string] }\nB: { anyOf: [A, integer] }"}) {
    CAPTURE(types);
    CHECK(complaintsOf("A", types).find("type-cycle: this type stands for itself") != std::string::npos);
  }
}

TEST_CASE("features whose types use each other in a circle declare them together, the first by name") {
  const std::string events = "app: shop\nevents:\n  A_DONE: a/done\n  B_DONE: b/done\n  C_DONE: c/done\n";
  ModelOf model(
      events, {{"a/types.yaml",
                "types: { Alpha: { properties: { 'beta?': b.Beta } } }\nevents: { A_DONE: { data: { x: Alpha } } }"},
               {"b/types.yaml",
                "types: { Beta: { properties: { alphas: 'a.Alpha[]' } } }\nevents: { B_DONE: { data: { x: Beta } } }"},
               {"c/types.yaml", "events: { C_DONE: { data: { x: b.Beta } } }"}});
  CHECK(model.complaints() == "");
  const Feature &a = model.feature("a"), &b = model.feature("b"), &c = model.feature("c");
  CHECK(a.typesHome == &a);
  CHECK(b.typesHome == &a);
  CHECK(c.typesHome == &c);
  CHECK(a.declares.size() == 4);
  CHECK(b.declares.empty());
  CHECK(c.declares.size() == 1);
  CHECK(placeOf(a, "Beta") < placeOf(a, "Alpha"));
  CHECK(model.type("Alpha").forwardDeclared);
  CHECK(c.uses == std::vector<const Feature*>{&b});
}

TEST_CASE("a feature depends on those whose names it uses, even where they stand for built-in types") {
  ModelOf model("app: shop\nevents:\n  A_DONE: a/done\n",
                {{"a/types.yaml", "events: { A_DONE: { data: { x: b.Zip } } }"},
                 {"b/types.yaml", "types: { Zip: { type: string, maxLength: 5 } }"}});
  CHECK(model.complaints() == "");
  CHECK(model.feature("a").uses.empty());
  CHECK(model.feature("a").dependsOn == std::vector<const Feature*>{&model.feature("b")});
}

TEST_CASE("a long circle of types is found in time that grows with its length") {
  std::string circle;
  constexpr int LENGTH = 5'000;
  for (int index = 0; index < LENGTH; ++index) {
    circle +=
        "T" + std::to_string(index) + ": { properties: { 'next?': T" + std::to_string((index + 1) % LENGTH) + " } }\n";
  }
  ModelOf model = ModelOf::withData("x: T0", circle);
  CHECK(model.complaints() == "");
  CHECK(model.property("T7", "next").schema.boxed);
}
