#include "model/constraints.hpp"
#include "model/link.hpp"
#include "model/merge.hpp"
#include "model/merge_bounds.hpp"
#include "model/schema_reader.hpp"
#include "model/schema_tools.hpp"
#include "read/text.hpp"

#include <re2/re2.h>

#include <algorithm>

/// The part of Merger that merges anything but objects and unions: two schemas at a time.
namespace event_codegen {
namespace {

using Json = nlohmann::json;
using Kind = Schema::Kind;

bool isObject(const Schema& schema) noexcept {
  return schema.kind == Kind::reference && schema.reference != nullptr &&
         schema.reference->kind == NamedType::Kind::object;
}

bool isEnum(const Schema& schema) noexcept {
  return schema.kind == Kind::reference && schema.reference->kind == NamedType::Kind::enumeration;
}

bool isUnion(const Schema& schema) noexcept {
  return schema.kind == Kind::reference && schema.reference->kind == NamedType::Kind::variant;
}

bool takesNull(const Schema& schema) noexcept {
  return schema.nullable || schema.kind == Kind::any || schema.kind == Kind::null;
}

std::string describe(const Schema& schema) {
  switch (schema.kind) {
    case Kind::string:
      return "a string";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a number";
    case Kind::boolean:
      return "a boolean";
    case Kind::timestamp:
      return "a timestamp";
    case Kind::any:
      return "anything";
    case Kind::null:
      return "null";
    case Kind::array:
      return "an array";
    case Kind::tuple:
      return "a tuple";
    case Kind::map:
      return "a map";
    case Kind::reference:
      return isObject(schema) ? "an object" : isEnum(schema) ? "an enum" : "a union";
  }
  return {};
}

}  // namespace

bool Merger::refuse(const Schema& a, const Schema& b, std::string why) {
  diagnostics_.error("cannot-merge", b.span, std::move(why)).notes.push_back({a.span, "the other part is here"});
  return false;
}

bool Merger::refuseKinds(const Schema& a, const Schema& b) {
  return refuse(a, b, "no value is both " + describe(a) + " and " + describe(b) + ": remove one of these parts");
}

std::optional<Schema> Merger::mergeAll(const Schemas& parts, const Site& site) {
  Schemas objects, maps, unions, others;
  bool nullable = true;
  for (const Schema* part : parts) {
    if (part->kind == Kind::reference && part->reference == nullptr) return std::nullopt;  // was reported
    nullable = nullable && takesNull(*part);
    if (part->kind == Kind::any) continue;
    (isObject(*part) ? objects : part->kind == Kind::map ? maps : isUnion(*part) ? unions : others).push_back(part);
  }
  std::optional<Schema> merged;
  if (!unions.empty()) {
    Schemas rest;
    for (const Schema* part : parts) {
      if (part->kind != Kind::any && part->reference != unions.front()->reference) rest.push_back(part);
    }
    merged = mergeUnion(*unions.front(), rest, site);
  } else if (!objects.empty() && others.empty()) {
    merged = mergeObjectParts(objects, maps, site);
  } else {
    Schemas rest;
    for (const Schema* part : parts) {
      if (part->kind != Kind::any) rest.push_back(part);
    }
    if (rest.empty()) {
      merged.emplace();
      merged->kind = Kind::any;
    } else {
      merged = copyOf(*rest.front());
      for (std::size_t index = 1; merged && index < rest.size(); ++index)
        merged = mergePair(*merged, *rest[index], site);
    }
  }
  if (!merged) return std::nullopt;
  merged->nullable = nullable && merged->kind != Kind::any && merged->kind != Kind::null;
  merged->description.clear();
  for (const Schema* part : parts) {
    merged->sensitive = merged->sensitive || part->sensitive;
    if (!part->description.empty()) merged->description = part->description;
  }
  merged->span = parts.back()->span;
  if ((schemas_ += sizeOf(*merged)) <= MAX_COPIED_SCHEMAS) return merged;
  if (!std::exchange(told_, true))
    diagnostics_.error("too-large", site.span, "merging makes too many schemas: merge fewer");
  return std::nullopt;
}

std::optional<Schema> Merger::mergePair(const Schema& a, const Schema& b, const Site& site) {
  Schema out = copyOf(a);
  const auto result = [&](bool fine) { return fine ? std::optional<Schema>(std::move(out)) : std::nullopt; };
  if (takesNull(a) && takesNull(b) && (a.kind == Kind::null || b.kind == Kind::null)) {
    out = Schema();
    out.kind = Kind::null;
    return out;
  }
  if (a.kind == Kind::reference && b.kind == Kind::reference) return result(mergeReferences(a, b, site, out));
  if (a.kind == Kind::reference && isEnum(a)) return result(filterEnum(a, b, site, out));
  if (b.kind == Kind::reference && isEnum(b)) return result(filterEnum(b, a, site, out));
  if (a.kind == Kind::integer && b.kind == Kind::number) return result(mergeIntegerAndNumber(a, b, out));
  if (a.kind == Kind::number && b.kind == Kind::integer) return result(mergeIntegerAndNumber(b, a, out));
  if (a.kind != b.kind) return result(refuseKinds(a, b));
  switch (a.kind) {
    case Kind::string:
      return result(mergeStrings(a, b, out));
    case Kind::integer:
      return result(mergeIntegers(a, b, out));
    case Kind::number:
      return result(mergeNumbers(a, b, out));
    case Kind::array:
      return result(mergeArrays(a, b, site, out));
    case Kind::tuple:
      return result(mergeTuples(a, b, site, out));
    case Kind::map:
      return result(mergeArrays(a, b, site, out) && mergeEntries(a.entries, b.entries, site, out.entries));
    case Kind::boolean:
    case Kind::timestamp:
    case Kind::any:
    case Kind::null:
    case Kind::reference:
      return out;
  }
  return std::nullopt;
}

bool Merger::mergeStrings(const Schema& a, const Schema& b, Schema& out) {
  const StringConstraints& more = b.string;
  StringConstraints& merged = out.string;
  if (more.format != StringFormat::none && merged.format != StringFormat::none && more.format != merged.format) {
    return refuse(a, b,
                  "a string cannot be of two formats, " + inBackticks(toString(merged.format)) + " and " +
                      inBackticks(toString(more.format)) + ": remove one of them");
  }
  if (merged.format == StringFormat::none) merged.format = more.format;
  merged.minLength = greater(merged.minLength, more.minLength);
  merged.maxLength = lesser(merged.maxLength, more.maxLength);
  if (merged.minLength && merged.maxLength && *merged.minLength > *merged.maxLength)
    return refuse(a, b,
                  "no string has at least " + std::to_string(*merged.minLength) + " and at most " +
                      counted(*merged.maxLength, "character"));
  for (const std::string& pattern : more.patterns) {
    if (std::find(merged.patterns.begin(), merged.patterns.end(), pattern) == merged.patterns.end())
      merged.patterns.push_back(pattern);
  }
  // Of two beginnings or ends, the longer one says both.
  if (more.startsWith) {
    if (!merged.startsWith || more.startsWith->starts_with(*merged.startsWith))
      merged.startsWith = more.startsWith;
    else if (!merged.startsWith->starts_with(*more.startsWith))
      return refuse(
          a, b,
          "no string starts with both " + inBackticks(*merged.startsWith) + " and " + inBackticks(*more.startsWith));
  }
  if (more.endsWith) {
    if (!merged.endsWith || more.endsWith->ends_with(*merged.endsWith))
      merged.endsWith = more.endsWith;
    else if (!merged.endsWith->ends_with(*more.endsWith))
      return refuse(
          a, b, "no string ends with both " + inBackticks(*merged.endsWith) + " and " + inBackticks(*more.endsWith));
  }
  if (more.includes) {
    if (!merged.includes || more.includes->find(*merged.includes) != std::string::npos)
      merged.includes = more.includes;
    else if (merged.includes->find(*more.includes) == std::string::npos)
      merged.patterns.push_back(re2::RE2::QuoteMeta(*more.includes));
  }
  return true;
}

bool Merger::mergeArrays(const Schema& a, const Schema& b, const Site& site, Schema& out) {
  Site inner = site;
  inner.typeName += a.kind == Kind::map ? "Value" : "Item";
  inner.inPlace = true;
  auto items = mergeAll({a.array.items.get(), b.array.items.get()}, inner);
  if (!items) return false;
  *out.array.items = std::move(*items);
  out.array.minItems = greater(a.array.minItems, b.array.minItems);
  out.array.maxItems = lesser(a.array.maxItems, b.array.maxItems);
  out.array.uniqueItems = a.array.uniqueItems || b.array.uniqueItems;
  if (out.array.minItems && out.array.maxItems && *out.array.minItems > *out.array.maxItems)
    return refuse(a, b,
                  "no array has at least " + std::to_string(*out.array.minItems) + " and at most " +
                      counted(*out.array.maxItems, "item"));
  return true;
}

bool Merger::mergeTuples(const Schema& a, const Schema& b, const Site& site, Schema& out) {
  if (a.tuple.items.size() != b.tuple.items.size() || a.tuple.rest != b.tuple.rest || a.array.items || b.array.items)
    return refuse(a, b,
                  "tuples are merged where they have as many items, and say the same about more: make them alike");
  for (std::size_t index = 0; index < a.tuple.items.size(); ++index) {
    Site inner = site;
    inner.typeName += "Item" + std::to_string(index + 1);
    inner.inPlace = true;
    auto item = mergeAll({&a.tuple.items[index], &b.tuple.items[index]}, inner);
    if (!item) return false;
    out.tuple.items[index] = std::move(*item);
  }
  out.tuple.required = std::max(a.tuple.required, b.tuple.required);
  out.array.minItems = greater(a.array.minItems, b.array.minItems);
  out.array.maxItems = lesser(a.array.maxItems, b.array.maxItems);
  out.array.uniqueItems = a.array.uniqueItems || b.array.uniqueItems;
  return true;
}

bool Merger::mergeEntries(const EntryConstraints& a, const EntryConstraints& b, const Site& site,
                          EntryConstraints& out) {
  out = copyOf(a);
  out.minProperties = greater(a.minProperties, b.minProperties);
  out.maxProperties = lesser(a.maxProperties, b.maxProperties);
  if (out.minProperties && out.maxProperties && *out.minProperties > *out.maxProperties) {
    diagnostics_.error("cannot-merge", site.span,
                       "no object has at least " + std::to_string(*out.minProperties) + " and at most " +
                           std::to_string(*out.maxProperties) + " keys, as parts of this demand");
    return false;
  }
  if (!b.names) return true;
  if (!a.names) {
    out.names = std::make_unique<Schema>(copyOf(*b.names));
    return true;
  }
  Site inner = site;
  inner.typeName += "Name";
  inner.inPlace = true;
  auto names = mergeAll({a.names.get(), b.names.get()}, inner);
  if (!names) return false;
  *out.names = std::move(*names);
  return true;
}

bool Merger::mergeReferences(const Schema& a, const Schema& b, const Site& site, Schema& out) {
  if (a.reference == b.reference) return true;
  // Two objects: they are merged all at once, or come here where a third part is none and is refused.
  if (isObject(a) && isObject(b)) return true;
  if (!isEnum(a) || !isEnum(b)) return refuseKinds(a, b);
  std::set<std::pair<bool, std::string_view>> others;
  for (const EnumValue& value : b.reference->values) others.emplace(value.isString, value.wire);
  std::vector<EnumValue> values;
  for (const EnumValue& value : a.reference->values) {
    if (others.contains({value.isString, value.wire})) values.push_back(value);
  }
  if (values.size() == b.reference->values.size()) {
    out.reference = b.reference;
    return true;
  }
  return keepValues(*a.reference, values, a, b, site, out);
}

bool Merger::filterEnum(const Schema& enumeration, const Schema& other, const Site& site, Schema& out) {
  std::vector<EnumValue> values;
  for (const EnumValue& value : enumeration.reference->values) {
    if (validator_.accepts(other, value.isString ? Json(value.wire) : Json::parse(value.wire))) values.push_back(value);
  }
  return keepValues(*enumeration.reference, values, other, enumeration, site, out);
}

bool Merger::keepValues(const NamedType& type, const std::vector<EnumValue>& values, const Schema& a, const Schema& b,
                        const Site& site, Schema& out) {
  out = Schema();
  out.kind = Kind::reference;
  out.span = b.span;
  if (values.empty()) return refuse(a, b, "none of the values of this enum is what the other part accepts");
  if (values.size() == type.values.size()) {
    out.reference = &type;
    return true;
  }
  auto made = std::make_unique<NamedType>();
  made->kind = NamedType::Kind::enumeration;
  made->cppName = site.typeName;
  made->feature = site.draft->name;
  made->span = site.span;
  made->inPlace = site.inPlace;
  made->merged = true;
  made->values = values;
  made->allStrings = std::all_of(values.begin(), values.end(), [](const EnumValue& value) { return value.isString; });
  nameEnumerators(*made);
  out.reference = made.get();
  site.draft->types.push_back(std::move(made));
  return true;
}

}  // namespace event_codegen
