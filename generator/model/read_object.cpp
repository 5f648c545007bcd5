#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

/// The part of SchemaReader that reads objects and maps.
namespace event_codegen {

using Kind = YamlNode::Kind;

void chooseExtraName(NamedType& type) {
  std::unordered_set<std::string_view> taken;
  for (const Property& property : type.properties) {
    if (property.cppName.starts_with("extra")) taken.insert(property.cppName);
  }
  type.extraName = "extra";
  for (std::size_t number = 2; taken.contains(type.extraName); ++number)
    type.extraName = "extra" + std::to_string(number);
}

void SchemaReader::readMap(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out) {
  out.kind = Schema::Kind::map;
  out.array.items = std::make_unique<Schema>();
  out.array.items->kind = Schema::Kind::any;
  out.array.items->span = out.span;
  if (const Member* values = keywords.get(Keyword::additionalProperties)) {
    out.array.items->kind = Schema::Kind::string;
    Place valuePlace;
    valuePlace.parent = &place;
    valuePlace.part = "Value";
    valuePlace.nameSpan = values->keySpan;
    readSchema(values->value, "`additionalProperties`", valuePlace, pending, *out.array.items);
  }
  readEntries(keywords.get(Keyword::propertyNames), keywords.get(Keyword::minProperties),
              keywords.get(Keyword::maxProperties), place, pending, out.entries);
}

void SchemaReader::readObject(const SchemaKeywords& keywords, const Place& place, Schema& out) {
  using enum Keyword;
  const ObjectKeywords object{keywords.get(properties),           keywords.get(required),
                              keywords.get(additionalProperties), keywords.get(propertyNames),
                              keywords.get(minProperties),        keywords.get(maxProperties)};
  if (object.properties != nullptr && !expectMapping(*object.properties, "a mapping of properties", draft_.diagnostics))
    return;
  out.kind = Schema::Kind::reference;
  NamedType* made = makeObject(place, object);
  out.reference = made;
  if (place.property == nullptr) made->description = std::exchange(out.description, {});
}

NamedType* SchemaReader::makeObject(const Place& place, const ObjectKeywords& keywords) {
  auto type = makeType(NamedType::Kind::object, place);
  Place self;  // properties are named after the type as it is called now
  self.part = type->cppName;
  if (keywords.properties != nullptr) readProperties(keywords.properties->value, self, *type);
  if (keywords.required != nullptr) readRequired(*keywords.required, place.fragment || place.incomplete, *type);
  if (keywords.additionalProperties != nullptr) readUnknownKeys(*keywords.additionalProperties, self, *type);
  readEntries(keywords.propertyNames, keywords.minProperties, keywords.maxProperties, self, draft_.pending,
              type->entries);
  return keep(std::move(type), place);
}

void SchemaReader::readUnknownKeys(const Member& rest, const Place& place, NamedType& type) {
  const YamlNode& value = rest.value;
  if (value.kind == Kind::boolean && value.scalar[0] != 't' && value.scalar[0] != 'T') {
    type.unknownKeys = NamedType::UnknownKeys::refused;
    return;
  }
  type.unknownKeys = NamedType::UnknownKeys::kept;
  type.extra = std::make_unique<Schema>();
  Place extraPlace;
  extraPlace.parent = &place;
  extraPlace.part = "Extra";
  extraPlace.nameSpan = rest.keySpan;
  readSchema(value, "`additionalProperties`", extraPlace, draft_.pending, *type.extra);
  chooseExtraName(type);
}

void SchemaReader::readEntries(const Member* names, const Member* minimum, const Member* maximum, const Place& place,
                               Pending& pending, EntryConstraints& out) {
  readKeyCounts(minimum, maximum, out, draft_.diagnostics);
  if (names == nullptr) return;
  out.names = std::make_unique<Schema>();
  Place namePlace;
  namePlace.parent = &place;
  namePlace.part = "Name";
  namePlace.nameSpan = names->keySpan;
  readSchema(names->value, "`propertyNames`", namePlace, pending, *out.names);
  if (out.names->kind == Schema::Kind::any) out.names.reset();
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
    property.span = member.keySpan;
    Place propertyPlace;
    propertyPlace.parent = &place;
    propertyPlace.part = wire;
    propertyPlace.nameSpan = member.keySpan;
    propertyPlace.property = &property;
    readSchema(member.value, inBackticks(member.key), propertyPlace, draft_.pending, property.schema);
    property.required = !optional && !property.initial;
  }
  std::vector<std::string> names = cppNames(wires, {type.cppName, "std", "event_runtime"});
  for (std::size_t index = 0; index < names.size(); ++index) type.properties[index].cppName = std::move(names[index]);
}

void SchemaReader::readRequired(const Member& required, bool incomplete, NamedType& type) {
  Diagnostics& diagnostics = draft_.diagnostics;
  if (required.value.kind != Kind::sequence) return reportWrongKind(required, "a list of properties", diagnostics);
  std::unordered_map<std::string_view, Property*> byName;
  for (Property& property : type.properties) byName.emplace(property.wire, &property);
  std::unordered_map<std::string_view, Span> listed;
  std::vector<Property> elsewhere;
  for (const YamlNode& item : required.value.items) {
    if (!item.isScalar()) {
      reportWrongKind(item, "an item of `required`", "the name of a property", diagnostics);
      continue;
    }
    const auto property = byName.find(item.scalar);
    const auto [first, isNew] = listed.emplace(item.scalar, item.span);
    if (property == byName.end() && incomplete) {
      if (!isNew) continue;
      Property& named = elsewhere.emplace_back();
      named.wire = item.scalar;
      named.span = item.span;
      named.schema.kind = Schema::Kind::any;
      named.schema.span = item.span;
      named.declaredElsewhere = true;
    } else if (property == byName.end()) {
      std::vector<std::string_view> names;
      for (const Property& candidate : type.properties) names.push_back(candidate.wire);
      diagnostics.error("unknown-property", item.span,
                        inBackticks(item.scalar) + " is none of the properties" +
                            (names.empty() ? ": declare it, with type `any` if every value will do"
                                           : suggestion(item.scalar, names)));
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
  std::move(elsewhere.begin(), elsewhere.end(), std::back_inserter(type.properties));
}

}  // namespace event_codegen
