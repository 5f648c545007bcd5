#include "model/schema_reader.hpp"

#include "model/json_values.hpp"
#include "model/names.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::string_view SCHEMA_FORMS = "a type such as `string` or `Address[]`, a list of enum values, or a mapping";

/// Whether there is a union, and more that its alternatives must be.
bool saysMoreThanUnion(const SchemaKeywords& keywords) noexcept {
  using enum Keyword;
  const SchemaKeywords more = keywords.without({oneOf, anyOf, discriminator});
  return (keywords.has(oneOf) && keywords.has(anyOf)) ||
         (keywords.hasAnyOf(oneOf, anyOf) && (more.hasConstraints() || more.has(type)));
}

bool isTrue(const YamlNode& node) noexcept {
  return node.kind == Kind::boolean && (node.scalar[0] == 't' || node.scalar[0] == 'T');
}

}  // namespace

std::string SchemaReader::Place::typeName() const {
  return parent == nullptr ? std::string(part) : parent->typeName() + pascalCase(part);
}

void SchemaReader::readTypes(const YamlNode& types) {
  for (const Member& member : types.members) {
    auto entry = std::make_unique<TypeEntry>();
    entry->name = member.key;
    entry->span = member.keySpan;
    draft_.entries.push_back(std::move(entry));
  }
  for (std::size_t index = 0; index < types.members.size(); ++index) {
    const Member& member = types.members[index];
    TypeEntry& entry = *draft_.entries[index];
    const std::size_t errors = draft_.diagnostics.list().size();
    if (!isTypeName(member.key)) {
      const std::string meant = pascalCase(cppName(member.key));
      draft_.diagnostics.error("invalid-name", member.keySpan,
                               inBackticks(member.key) +
                                   " cannot be the name of a type: use letters and digits, a capital first" +
                                   (isTypeName(meant) ? ", such as " + inBackticks(meant) : ""));
    }
    Place place;
    place.part = entry.name;
    place.nameSpan = entry.span;
    place.declaration = true;
    readSchema(member.value, inBackticks(member.key), place, entry.pending, entry.schema);
    entry.broken = draft_.diagnostics.list().size() != errors;
  }
}

NamedType* SchemaReader::readPayload(std::string_view constant, const Span& constantSpan, const YamlNode& event) {
  ObjectKeywords keywords;
  const Member *extends = nullptr, *allOf = nullptr;
  for (const Member& member : event.members) {
    if (member.key == "data") keywords.properties = &member;
    if (member.key == "required") keywords.required = &member;
    if (member.key == "additionalProperties") keywords.additionalProperties = &member;
    if (member.key == "propertyNames") keywords.propertyNames = &member;
    if (member.key == "minProperties") keywords.minProperties = &member;
    if (member.key == "maxProperties") keywords.maxProperties = &member;
    if (member.key == "extends") extends = &member;
    if (member.key == "allOf") allOf = &member;
  }
  const bool merged = extends != nullptr || allOf != nullptr;
  if (keywords.properties == nullptr && !merged) {
    draft_.diagnostics.error(
        "missing-keyword", constantSpan,
        inBackticks(constant) + " has no `data`: list its properties, or write `data: {}` if it has none");
    return nullptr;
  }
  if (keywords.properties != nullptr &&
      !expectMapping(*keywords.properties, "a mapping of properties (`{}` for none)", draft_.diagnostics))
    return nullptr;
  const std::string name = pascalCaseOfConstant(constant);
  Place place;
  place.part = name;
  place.nameSpan = constantSpan;
  place.declaration = true;
  return merged ? mergePayload(place, extends, allOf, keywords) : makeObject(place, keywords);
}

void SchemaReader::readReturns(const Member& member, Handler& handler) {
  handler.returns = std::make_unique<Schema>();
  Place place;
  place.part = *titles_.insert(pascalCase(handler.id) + "Result").first;
  place.nameSpan = member.keySpan;
  readSchema(member.value, "`returns`", place, draft_.pending, *handler.returns);
}

void SchemaReader::readSchema(const YamlNode& node, std::string_view what, const Place& place, Pending& pending,
                              Schema& out) {
  out.span = node.span;
  if (++schemas_ > MAX_SCHEMAS) {
    if (schemas_ == MAX_SCHEMAS + 1) {
      draft_.diagnostics.error(
          "too-large", node.span,
          "more than " + std::to_string(MAX_SCHEMAS) + " schemas in one file: divide it into several features");
    }
    return;
  }
  if (node.kind == Kind::string) {
    readWord(node.scalar, node.span, pending, out);
  } else if (node.kind == Kind::sequence) {
    readEnumShorthand(node, place, out);
  } else if (node.kind == Kind::mapping) {
    readMapping(node, place, pending, out);
  } else if (isTrue(node)) {
    out.kind = Schema::Kind::any;
  } else if (node.kind == Kind::boolean) {
    draft_.diagnostics.error("contradictory-types", node.span,
                             "`false` accepts no value at all: leave the property out; "
                             "`additionalProperties: false` refuses keys that are not listed");
  } else if (node.kind == Kind::null && !node.scalar.empty()) {
    out.kind = Schema::Kind::null;
  } else {
    reportWrongKind(node, what, SCHEMA_FORMS, draft_.diagnostics);
  }
}

void SchemaReader::readMapping(const YamlNode& node, const Place& place, Pending& pending, Schema& out) {
  const SchemaKeywords keywords(node, draft_.diagnostics);
  readAnnotations(keywords, place, out);
  readKeywords(node, keywords, place, pending, out);
  if (out.kind == Schema::Kind::any || out.kind == Schema::Kind::null) out.nullable = false;
}

void SchemaReader::readKeywords(const YamlNode& node, const SchemaKeywords& keywords, const Place& place,
                                Pending& pending, Schema& out) {
  using enum Keyword;
  if (keywords.hasAnyOf(allOf, extends) || saysMoreThanUnion(keywords))
    return readMerge(node, keywords, place, pending, out);
  if (keywords.hasAnyOf(oneOf, anyOf, discriminator)) return readUnion(keywords, place, pending, out);
  if (keywords.hasAnyOf(enumeration, constant)) return readEnum(keywords, place, pending, out);
  const Member* written = keywords.get(type);
  if (written != nullptr && written->value.kind == Kind::sequence) return readTypeList(keywords, place, pending, out);
  const auto classified = classify(keywords, pending, out);
  if (!classified) return;
  checkApplicable(keywords, classified->schemaClass, draft_.diagnostics);
  readClass(*classified, keywords, place, pending, out);
}

void SchemaReader::readClass(const Classified& classified, const SchemaKeywords& keywords, const Place& place,
                             Pending& pending, Schema& out) {
  switch (classified.schemaClass) {
    case SchemaClass::string:
      readStringConstraints(keywords, out.string, patterns_, draft_.diagnostics);
      break;
    case SchemaClass::integer:
      readIntegerConstraints(keywords, out.integer, draft_.diagnostics);
      break;
    case SchemaClass::number:
      readNumberConstraints(keywords, out.number, draft_.diagnostics);
      break;
    case SchemaClass::array:
      readArray(keywords, place, classified.fromWord, pending, out);
      break;
    case SchemaClass::tuple:
      readTuple(keywords, place, pending, out);
      break;
    case SchemaClass::map:
      readMap(keywords, place, pending, out);
      break;
    case SchemaClass::object:
      readObject(keywords, titled(keywords, place), out);
      break;
    case SchemaClass::any:
      out.kind = Schema::Kind::any;
      break;
    case SchemaClass::null:
      out.kind = Schema::Kind::null;
      break;
    case SchemaClass::boolean:
    case SchemaClass::timestamp:
    case SchemaClass::enumeration:
    case SchemaClass::variant:
    case SchemaClass::reference:
      break;  // have nothing more to read here
  }
}

void SchemaReader::readAnnotations(const SchemaKeywords& keywords, const Place& place, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  if (const Member* member = keywords.get(Keyword::description))
    out.description = readString(*member, diagnostics).value_or("");
  if (const Member* member = keywords.get(Keyword::sensitive))
    out.sensitive = readBoolean(*member, diagnostics).value_or(false);
  if (const Member* member = keywords.get(Keyword::title)) {
    const auto title = readString(*member, diagnostics);
    if (title && out.description.empty() && place.declaration) out.description = *title;
  }
  if (const Member* member = keywords.get(Keyword::examples)) {
    if (member->value.kind != Kind::sequence) reportWrongKind(*member, "a list of values", diagnostics);
    for (const YamlNode& value : member->value.items) draft_.values.push_back({"examples", &out, nullptr, value});
  }
  const Member* initial = keywords.get(Keyword::defaultValue);
  if (initial == nullptr) return;
  if (place.property == nullptr) {
    diagnostics.error("keyword-not-applicable", initial->keySpan,
                      "a `default` is what a property has when its key is absent, and this is no property: say it "
                      "where the type is used");
  } else if (auto value = toJson(initial->value, diagnostics)) {
    place.property->initial = std::make_shared<const nlohmann::json>(std::move(*value));
    draft_.values.push_back({"default", &out, nullptr, initial->value});
  }
}

SchemaReader::Place SchemaReader::titled(const SchemaKeywords& keywords, const Place& place) {
  Place named = place;
  const Member* member = keywords.get(Keyword::title);
  if (member == nullptr || place.declaration || place.fragment || member->value.kind != Kind::string) return named;
  const std::string name = pascalCase(member->value.scalar);
  if (!isTypeName(name) || name.size() > MAX_TYPE_NAME) {
    draft_.diagnostics.error(
        "invalid-name", member->value.span,
        inBackticks(member->value.scalar) + " cannot be made the name of a type: begin with a letter");
    return named;
  }
  named.parent = nullptr;
  named.part = *titles_.insert(name).first;
  named.nameSpan = member->value.span;
  return named;
}

std::unique_ptr<NamedType> SchemaReader::makeType(NamedType::Kind kind, const Place& place) {
  auto type = std::make_unique<NamedType>();
  type->kind = kind;
  type->cppName = place.typeName();
  type->feature = draft_.name;
  type->span = place.nameSpan;
  type->inPlace = !place.declaration;
  if (type->cppName.size() > MAX_TYPE_NAME) {
    draft_.diagnostics.error("invalid-name", place.nameSpan,
                             "the type that is written here would have a name of more than " +
                                 std::to_string(MAX_TYPE_NAME) + " letters in C++: name it with `title`");
    type->cppName.resize(MAX_TYPE_NAME);
  }
  return type;
}

NamedType* SchemaReader::keep(std::unique_ptr<NamedType> type, const Place& place) {
  auto& types = place.fragment && type->kind == NamedType::Kind::object ? draft_.fragments : draft_.types;
  return types.emplace_back(std::move(type)).get();
}

bool SchemaReader::checkCount(const Member& list, std::string_view what) {
  if (list.value.kind != Kind::sequence) {
    reportWrongKind(list, "a list of " + std::string(what), draft_.diagnostics);
    return false;
  }
  if (list.value.items.empty()) {
    draft_.diagnostics.error("missing-keyword", list.value.span,
                             inBackticks(list.key) + " needs at least one of its " + std::string(what));
    return false;
  }
  if (list.value.items.size() <= MAX_PARTS) return true;
  draft_.diagnostics.error(
      "too-large", list.value.items[MAX_PARTS].span,
      inBackticks(list.key) + " has more than " + std::to_string(MAX_PARTS) + " " + std::string(what));
  return false;
}

}  // namespace event_codegen
