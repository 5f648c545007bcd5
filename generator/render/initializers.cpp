#include "render/initializers.hpp"

#include "render/constraints_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace event_codegen {

using Json = nlohmann::json;

namespace {

/// Text that reads as the value at run time, where C++ has no shorter way to say it.
std::string parsed(const std::string& type, const Json& value) {
  return fmt::format("event_runtime::parse<{}>({}).value()", type, viewLiteral(value.dump()));
}

std::string integerText(const Json& value, IntegerWidth width) {
  WideInteger number = 0;
  if (value.is_number_unsigned())
    number = value.get<std::uint64_t>();
  else if (value.is_number_integer())
    number = value.get<std::int64_t>();
  else
    number = static_cast<WideInteger>(value.get<double>());  // 1.0 is an integer
  return integerLiteral(number, width);
}

/// `std::vector<std::string>{"a", "b"}`.
std::string listText(const std::string& type, const Schema& items, const Json& values, std::size_t from = 0) {
  std::string out;
  for (std::size_t i = from; i < values.size(); ++i) {
    out += (out.empty() ? "" : ", ") + cppInitializer(items, values[i]);
  }
  return fmt::format("{}{{{}}}", type, out);
}

std::string tupleText(const Schema& schema, const Json& values) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  for (std::size_t i = 0; i < schema.tuple.items.size(); ++i) {
    add(i < values.size() ? cppInitializer(schema.tuple.items[i], values[i]) : "std::nullopt");
  }
  if (schema.tuple.rest == TupleRest::kept) {
    add(listText("std::vector<" + cppType(*schema.array.items) + ">", *schema.array.items, values,
                 schema.tuple.items.size()));
  }
  return fmt::format("{}({})", cppTypeOfPresent(schema), out);
}

std::string mapText(const Schema& schema, const Json& values) {
  std::string out;
  for (const auto& [key, value] : values.items()) {
    out += fmt::format("{}{{std::string({}), {}}}", out.empty() ? "" : ", ", viewLiteral(key),
                       cppInitializer(*schema.array.items, value));
  }
  return fmt::format("{}{{{}}}", cppTypeOfPresent(schema), out);
}

/// The enumerator of a value; numbers are compared as such, so that 1.0 is found as 1.
std::string enumerator(const NamedType& type, const Json& value) {
  for (const auto& candidate : type.values) {
    const bool isSame = candidate.isString ? value.is_string() && value.get_ref<const std::string&>() == candidate.wire
                                           : !value.is_string() && Json::parse(candidate.wire) == value;
    if (isSame) return type.cppName + "::" + candidate.cppName;
  }
  return {};
}

bool isPlainObject(const NamedType& type, const Json& value) {
  return type.kind == NamedType::Kind::object && type.unknownKeys != NamedType::UnknownKeys::kept && value.is_object();
}

/// `Address{.street = "A", .zip = "12345"}`: what is absent has initialisers of its own.
std::string objectText(const NamedType& type, const Json& value) {
  std::string out;
  for (const auto& property : type.properties) {
    const auto found = value.find(property.wire);
    if (found == value.end()) continue;
    out +=
        fmt::format("{}.{} = {}", out.empty() ? "" : ", ", property.cppName, cppInitializer(property.schema, *found));
  }
  return fmt::format("{}{{{}}}", type.cppName, out);
}

std::string present(const Schema& schema, const Json& value) {
  switch (schema.kind) {
    case Schema::Kind::string:
      return fmt::format("std::string({})", viewLiteral(value.get_ref<const std::string&>()));
    case Schema::Kind::integer:
      return fmt::format("{}{{{}}}", cppTypeOfPresent(schema), integerText(value, schema.integer.width));
    case Schema::Kind::number:
      return doubleLiteral(value.get<double>());
    case Schema::Kind::boolean:
      return value.get<bool>() ? "true" : "false";
    case Schema::Kind::timestamp:
      return parsed("event_runtime::Timestamp", value);
    case Schema::Kind::any:
      return fmt::format("event_runtime::Json::parse({})", viewLiteral(value.dump()));
    case Schema::Kind::null:
      return "std::monostate{}";
    case Schema::Kind::array:
      return listText(cppTypeOfPresent(schema), *schema.array.items, value);
    case Schema::Kind::tuple:
      return tupleText(schema, value);
    case Schema::Kind::map:
      return mapText(schema, value);
    case Schema::Kind::reference:
      if (schema.reference->kind == NamedType::Kind::enumeration) return enumerator(*schema.reference, value);
      if (isPlainObject(*schema.reference, value)) return objectText(*schema.reference, value);
      return parsed(schema.reference->cppName, value);
  }
  return {};
}

}  // namespace

std::string cppInitializer(const Schema& schema, const Json& value) {
  if (schema.nullable && value.is_null()) return "std::nullopt";
  if (!schema.boxed) return present(schema, value);
  Schema unboxed;
  unboxed.kind = schema.kind;
  unboxed.reference = schema.reference;
  return fmt::format("{}({})", cppTypeOfPresent(schema), present(unboxed, value));
}

}  // namespace event_codegen
