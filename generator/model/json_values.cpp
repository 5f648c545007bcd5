#include "model/json_values.hpp"

#include "read/core_schema.hpp"
#include "read/text.hpp"

#include <cmath>
#include <utility>

namespace event_codegen {
namespace {

using Json = nlohmann::json;
using Kind = YamlNode::Kind;

std::optional<Json> toNumber(const YamlNode& node, Diagnostics& diagnostics) {
  if (node.kind == Kind::integer) {
    if (const auto value = toInt64(node.scalar)) return Json(*value);
    if (const auto value = toUint64(node.scalar)) return Json(*value);
  }
  if (const auto value = toFiniteDouble(node.scalar)) return Json(*value);
  diagnostics.error("out-of-range", node.span, "a number must be finite and one that a double can hold");
  return std::nullopt;
}

void appendNumber(double value, std::string& out) {
  constexpr double INT64_LIMIT = 9223372036854775808.0, UINT64_LIMIT = 18446744073709551616.0;
  if (std::trunc(value) != value || value < -INT64_LIMIT || value >= UINT64_LIMIT) {
    out += Json(value).dump();
  } else if (value < INT64_LIMIT) {
    out += std::to_string(static_cast<std::int64_t>(value));
  } else {
    out += std::to_string(static_cast<std::uint64_t>(value));
  }
}

void append(const Json& value, std::string& out) {
  if (value.is_number_float()) {
    appendNumber(value.get<double>(), out);
  } else if (value.is_array()) {
    out += '[';
    for (const Json& item : value) {
      if (out.back() != '[') out += ',';
      append(item, out);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (const auto& [key, member] : value.items()) {  // in the order of keys
      if (out.back() != '{') out += ',';
      out += Json(key).dump() + ':';
      append(member, out);
    }
    out += '}';
  } else {
    out += value.dump();
  }
}

}  // namespace

std::optional<Json> toJson(const YamlNode& node, Diagnostics& diagnostics) {
  switch (node.kind) {
    case Kind::null:
      return Json(nullptr);
    case Kind::boolean:
      return Json(node.scalar[0] == 't' || node.scalar[0] == 'T');
    case Kind::integer:
    case Kind::number:
      return toNumber(node, diagnostics);
    case Kind::string:
      return Json(node.scalar);
    case Kind::sequence: {
      Json list = Json::array();
      for (const YamlNode& item : node.items) {
        auto value = toJson(item, diagnostics);
        if (!value) return std::nullopt;
        list.push_back(std::move(*value));
      }
      return list;
    }
    case Kind::mapping: {
      Json object = Json::object();
      for (const auto& member : node.members) {
        auto value = toJson(member.value, diagnostics);
        if (!value) return std::nullopt;
        object[member.key] = std::move(*value);
      }
      return object;
    }
  }
  return std::nullopt;
}

std::string canonicalText(const Json& value) {
  std::string text;
  append(value, text);
  return text;
}

std::string shown(const Json& value) { return inBackticks(canonicalText(value)); }

}  // namespace event_codegen
