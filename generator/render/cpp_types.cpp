#include "render/cpp_types.hpp"

#include "render/cpp_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace event_codegen {

namespace {

/// The type of a tuple: items after those that must be there are std::optional.
std::string tupleType(const Schema& schema) {
  std::string parts;
  for (std::size_t i = 0; i < schema.tuple.items.size(); ++i) {
    const auto& item = schema.tuple.items[i];
    const bool isOptional = i >= schema.tuple.required && !item.nullable;
    parts += (parts.empty() ? "" : ", ") + (isOptional ? "std::optional<" + cppType(item) + ">" : cppType(item));
  }
  if (schema.tuple.rest == TupleRest::kept) {
    parts += (parts.empty() ? "" : ", ") + ("std::vector<" + cppType(*schema.array.items) + ">");
  }
  return "std::tuple<" + parts + ">";
}

std::string unboxedType(const Schema& schema) {
  switch (schema.kind) {
    case Schema::Kind::string:
      return "std::string";
    case Schema::Kind::integer:
      switch (schema.integer.width) {
        case IntegerWidth::int32:
          return "std::int32_t";
        case IntegerWidth::uint32:
          return "std::uint32_t";
        case IntegerWidth::int64:
          return "std::int64_t";
        case IntegerWidth::uint64:
          return "std::uint64_t";
      }
      break;
    case Schema::Kind::number:
      return "double";
    case Schema::Kind::boolean:
      return "bool";
    case Schema::Kind::timestamp:
      return "event_runtime::Timestamp";
    case Schema::Kind::any:
      return "event_runtime::Json";
    case Schema::Kind::null:
      return "std::monostate";
    case Schema::Kind::tuple:
      return tupleType(schema);
    case Schema::Kind::array:
      return "std::vector<" + cppType(*schema.array.items) + ">";
    case Schema::Kind::map:
      return "std::map<std::string, " + cppType(*schema.array.items) + ">";
    case Schema::Kind::reference:
      return schema.reference->cppName;
  }
  return {};
}

}  // namespace

std::string cppTypeOfPresent(const Schema& schema) {
  return schema.boxed ? "event_runtime::Box<" + unboxedType(schema) + ">" : unboxedType(schema);
}

std::string cppType(const Schema& schema) {
  auto type = cppTypeOfPresent(schema);
  return schema.nullable ? "std::optional<" + type + ">" : type;
}

bool isOptionalMember(const Property& property) {
  return property.schema.nullable || (!property.required && !property.initial);
}

std::string cppMemberType(const Property& property) {
  auto type = cppTypeOfPresent(property.schema);
  return isOptionalMember(property) ? "std::optional<" + type + ">" : type;
}

UnionPlaces unionPlaces(const NamedType& variant) {
  UnionPlaces out;
  for (const auto& alternative : variant.alternatives) {
    const auto type = cppType(alternative.schema);
    const auto found = std::find(out.types.begin(), out.types.end(), type);
    out.places.push_back(static_cast<std::size_t>(found - out.types.begin()));
    if (found == out.types.end()) out.types.push_back(type);
  }
  return out;
}

bool isScalar(const Schema& schema) {
  if (schema.nullable) return false;
  switch (schema.kind) {
    case Schema::Kind::string:
    case Schema::Kind::integer:
    case Schema::Kind::number:
    case Schema::Kind::boolean:
    case Schema::Kind::timestamp:
      return true;
    default:
      return false;
  }
}

bool hasConstraints(const Schema& schema) {
  if (schema.boxed) return false;
  switch (schema.kind) {
    case Schema::Kind::string: {
      const auto& string = schema.string;
      return string.format != StringFormat::none || string.minLength || string.maxLength || !string.patterns.empty() ||
             string.startsWith || string.endsWith || string.includes;
    }
    case Schema::Kind::integer: {
      const auto& integer = schema.integer;
      return integer.minimum || integer.maximum || integer.multipleOf;
    }
    case Schema::Kind::number: {
      const auto& number = schema.number;
      return number.minimum || number.maximum || number.exclusiveMinimum || number.exclusiveMaximum ||
             number.multipleOf;
    }
    case Schema::Kind::array:
      return schema.array.minItems || schema.array.maxItems || schema.array.uniqueItems ||
             hasConstraints(*schema.array.items);
    case Schema::Kind::map:
      return schema.entries.names || schema.entries.minProperties || schema.entries.maxProperties ||
             hasConstraints(*schema.array.items);
    case Schema::Kind::tuple:
      return true;
    case Schema::Kind::boolean:
    case Schema::Kind::timestamp:
    case Schema::Kind::any:
    case Schema::Kind::null:
    case Schema::Kind::reference:
      return false;
  }
  return false;
}

bool isSensitive(const Schema& schema) {
  if (schema.sensitive || (schema.array.items && isSensitive(*schema.array.items))) return true;
  return std::any_of(schema.tuple.items.begin(), schema.tuple.items.end(), isSensitive);
}

std::string enumValues(const NamedType& type) {
  std::string values;
  for (const auto& value : type.values) {
    if (!values.empty()) values += " | ";
    values += value.wire;
  }
  return values;
}

namespace {

std::string namedTypeName(const NamedType& type) {
  switch (type.kind) {
    case NamedType::Kind::enumeration:
      return enumValues(type);
    case NamedType::Kind::object:
      return "object";
    case NamedType::Kind::variant:
      return alternativeNames(type);
  }
  return {};
}

}  // namespace

std::string alternativeName(const Schema& schema) {
  return schema.kind == Schema::Kind::reference ? schema.reference->cppName : jsonTypeName(schema);
}

std::string alternativeNames(const NamedType& variant) {
  std::string names;
  for (const auto& alternative : variant.alternatives) {
    names += (names.empty() ? "" : " | ") + alternativeName(alternative.schema);
  }
  return names;
}

std::string jsonTypeName(const Schema& schema) {
  switch (schema.kind) {
    case Schema::Kind::string:
    case Schema::Kind::timestamp:
      return "string";
    case Schema::Kind::integer:
      return "integer";
    case Schema::Kind::number:
      return "number";
    case Schema::Kind::boolean:
      return "boolean";
    case Schema::Kind::any:
      return "any";
    case Schema::Kind::null:
      return "null";
    case Schema::Kind::array:
    case Schema::Kind::tuple:
      return "array";
    case Schema::Kind::map:
      return "object";
    case Schema::Kind::reference:
      return namedTypeName(*schema.reference);
  }
  return {};
}

namespace {

void collectHeaders(const Schema& schema, UsedHeaders& headers) {
  if (schema.nullable) headers.standard.insert("<optional>");
  if (schema.boxed) headers.runtime.insert("<event_runtime/box.hpp>");
  switch (schema.kind) {
    case Schema::Kind::string:
      headers.standard.insert("<string>");
      break;
    case Schema::Kind::integer:
      headers.standard.insert("<cstdint>");
      break;
    case Schema::Kind::timestamp:
      headers.runtime.insert("<event_runtime/time.hpp>");
      break;
    case Schema::Kind::any:
      headers.runtime.insert("<event_runtime/json.hpp>");
      break;
    case Schema::Kind::null:
      headers.standard.insert("<variant>");
      break;
    case Schema::Kind::array:
      headers.standard.insert("<vector>");
      collectHeaders(*schema.array.items, headers);
      break;
    case Schema::Kind::tuple:
      headers.standard.insert("<tuple>");
      for (const auto& item : schema.tuple.items) collectHeaders(item, headers);
      if (schema.tuple.required < schema.tuple.items.size()) headers.standard.insert("<optional>");
      if (schema.tuple.rest == TupleRest::kept) {
        headers.standard.insert("<vector>");
        collectHeaders(*schema.array.items, headers);
      }
      break;
    case Schema::Kind::map:
      headers.standard.insert({"<map>", "<string>"});
      collectHeaders(*schema.array.items, headers);
      break;
    case Schema::Kind::number:
    case Schema::Kind::boolean:
    case Schema::Kind::reference:
      break;
  }
}

}  // namespace

UsedHeaders headersOfTypes(const Feature& feature) {
  UsedHeaders headers;
  for (const NamedType* type : feature.declares) {
    headers.runtime.insert("<event_runtime/codec/codec.hpp>");
    if (type->kind == NamedType::Kind::enumeration) headers.standard.insert("<string_view>");
    if (type->kind != NamedType::Kind::enumeration) headers.standard.insert("<compare>");
    if (type->kind == NamedType::Kind::variant) headers.standard.insert("<variant>");
    for (const auto& alternative : type->alternatives) collectHeaders(alternative.schema, headers);
    for (const auto& property : type->properties) {
      if (isOptionalMember(property)) headers.standard.insert("<optional>");
      collectHeaders(property.schema, headers);
    }
    if (type->extra) {
      collectHeaders(*type->extra, headers);
      headers.standard.insert({"<map>", "<string>"});
    }
  }
  return headers;
}

UsedHeaders headersOf(const Schema& schema) {
  UsedHeaders headers;
  collectHeaders(schema, headers);
  return headers;
}

std::string includeLines(const std::vector<std::set<std::string>>& groups) {
  std::string lines;
  for (const auto& group : groups) {
    for (const auto& header : group) lines += "#include " + header + '\n';
    if (!group.empty()) lines += '\n';
  }
  return lines;
}

std::string handlerPayload(const Handler& handler) {
  std::vector<std::string> payloads;
  bool hasCron = false;
  for (const auto& trigger : handler.triggers) {
    const bool isCron = trigger.kind == Trigger::Kind::cron;
    // All schedules are one alternative, where the first stands.
    if (isCron && std::exchange(hasCron, true)) continue;
    payloads.push_back(trigger.event                            ? trigger.event->payload->cppName
                       : isCron                                 ? "event_runtime::ScheduledTimer"
                       : trigger.kind == Trigger::Kind::failure ? "event_runtime::FunctionFailed"
                                                                : "event_runtime::Json");
  }
  const bool same =
      std::all_of(payloads.begin(), payloads.end(), [&](const auto& name) { return name == payloads[0]; });
  return same ? payloads[0] : fmt::format("std::variant<{}>", fmt::join(payloads, ", "));
}

std::string handlerParameter(const Handler& handler) {
  const auto payload = handlerPayload(handler);
  return handler.options.collectsEvents() ? fmt::format("const std::vector<Event<{}>>& events", payload)
                                          : fmt::format("const Event<{}>& event", payload);
}

std::string handlerResult(const Handler& handler) {
  return handler.returns && handler.returns->kind != Schema::Kind::any ? cppType(*handler.returns) : "Json";
}

std::string sourceName(const Application& application, const SourceFile* file) {
  namespace fs = std::filesystem;
  const fs::path path = fs::path(file->path()).lexically_normal();
  const fs::path events = fs::path(application.eventsFile->path()).lexically_normal();
  const fs::path relative = path.lexically_relative(events.parent_path().empty() ? "." : events.parent_path());
  if (!relative.empty() && *relative.begin() != "..") return commentText(relative.generic_string());
  return commentText((path.parent_path().filename() / path.filename()).generic_string());
}

}  // namespace event_codegen
