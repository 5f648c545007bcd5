#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace event_codegen {

namespace {

/// The literal that a `json.raw(…)` writes before a value: `,"userId":` as C++.
std::string keyLiteral(std::string_view before, const Property& property) {
  return quoted(std::string(before) + jsonString(property.wire) + ':');
}

}  // namespace

std::string encodeBody(const NamedType& object) {
  if (object.properties.empty()) return "  json.raw(\"{}\");\n";
  // Whether a comma is due is known here once a required member was written; before that, only when the code runs.
  enum class Before { nothing, perhaps, member };
  auto before = Before::nothing;
  std::string out;
  const auto line = std::back_inserter(out);
  if (!object.properties.front().required) out += "  json.raw('{');\n";
  bool commaDeclared = false;
  for (std::size_t i = 0; i < object.properties.size(); ++i) {
    const auto& property = object.properties[i];
    std::string margin = "  ";
    std::string value = "value." + property.cppName;
    if (!property.required) {
      // A later member needs to know whether this one was written, unless a required one stands before both.
      if (before != Before::member && !commaDeclared && i + 1 < object.properties.size()) {
        out += "  bool comma = false;\n";
        commaDeclared = true;
      }
      fmt::format_to(line, "  if ({}) {{\n", value);
      margin = "    ";
      value = "*" + value;
    }
    if (before == Before::perhaps) {
      fmt::format_to(line, "{}json.raw(comma ? {} : {});\n", margin, keyLiteral(",", property),
                     keyLiteral("", property));
    } else {
      const auto prefix = before == Before::member ? "," : property.required ? "{" : "";
      fmt::format_to(line, "{}json.raw({});\n", margin, keyLiteral(prefix, property));
    }
    fmt::format_to(line, "{}encodeJson(json, {});\n", margin, value);
    if (property.required) {
      before = Before::member;
    } else {
      if (before != Before::member) {
        before = Before::perhaps;
        if (i + 1 < object.properties.size()) out += "    comma = true;\n";
      }
      out += "  }\n";
    }
  }
  out += "  json.raw('}');\n";
  return out;
}

}  // namespace event_codegen
