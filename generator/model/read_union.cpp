#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <utility>

/// The part of SchemaReader that reads unions.
namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

bool isNullWord(const YamlNode& node) noexcept {
  return (node.kind == Kind::null && !node.scalar.empty()) || (node.kind == Kind::string && node.scalar == "null");
}

/// Whether an alternative is plainly `null`, however it is written.
bool isNull(const YamlNode& node) noexcept {
  if (node.kind != Kind::mapping) return isNullWord(node);
  const YamlNode* type = node.find("type");
  const YamlNode* constant = node.find("const");
  return (type != nullptr && isNullWord(*type)) ||
         (constant != nullptr && constant->kind == Kind::null && !constant->scalar.empty());
}

/// The value of the discriminator that an alternative written in place has; empty where it cannot be seen.
std::string_view discriminatorOf(const YamlNode& alternative, std::string_view discriminator) noexcept {
  const YamlNode* properties = alternative.find("properties");
  const YamlNode* property = properties == nullptr ? nullptr : properties->find(discriminator);
  if (property == nullptr) return {};
  if (const YamlNode* constant = property->find("const")) property = constant;
  if (const YamlNode* list = property->find("enum")) property = list;
  if (property->kind == Kind::sequence && property->items.size() == 1) property = &property->items.front();
  const bool isValue = property->isScalar() && property->kind != Kind::null;
  return isValue ? std::string_view(property->scalar) : std::string_view();
}

}  // namespace

void SchemaReader::readUnion(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const Member *one = keywords.get(Keyword::oneOf), *any = keywords.get(Keyword::anyOf);
  const Member* chosenBy = keywords.get(Keyword::discriminator);
  if (one == nullptr && any == nullptr) {
    diagnostics.error("missing-keyword", chosenBy->keySpan,
                      "`discriminator` stands beside `oneOf`: list the alternatives");
    return;
  }
  checkApplicable(keywords, SchemaClass::variant, diagnostics);
  const Member& list = one != nullptr ? *one : *any;
  if (!checkCount(list, "schemas")) return;
  std::vector<const YamlNode*> nodes;
  const YamlNode* null = nullptr;
  for (const YamlNode& item : list.value.items) {
    if (!isNull(item)) {
      nodes.push_back(&item);
    } else if (std::exchange(null, &item) != nullptr) {
      diagnostics.error("contradictory-types", item.span, "null is among the alternatives twice: remove one");
    }
  }
  if (nodes.empty()) {
    out.kind = Schema::Kind::null;
    return;
  }
  if (nodes.size() == 1 && chosenBy == nullptr) {
    const std::string description = out.description;
    readSchema(*nodes.front(), "an alternative", place, pending, out);
    if (!description.empty()) out.description = description;
    out.nullable = out.nullable || null != nullptr;
    return;
  }
  const Place named = titled(keywords, place);
  auto made = makeType(NamedType::Kind::variant, named);
  NamedType& type = *made;
  type.match = one != nullptr ? NamedType::Match::exactlyOne : NamedType::Match::first;
  if (chosenBy != nullptr) readDiscriminator(*chosenBy, type);
  if (place.property == nullptr) type.description = std::exchange(out.description, {});
  type.alternatives.reserve(nodes.size());  // what is pending points into it
  Place self;
  self.part = type.cppName;
  Pending inner;
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    Alternative& alternative = type.alternatives.emplace_back();
    alternative.span = nodes[index]->span;
    std::string name(discriminatorOf(*nodes[index], type.discriminator));
    if (name.empty()) name = "Alternative" + std::to_string(index + 1);
    Place alternativePlace;
    alternativePlace.parent = &self;
    alternativePlace.part = name;
    alternativePlace.nameSpan = alternative.span;
    alternativePlace.incomplete = place.fragment;
    readSchema(*nodes[index], "an alternative", alternativePlace, inner, alternative.schema);
  }
  out.nullable = null != nullptr;
  keep(std::move(made), named);
  addUnion(type, inner, pending, out);
}

void SchemaReader::addUnion(NamedType& type, Pending& inner, Pending& pending, Schema& out) {
  out.kind = Schema::Kind::reference;
  out.reference = &type;
  PendingSchema& variant = pending.emplace_back();
  variant.kind = PendingSchema::Kind::variant;
  variant.schema = &out;
  variant.span = out.span;
  variant.variant = &type;
  for (PendingSchema& one : inner) {
    const bool whole = std::any_of(type.alternatives.begin(), type.alternatives.end(),
                                   [&](const Alternative& alternative) { return one.schema == &alternative.schema; });
    // What is deeper inside may be the union itself.
    (whole ? variant.first : draft_.pending).push_back(std::move(one));
  }
}

void SchemaReader::readDiscriminator(const Member& member, NamedType& type) {
  Diagnostics& diagnostics = draft_.diagnostics;
  type.match = NamedType::Match::discriminator;
  if (member.value.kind == Kind::string) {
    type.discriminator = member.value.scalar;
    return;
  }
  if (member.value.kind != Kind::mapping) return reportWrongKind(member, "the name of a property", diagnostics);
  for (const Member& part : member.value.members) {
    if (part.key == "propertyName") {
      type.discriminator = readString(part, diagnostics).value_or("");
    } else {
      diagnostics.error("unsupported-keyword", part.keySpan,
                        inBackticks(part.key) +
                            " is not needed: the alternatives say, by a `const` or an `enum` of this "
                            "property, for which of its values they are; remove it");
    }
  }
  if (member.value.find("propertyName") == nullptr) {
    diagnostics.error("missing-keyword", member.value.span, "`discriminator` needs `propertyName`");
  }
}

void SchemaReader::readTypeList(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const Member& list = *keywords.get(Keyword::type);
  std::vector<const YamlNode*> words;
  const YamlNode* null = nullptr;
  bool number = false;
  for (const YamlNode& item : list.value.items) {
    if (isNullWord(item)) {
      null = &item;
      continue;
    }
    number = number || (item.kind == Kind::string && item.scalar == "number");
    words.push_back(&item);
  }
  // Every integer is a number.
  if (number)
    std::erase_if(words, [](const YamlNode* word) { return word->kind == Kind::string && word->scalar == "integer"; });
  if (words.empty()) {
    if (null == nullptr) diagnostics.error("missing-keyword", list.value.span, "`type` names no type: name one");
    checkApplicable(keywords, SchemaClass::null, diagnostics);
    out.kind = Schema::Kind::null;
    return;
  }
  if (words.size() == 1) {
    const auto classified = classifyByWord(*words.front(), keywords, pending, out);
    if (!classified) return;
    out.nullable = out.nullable || null != nullptr;
    checkApplicable(keywords, classified->schemaClass, diagnostics);
    readClass(*classified, keywords, place, pending, out);
    return;
  }
  if (!checkCount(list, "types")) return;
  const Place named = titled(keywords, place);
  auto made = makeType(NamedType::Kind::variant, named);
  NamedType& type = *made;
  type.match = NamedType::Match::first;
  if (place.property == nullptr) type.description = std::exchange(out.description, {});
  type.alternatives.reserve(words.size());
  Place self;
  self.part = type.cppName;
  Pending inner;
  std::vector<SchemaClass> classes;
  for (const YamlNode* word : words) {
    Alternative& alternative = type.alternatives.emplace_back();
    alternative.span = alternative.schema.span = word->span;
    const auto classified = classifyByWord(*word, keywords, inner, alternative.schema);
    if (!classified) continue;
    classes.push_back(classified->schemaClass);
    const std::string name = "Alternative" + std::to_string(type.alternatives.size());
    Place alternativePlace;
    alternativePlace.parent = &self;
    alternativePlace.part = name;
    alternativePlace.nameSpan = alternative.span;
    readClass(*classified, keywords.only(classified->schemaClass).without({Keyword::title}), alternativePlace, inner,
              alternative.schema);
  }
  if (!keywords.hasUnknown()) checkApplicable(keywords, classes, diagnostics);
  out.nullable = null != nullptr;
  keep(std::move(made), named);
  addUnion(type, inner, pending, out);
}

}  // namespace event_codegen
