#include "model/merge.hpp"
#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "model/schema_tools.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>

/// The part of Merger that merges objects: all of the parts at once, property by property.
namespace event_codegen {
namespace {

using Kind = Schema::Kind;
using UnknownKeys = NamedType::UnknownKeys;

bool isComplete(const NamedType& object) noexcept {
  return std::none_of(object.properties.begin(), object.properties.end(),
                      [](const Property& property) { return property.declaredElsewhere; });
}

}  // namespace

bool Merger::merge(FeatureDraft& draft, PendingSchema& pending) {
  MergeDraft& what = *pending.merge;
  if (what.broken) return false;
  const Site site{&draft, what.typeName, what.nameSpan, what.inPlace};
  Schemas parts;
  for (const auto& part : what.parts) parts.push_back(part.get());
  std::optional<Schema> merged;
  if (what.result != nullptr || (what.extends && what.hasOwn)) {
    // An object for certain, or what is said of unknown keys is about the whole of it.
    std::vector<const NamedType*> types;
    bool objects = true;
    for (const Schema* part : parts) {
      if (part->kind == Kind::reference && part->reference == nullptr) return false;  // was reported
      const bool object = part->kind == Kind::reference && part->reference->kind == NamedType::Kind::object;
      if (object) types.push_back(part->reference);
      if (part->kind == Kind::map) types.push_back(fragmentOf(*part, site));
      if (object || part->kind == Kind::map || part->kind == Kind::any) continue;
      objects = false;
      if (what.result == nullptr) continue;
      diagnostics_.error("cannot-merge", part->span, "a payload is an object, and this part of it is not: remove it");
    }
    if (!objects && what.result != nullptr) return false;
    if (what.result != nullptr) {
      what.result->merged = true;
      objects_.push_back({what.result, std::move(types), what.extends, site, pending.span, {}});
      return true;
    }
    if (objects) {
      merged.emplace();
      merged->kind = Kind::reference;
      merged->reference = makeObject(std::move(types), site, pending.span);
      objects_.back().lastIsWhole = true;
    }
  }
  if (!merged) merged = mergeAll(parts, site);
  if (!merged) return false;
  Schema& use = *pending.schema;
  std::string description = std::move(use.description);
  const bool sensitive = use.sensitive;
  const Span span = use.span;
  use = std::move(*merged);
  use.span = span;
  use.sensitive = use.sensitive || sensitive;
  if (!description.empty()) use.description = std::move(description);
  // As with any other object: what is said where it is declared belongs to the type.
  if (!what.described && use.kind == Kind::reference && use.reference->merged) {
    const auto made = std::find_if(draft.types.rbegin(), draft.types.rend(),
                                   [&](const auto& type) { return type.get() == use.reference; });
    if (made != draft.types.rend() && (*made)->cppName == site.typeName)
      (*made)->description = std::exchange(use.description, {});
  }
  return true;
}

std::optional<Schema> Merger::mergeObjectParts(const Schemas& objects, const Schemas& maps, const Site& site) {
  std::vector<const NamedType*> parts;
  for (const Schema* object : objects) parts.push_back(object->reference);
  for (const Schema* map : maps) {
    const bool says = map->array.items->kind != Kind::any || map->entries.names || map->entries.minProperties ||
                      map->entries.maxProperties;
    if (says) parts.push_back(fragmentOf(*map, site));
  }
  Schema out;
  out.kind = Kind::reference;
  out.reference = objectOf(std::move(parts), site, objects.back()->span);
  return out;
}

/// A map, as an object without properties that keeps what it does not know.
const NamedType* Merger::fragmentOf(const Schema& map, const Site& site) {
  auto fragment = std::make_unique<NamedType>();
  fragment->cppName = site.typeName;
  fragment->feature = site.draft->name;
  fragment->span = map.span;
  fragment->inPlace = true;
  if (map.array.items->kind != Kind::any) {
    fragment->unknownKeys = UnknownKeys::kept;
    fragment->extra = std::make_unique<Schema>(copyOf(*map.array.items));
  }
  fragment->entries = copyOf(map.entries);
  site.draft->fragments.push_back(std::move(fragment));
  return site.draft->fragments.back().get();
}

NamedType* Merger::objectOf(std::vector<const NamedType*> parts, const Site& site, const Span& span) {
  if (isTooMuch(span)) return makeObject({}, site, span);
  // Parts that are merged themselves count as what they come of, so that a merge can come to itself.
  std::vector<const NamedType*> flat;
  std::unordered_set<const NamedType*> seen;
  const auto add = [&](const NamedType* part) {
    if (seen.insert(part).second) flat.push_back(part);
  };
  for (const NamedType* part : parts) {
    const auto inner = partsOf_.find(part);
    if (inner == partsOf_.end())
      add(part);
    else
      std::for_each(inner->second.begin(), inner->second.end(), add);
  }
  parts_ += flat.size();
  std::vector<const NamedType*> key = flat;
  std::sort(key.begin(), key.end(), std::less<>());
  const auto known = known_.find({site.draft, key});
  if (known != known_.end() && site.inPlace) return known->second;
  // One type and nothing else is that type, if it says all of itself.
  if (key.size() == 1 && !isFragment(*site.draft, key.front()) && isComplete(*key.front()))
    return const_cast<NamedType*>(key.front());
  NamedType* made = makeObject(flat, site, span);
  known_.emplace(std::pair(site.draft, key), made);
  partsOf_.emplace(made, std::move(flat));
  return made;
}

bool Merger::isFragment(const FeatureDraft& draft, const NamedType* type) {
  auto& [seen, fragments] = fragments_[&draft];
  for (; seen < draft.fragments.size(); ++seen) fragments.insert(draft.fragments[seen].get());
  return fragments.contains(type);
}

NamedType* Merger::makeObject(std::vector<const NamedType*> parts, const Site& site, const Span& span) {
  auto made = std::make_unique<NamedType>();
  made->kind = NamedType::Kind::object;
  made->cppName = site.typeName.substr(0, MAX_TYPE_NAME);
  made->feature = site.draft->name;
  made->span = site.span;
  made->inPlace = site.inPlace;
  made->merged = true;
  site.draft->types.push_back(std::move(made));
  NamedType* type = site.draft->types.back().get();
  objects_.push_back({type, std::move(parts), false, site, span, {}});
  return type;
}

bool Merger::isTooMuch(const Span& span) {
  const bool types = objects_.size() > MAX_MERGED_TYPES, parts = parts_ > MAX_MERGED_PARTS;
  if (!types && !parts && properties_ <= MAX_MERGED_PROPERTIES) return false;
  if (!std::exchange(told_, true)) {
    diagnostics_.error("too-large", span,
                       "`allOf` and `extends` make more than " +
                           (types   ? std::to_string(MAX_MERGED_TYPES) + " types"
                            : parts ? std::to_string(MAX_MERGED_PARTS) + " types of types"
                                    : std::to_string(MAX_MERGED_PROPERTIES) + " properties") +
                           " up to here: merge fewer");
  }
  return true;
}

void Merger::mergeObjects() {
  for (; filled_ < objects_.size(); ++filled_) {
    if (isTooMuch(objects_[filled_].span)) return;
    ObjectMerge merge = std::move(objects_[filled_]);  // more are added meanwhile
    fill(merge);
  }
}

void Merger::fill(ObjectMerge& merge) {
  NamedType& type = *merge.result;
  std::vector<std::string_view> wires;
  std::unordered_map<std::string_view, bool> seen;
  for (const NamedType* part : merge.parts) {
    for (const Property& property : part->properties) {
      if (seen.emplace(property.wire, true).second) wires.push_back(property.wire);
    }
  }
  for (const NamedType* part : merge.parts) {
    auto& byWire = merge.byWire.emplace_back();
    for (const Property& property : part->properties) byWire.emplace(property.wire, &property);
  }
  properties_ += wires.size() * merge.parts.size();
  if (isTooMuch(merge.span)) return;
  type.properties.reserve(wires.size());
  for (const std::string_view wire : wires) fillProperty(merge, std::string(wire), type.properties.emplace_back());
  std::vector<std::string> names = cppNames(wires, {type.cppName, "std", "event_runtime"});
  for (std::size_t index = 0; index < names.size(); ++index) type.properties[index].cppName = std::move(names[index]);
  for (const NamedType* part : merge.parts) {
    EntryConstraints entries;
    if (!mergeEntries(type.entries, part->entries, merge.site, entries)) break;
    type.entries = std::move(entries);
  }
  fillUnknownKeys(merge);
}

bool Merger::isRefused(const ObjectMerge& merge, std::size_t part, const Property& property) {
  const NamedType& closed = *merge.parts[part];
  const bool whole = merge.lastIsWhole && part + 1 == merge.parts.size();
  if (whole || closed.unknownKeys != UnknownKeys::refused) return false;
  diagnostics_
      .error(
          "cannot-merge", property.span,
          inBackticks(property.wire) +
              " can never be there: another part of the merge has `additionalProperties: false` and does not know it; "
              "remove that there, or write `extends`, beside which it is about the whole")
      .notes.push_back({closed.span, "the part that refuses it"});
  return true;
}

void Merger::fillProperty(const ObjectMerge& merge, const std::string& wire, Property& out) {
  Schemas schemas;
  std::vector<std::size_t> without;
  const Property* first = nullptr;
  out.wire = wire;
  out.required = false;
  for (std::size_t index = 0; index < merge.parts.size(); ++index) {
    const NamedType& part = *merge.parts[index];
    const auto found = merge.byWire[index].find(wire);
    const Property* property = found == merge.byWire[index].end() ? nullptr : found->second;
    if (property == nullptr) {
      without.push_back(index);
      const bool whole = merge.lastIsWhole && index + 1 == merge.parts.size();
      if (!whole && part.unknownKeys == UnknownKeys::kept && part.extra) schemas.push_back(part.extra.get());
      continue;
    }
    if (first == nullptr || first->declaredElsewhere) first = property;
    schemas.push_back(&property->schema);
    out.required = out.required || property->required;
    if (property->initial) out.initial = property->initial;
  }
  out.span = first->span;
  if (first->declaredElsewhere) {
    diagnostics_.error(
        "unknown-property", first->span,
        inBackticks(wire) + " is none of the properties: declare it, with type `any` if every value will do");
  }
  for (const std::size_t index : without) {
    if (isRefused(merge, index, *first)) break;
  }
  Site site{merge.site.draft, merge.result->cppName + pascalCase(wire), first->span, true};
  auto merged = schemas.size() == 1 ? std::optional(copyOf(*schemas.front())) : mergeAll(schemas, site);
  if (merged) {
    out.schema = std::move(*merged);
  } else {
    out.schema.kind = Kind::any;  // was reported
  }
}

void Merger::fillUnknownKeys(const ObjectMerge& merge) {
  NamedType& type = *merge.result;
  const NamedType* last = merge.parts.empty() ? nullptr : merge.parts.back();
  const bool whole = merge.lastIsWhole && last != nullptr && last->unknownKeys != UnknownKeys::ignored;
  std::vector<const NamedType*> speakers = whole ? std::vector<const NamedType*>{last} : merge.parts;
  Schemas extras;
  bool refused = false;
  for (const NamedType* part : speakers) {
    refused = refused || part->unknownKeys == UnknownKeys::refused;
    if (part->unknownKeys == UnknownKeys::kept && part->extra) extras.push_back(part->extra.get());
  }
  if (refused) {
    type.unknownKeys = UnknownKeys::refused;
  } else if (!extras.empty()) {
    Site site{merge.site.draft, type.cppName + "Extra", merge.site.span, true};
    auto extra = mergeAll(extras, site);
    type.unknownKeys = UnknownKeys::kept;
    type.extra = std::make_unique<Schema>();
    type.extra->kind = Kind::any;
    if (extra) *type.extra = std::move(*extra);
    chooseExtraName(type);
  }
}

}  // namespace event_codegen
