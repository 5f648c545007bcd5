#include "model/schema_types.hpp"

#include "read/text.hpp"

#include <expression/event_types.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace event_codegen {
namespace {

using event_runtime::expression::ANY_KIND;
using event_runtime::expression::EVENT_ATTRIBUTES;
using event_runtime::expression::Kind;
using event_runtime::expression::KindSet;
using event_runtime::expression::NUMERIC;
using event_runtime::expression::setOf;

/// The payload of `inngest/function.failed`.
constexpr std::array<std::string_view, 4> FAILURE_ATTRIBUTES{"function_id", "run_id", "error", "event"};

/// Unions within unions; deeper ones count as anything.
constexpr std::size_t MAX_DEPTH = 32;

constexpr EventShape ANY_EVENT{};

KindSet kindsOf(const EnumValue& value) {
  if (value.isString || value.wire.empty()) return setOf(Kind::string);
  switch (value.wire.front()) {
    case 'n':
      return setOf(Kind::null);
    case 't':
    case 'f':
      return setOf(Kind::boolean);
    case '[':
      return setOf(Kind::list);
    case '{':
      return setOf(Kind::map);
    default:
      return NUMERIC;
  }
}

KindSet kindsOf(const Schema& schema) {
  switch (schema.kind) {
    case Schema::Kind::string:
    case Schema::Kind::timestamp:
      return setOf(Kind::string);
    case Schema::Kind::integer:
      return schema.integer.width == IntegerWidth::uint64 ? setOf(Kind::integer, Kind::unsignedInteger)
                                                          : setOf(Kind::integer);
    case Schema::Kind::number:
      return NUMERIC;
    case Schema::Kind::boolean:
      return setOf(Kind::boolean);
    case Schema::Kind::null:
      return setOf(Kind::null);
    case Schema::Kind::array:
    case Schema::Kind::tuple:
      return setOf(Kind::list);
    case Schema::Kind::map:
      return setOf(Kind::map);
    case Schema::Kind::any:
    case Schema::Kind::reference:
      break;
  }
  return ANY_KIND;
}

KindSet kindsOf(const NamedType& type) {
  if (type.kind != NamedType::Kind::enumeration) return setOf(Kind::map);
  KindSet kinds = 0;
  for (const EnumValue& value : type.values) kinds = static_cast<KindSet>(kinds | kindsOf(value));
  return kinds;
}

SchemaTypes::Type plain(KindSet kinds) { return {kinds, nullptr, nullptr}; }

}  // namespace

void SchemaTypes::add(Shape& shape, const Schema& schema, std::size_t depth) const {
  shape.mayBeNull = shape.mayBeNull || schema.nullable;
  if (schema.kind == Schema::Kind::reference && schema.reference != nullptr) {
    add(shape, *schema.reference, depth);
  } else if (schema.kind == Schema::Kind::reference || schema.kind == Schema::Kind::any) {
    shape.isAnything = true;  // what is not known was reported
  } else {
    shape.schemas.push_back(&schema);
  }
}

void SchemaTypes::add(Shape& shape, const NamedType& type, std::size_t depth) const {
  if (type.kind != NamedType::Kind::variant) {
    shape.types.push_back(&type);
    return;
  }
  if (depth >= MAX_DEPTH) {
    shape.isAnything = true;
    return;
  }
  for (const Alternative& alternative : type.alternatives) add(shape, alternative.schema, depth + 1);
}

SchemaTypes::Type SchemaTypes::typeOf(Shape shape) const {
  KindSet kinds = static_cast<KindSet>(shape.kinds);
  for (const Schema* schema : shape.schemas) kinds = static_cast<KindSet>(kinds | kindsOf(*schema));
  for (const NamedType* type : shape.types) kinds = static_cast<KindSet>(kinds | kindsOf(*type));
  if (shape.event != nullptr || shape.isFailure) kinds = static_cast<KindSet>(kinds | setOf(Kind::map));
  if (shape.mayBeNull) kinds = static_cast<KindSet>(kinds | setOf(Kind::null));
  if (shape.isAnything || kinds == 0) return plain(ANY_KIND);
  const bool hasParts = !shape.schemas.empty() || !shape.types.empty() || shape.event != nullptr || shape.isFailure;
  return {kinds, hasParts ? &shapes_.emplace_back(std::move(shape)) : nullptr, nullptr};
}

std::optional<SchemaTypes::Type> SchemaTypes::variable(Variable variable) const {
  Shape shape;
  switch (variable) {
    case Variable::event:
      if (!scope_.event) return std::nullopt;
      shape.event = &*scope_.event;
      return typeOf(std::move(shape));
    case Variable::async:
      if (!scope_.async) return std::nullopt;
      shape.event = &*scope_.async;
      return typeOf(std::move(shape));
    case Variable::data:
      if (scope_.data == nullptr) return std::nullopt;
      add(shape, *scope_.data, 0);
      return typeOf(std::move(shape));
    case Variable::vars:
      return Type();
  }
  return std::nullopt;
}

std::string SchemaTypes::whyNot(Variable variable) const {
  if (use_ == ExpressionUse::rule && variable == Variable::event)
    return "a rule is about a payload, whose event it does not know: write `data`";
  return event_runtime::expression::whyNoVariable(variable);
}

SchemaTypes::Type SchemaTypes::payload(const EventShape& event) const {
  Shape shape;
  if (event.isFailure) {
    shape.isFailure = true;
  } else if (event.event != nullptr && event.event->payload != nullptr) {
    add(shape, *event.event->payload, 0);
  } else {
    return Type();
  }
  return typeOf(std::move(shape));
}

std::optional<SchemaTypes::Type> SchemaTypes::attribute(const EventShape& event, std::string_view name) const {
  return name == "data" ? payload(event) : event_runtime::expression::typeOfAttribute(name);
}

std::optional<SchemaTypes::Type> SchemaTypes::member(const void* schema, std::string_view name) const {
  const Shape& shape = *static_cast<const Shape*>(schema);
  if (shape.event != nullptr) return attribute(*shape.event, name);
  if (shape.isFailure) {
    if (name == "function_id" || name == "run_id") return plain(setOf(Kind::string));
    if (name == "error") return Type();
    if (name != "event") return std::nullopt;
    Shape event;
    event.event = &ANY_EVENT;
    return typeOf(std::move(event));
  }
  Shape found;
  bool isFound = false;
  const auto addFound = [&](const Schema& part, bool mayBeMissing) {
    isFound = true;
    add(found, part, 0);
    found.mayBeNull = found.mayBeNull || mayBeMissing;
  };
  for (const NamedType* type : shape.types) {
    const auto property = std::find_if(type->properties.begin(), type->properties.end(),
                                       [&](const Property& each) { return each.wire == name; });
    if (property != type->properties.end()) {
      addFound(property->schema, !property->required);
    } else if (type->unknownKeys == NamedType::UnknownKeys::kept && type->extra != nullptr) {
      addFound(*type->extra, true);
    } else {
      found.mayBeNull = true;
    }
  }
  for (const Schema* each : shape.schemas) {
    if (each->kind == Schema::Kind::map && each->array.items != nullptr) {
      addFound(*each->array.items, true);
    } else {
      found.mayBeNull = true;
    }
  }
  if (!isFound) return std::nullopt;
  return typeOf(std::move(found));
}

std::vector<std::string_view> SchemaTypes::members(const void* schema) const {
  const Shape& shape = *static_cast<const Shape*>(schema);
  if (shape.event != nullptr) return {EVENT_ATTRIBUTES.begin(), EVENT_ATTRIBUTES.end()};
  if (shape.isFailure) return {FAILURE_ATTRIBUTES.begin(), FAILURE_ATTRIBUTES.end()};
  std::vector<std::string_view> names;
  for (const NamedType* type : shape.types) {
    for (const Property& property : type->properties) {
      if (std::find(names.begin(), names.end(), property.wire) == names.end()) names.push_back(property.wire);
    }
  }
  return names;
}

SchemaTypes::Type SchemaTypes::element(const void* schema, std::optional<std::size_t> index) const {
  const Shape& shape = *static_cast<const Shape*>(schema);
  // An object's properties under a computed name are anything.
  if (shape.event != nullptr || shape.isFailure) return Type();
  Shape found;
  for (const NamedType* type : shape.types) {
    if (type->kind == NamedType::Kind::object) return Type();
  }
  for (const Schema* each : shape.schemas) {
    if (index && *index < each->tuple.items.size()) {
      add(found, each->tuple.items[*index], 0);
      continue;
    }
    if (!index) {
      for (const Schema& item : each->tuple.items) add(found, item, 0);
    }
    const bool hasRest = each->kind == Schema::Kind::tuple && each->tuple.rest == TupleRest::ignored;
    if (hasRest) return Type();
    if (each->array.items != nullptr) add(found, *each->array.items, 0);
  }
  return typeOf(std::move(found));
}

std::vector<std::string_view> SchemaTypes::texts(const void* schema) const {
  const Shape& shape = *static_cast<const Shape*>(schema);
  std::vector<std::string_view> texts;
  for (const Schema* each : shape.schemas) {
    if ((kindsOf(*each) & setOf(Kind::string)) != 0) return {};
  }
  for (const NamedType* type : shape.types) {
    for (const EnumValue& value : type->values) {
      if (value.isString) texts.push_back(value.wire);
    }
  }
  return texts;
}

std::string SchemaTypes::name(const void* schema) const {
  const Shape& shape = *static_cast<const Shape*>(schema);
  if (shape.event != nullptr) return "an event";
  if (shape.isFailure) return "the payload of `inngest/function.failed`";
  std::string name;
  for (const NamedType* type : shape.types) {
    if (type->kind != NamedType::Kind::object) continue;
    if (!name.empty()) name += " or ";
    name += inBackticks(type->cppName);
  }
  return name;
}

}  // namespace event_codegen
