#include "model/schema_reader.hpp"

#include "model/names.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::string_view SCHEMA_FORMS = "a type such as `string` or `Address[]`, a list of enum values, or a mapping";

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
  const Member* data = nullptr;
  for (const Member& member : event.members) {
    if (member.key == "data") data = &member;
    if (member.key == "required") keywords.required = &member;
    if (member.key == "additionalProperties") keywords.additionalProperties = &member;
  }
  if (data == nullptr) {
    draft_.diagnostics.error(
        "missing-keyword", constantSpan,
        inBackticks(constant) + " has no `data`: list its properties, or write `data: {}` if it has none");
    return nullptr;
  }
  if (!expectMapping(*data, "a mapping of properties (`{}` for none)", draft_.diagnostics)) return nullptr;
  const std::string name = pascalCaseOfConstant(constant);
  Place place;
  place.part = name;
  place.nameSpan = constantSpan;
  place.declaration = true;
  return makeObject(place, data->value, keywords);
}

void SchemaReader::readSchema(const YamlNode& node, std::string_view what, const Place& place,
                              std::vector<PendingReference>& pending, Schema& out) {
  out.span = node.span;
  if (node.kind == Kind::string) {
    readWord(node.scalar, node.span, pending, out);
  } else if (node.kind == Kind::sequence) {
    readEnum(node, place, false, out);
  } else if (node.kind == Kind::mapping) {
    readMapping(node, place, pending, out);
  } else {
    reportWrongKind(node, what, SCHEMA_FORMS, draft_.diagnostics);
  }
}

void SchemaReader::readEnum(const YamlNode& list, const Place& place, bool nullable, Schema& out) {
  auto type = std::make_unique<NamedType>();
  type->kind = NamedType::Kind::enumeration;
  type->cppName = place.typeName();
  type->feature = draft_.name;
  type->span = place.nameSpan;
  std::unordered_map<std::string_view, Span> seen;
  for (const YamlNode& item : list.items) {
    if (item.kind == Kind::null && nullable) continue;
    if (item.kind != Kind::string) {
      std::string message = "an enum has strings for values, and this is ";
      message += item.kind == Kind::null ? "null: write `T?` where the type is used" : describe(item.kind);
      if (item.isScalar() && item.kind != Kind::null)
        message +=
            "; put it in quotes if a string is meant: enums of other values are not supported by this version of "
            "event_codegen";
      draft_.diagnostics.error("unsupported-enum", item.span, std::move(message));
      continue;
    }
    const auto [first, isNew] = seen.emplace(item.scalar, item.span);
    if (!isNew) {
      draft_.diagnostics
          .error("duplicate-enum-value", item.span, inBackticks(item.scalar) + " is in this enum twice: remove one")
          .notes.push_back({first->second, "first given here"});
      continue;
    }
    type->values.push_back({item.scalar, {}, item.span});
  }
  if (list.items.empty()) draft_.diagnostics.error("empty-enum", list.span, "an enum needs at least one value");
  std::vector<std::string_view> wires;
  for (const EnumValue& value : type->values) wires.push_back(value.wire);
  std::vector<std::string> names = cppNames(wires);
  for (std::size_t index = 0; index < names.size(); ++index) type->values[index].cppName = std::move(names[index]);
  out.kind = Schema::Kind::reference;
  out.reference = type.get();
  draft_.types.push_back(std::move(type));
}

void SchemaReader::readMapping(const YamlNode& node, const Place& place, std::vector<PendingReference>& pending,
                               Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const SchemaKeywords keywords(node, diagnostics);
  if (const Member* member = keywords.get(Keyword::description)) {
    out.description = readString(*member, diagnostics).value_or("");
  }
  if (const Member* member = keywords.get(Keyword::sensitive))
    out.sensitive = readBoolean(*member, diagnostics).value_or(false);
  bool fromWord = false;
  const auto schemaClass = classify(node, keywords, pending, out, fromWord);
  if (!schemaClass) return;
  checkApplicable(keywords, *schemaClass, diagnostics);

  // An enum or object written in place may be named by its title.
  Place named = place;
  std::string title;
  const Member* titleMember = keywords.get(Keyword::title);
  const bool takesTitle = *schemaClass == SchemaClass::object || *schemaClass == SchemaClass::enumeration;
  if (titleMember && takesTitle) {
    if (const auto text = readString(*titleMember, diagnostics)) {
      title = pascalCase(*text);
      if (place.declaration) {
        diagnostics.error(
            "keyword-not-applicable", titleMember->keySpan,
            "`title` names a type that is written in place, and this one has a name already; use `description`");
      } else if (!isTypeName(title)) {
        diagnostics.error("invalid-name", titleMember->value.span,
                          inBackticks(*text) + " cannot be made the name of a type: begin with a letter");
      } else {
        named.parent = nullptr;
        named.part = title;
        named.nameSpan = titleMember->value.span;
      }
    }
  }
  switch (*schemaClass) {
    case SchemaClass::string:
      readStringConstraints(keywords, out.string, patterns_, diagnostics);
      break;
    case SchemaClass::integer:
      readIntegerConstraints(keywords, out.integer, diagnostics);
      break;
    case SchemaClass::number:
      readNumberConstraints(keywords, out.number, diagnostics);
      break;
    case SchemaClass::array:
      readArray(keywords, place, fromWord, pending, out);
      break;
    case SchemaClass::map:
      readMap(keywords, place, pending, out);
      break;
    case SchemaClass::object:
      readObject(keywords, named, out);
      break;
    case SchemaClass::enumeration: {
      const Member& values = *keywords.get(Keyword::enumeration);
      if (values.value.kind == Kind::sequence)
        readEnum(values.value, named, out.nullable, out);
      else
        reportWrongKind(values, "a list of strings", diagnostics);
      break;
    }
    case SchemaClass::boolean:
    case SchemaClass::timestamp:
    case SchemaClass::any:
    case SchemaClass::null:
    case SchemaClass::tuple:
    case SchemaClass::reference:
      break;
  }
  // A member's description stands at the member, any other at the type itself.
  if (takesTitle && out.reference != nullptr && !place.described) {
    draft_.types.back()->description = std::exchange(out.description, {});
  }
}

void SchemaReader::readArray(const SchemaKeywords& keywords, const Place& place, bool fromWord,
                             std::vector<PendingReference>& pending, Schema& out) {
  readArrayBounds(keywords, out.array, draft_.diagnostics);
  const Member* items = keywords.get(Keyword::items);
  if (fromWord) {
    if (items != nullptr) {
      draft_.diagnostics.error("contradictory-types", items->keySpan,
                               "`type` says what the items are already: remove `items`");
    }
    return;
  }
  out.kind = Schema::Kind::array;
  out.array.items = std::make_unique<Schema>();
  if (items == nullptr) {
    if (keywords.hasUnknown()) return;
    const Member* type = keywords.get(Keyword::type);
    const Member* bound =
        keywords.has(Keyword::minItems) ? keywords.get(Keyword::minItems) : keywords.get(Keyword::maxItems);
    draft_.diagnostics.error("missing-keyword", type != nullptr ? type->value.span : bound->keySpan,
                             "an array needs `items`: the type of what is in it");
    return;
  }
  Place itemPlace;
  itemPlace.parent = &place;
  itemPlace.part = "Item";
  itemPlace.nameSpan = items->keySpan;
  readSchema(items->value, "`items`", itemPlace, pending, *out.array.items);
}

void SchemaReader::readMap(const SchemaKeywords& keywords, const Place& place, std::vector<PendingReference>& pending,
                           Schema& out) {
  const Member& values = *keywords.get(Keyword::additionalProperties);
  out.kind = Schema::Kind::map;
  out.array.items = std::make_unique<Schema>();
  Place valuePlace;
  valuePlace.parent = &place;
  valuePlace.part = "Value";
  valuePlace.nameSpan = values.keySpan;
  readSchema(values.value, "`additionalProperties`", valuePlace, pending, *out.array.items);
}

void SchemaReader::readObject(const SchemaKeywords& keywords, const Place& place, Schema& out) {
  static const YamlNode NO_PROPERTIES = [] {
    YamlNode node;
    node.kind = Kind::mapping;
    return node;
  }();
  const Member* properties = keywords.get(Keyword::properties);
  if (properties != nullptr && !expectMapping(*properties, "a mapping of properties", draft_.diagnostics)) return;
  const ObjectKeywords others{keywords.get(Keyword::required), keywords.get(Keyword::additionalProperties)};
  out.kind = Schema::Kind::reference;
  out.reference = makeObject(place, properties != nullptr ? properties->value : NO_PROPERTIES, others);
}

NamedType* SchemaReader::makeObject(const Place& place, const YamlNode& properties, const ObjectKeywords& keywords) {
  auto type = std::make_unique<NamedType>();
  type->kind = NamedType::Kind::object;
  type->cppName = place.typeName();
  type->feature = draft_.name;
  type->span = place.nameSpan;
  Place self;  // properties are named after the type as it is called now
  self.part = type->cppName;
  readProperties(properties, self, *type);
  if (keywords.required != nullptr) readRequired(*keywords.required, *type);
  if (const Member* rest = keywords.additionalProperties) {
    const YamlNode& value = rest->value;
    if (value.kind != Kind::boolean) {
      draft_.diagnostics.error(
          "unsupported-keyword", rest->keySpan,
          "a schema for `additionalProperties` beside `properties` is not supported by this version of "
          "event_codegen: give the map a property of its own");
    } else if (value.scalar[0] == 't' || value.scalar[0] == 'T') {
      draft_.diagnostics.error(
          "unsupported-keyword", rest->keySpan,
          "`additionalProperties: true` is not supported by this version of event_codegen: without it, unknown "
          "keys are accepted and dropped");
    } else {
      type->unknownKeys = NamedType::UnknownKeys::refused;
    }
  }
  draft_.types.push_back(std::move(type));
  return draft_.types.back().get();
}

void SchemaReader::readProperties(const YamlNode& properties, const Place& place, NamedType& type) {
  const std::size_t count = properties.members.size();
  type.properties.reserve(count);  // pending references point into it
  std::vector<std::string_view> wires;
  wires.reserve(count);
  std::unordered_map<std::string_view, Span> requiredKeys;
  const bool anyOptional = std::any_of(properties.members.begin(), properties.members.end(),
                                       [](const Member& member) { return member.key.ends_with('?'); });
  for (const Member& member : properties.members) {
    std::string_view wire = member.key;
    const bool optional = wire.ends_with('?');
    if (optional) wire.remove_suffix(1);
    if (anyOptional) {
      const auto [first, isNew] = requiredKeys.emplace(wire, member.keySpan);
      if (!isNew) {
        draft_.diagnostics
            .error("duplicate-property", member.keySpan,
                   "the property " + inBackticks(wire) + " is here twice: remove one")
            .notes.push_back({first->second, "first given here"});
        continue;
      }
    }
    wires.push_back(wire);
    Property& property = type.properties.emplace_back();
    property.wire = wire;
    property.required = !optional;
    property.span = member.keySpan;
    Place propertyPlace;
    propertyPlace.parent = &place;
    propertyPlace.part = wire;
    propertyPlace.nameSpan = member.keySpan;
    propertyPlace.described = true;
    readSchema(member.value, inBackticks(member.key), propertyPlace, draft_.pending, property.schema);
  }
  std::vector<std::string> names = cppNames(wires, {type.cppName, "std", "event_runtime"});
  for (std::size_t index = 0; index < names.size(); ++index) type.properties[index].cppName = std::move(names[index]);
}

void SchemaReader::readRequired(const Member& required, NamedType& type) {
  Diagnostics& diagnostics = draft_.diagnostics;
  if (required.value.kind != Kind::sequence) return reportWrongKind(required, "a list of properties", diagnostics);
  std::unordered_map<std::string_view, Property*> byName;
  for (Property& property : type.properties) byName.emplace(property.wire, &property);
  std::unordered_map<std::string_view, Span> listed;
  for (const YamlNode& item : required.value.items) {
    if (!item.isScalar()) {
      reportWrongKind(item, "an item of `required`", "the name of a property", diagnostics);
      continue;
    }
    const auto property = byName.find(item.scalar);
    const auto [first, isNew] = listed.emplace(item.scalar, item.span);
    if (property == byName.end()) {
      std::vector<std::string_view> names;
      for (const Property& candidate : type.properties) names.push_back(candidate.wire);
      diagnostics.error("unknown-property", item.span,
                        inBackticks(item.scalar) + " is none of the properties" + suggestion(item.scalar, names));
    } else if (!isNew) {
      diagnostics.error("duplicate-property", item.span, inBackticks(item.scalar) + " is required twice: remove one")
          .notes.push_back({first->second, "first given here"});
    } else if (!property->second->required) {
      diagnostics
          .error("contradictory-types", item.span,
                 inBackticks(item.scalar) + " is required here and has a `?` at its key: remove one of them")
          .notes.push_back({property->second->span, "optional here"});
    }
  }
  for (Property& property : type.properties) property.required = listed.contains(property.wire);
}

}  // namespace event_codegen
