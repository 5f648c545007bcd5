#include "render/code_lines.hpp"
#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"

#include <fmt/format.h>

namespace event_codegen {

namespace {

/// A key as the C++ literal that is written before its value: `,"userId":`.
std::string keyLiteral(std::string_view before, const Property& property) {
  return quoted(std::string(before) + jsonString(property.wire) + ':');
}

}  // namespace

std::string encodeBody(const NamedType& object) {
  const bool keepsUnknown = object.unknownKeys == NamedType::UnknownKeys::kept;
  CodeLines code(1);
  if (object.properties.empty() && !keepsUnknown) {
    code.line("json.raw(\"{{}}\");");
    return code.take();
  }
  // Once a member was written that is always there, a comma is due; before, the buffer looks.
  bool afterMember = false;
  for (std::size_t i = 0; i < object.properties.size(); ++i) {
    const auto& property = object.properties[i];
    std::string value = "value." + property.cppName;
    const bool mayBeAbsent = !property.required && isOptionalMember(property) && !property.initial;
    if (mayBeAbsent) {
      if (i == 0) code.line("json.raw('{{');");
      code.open("if ({}) {{", value);
      value = "*" + value;
    }
    if (afterMember) {
      code.line("json.raw({});", keyLiteral(",", property));
    } else if (i == 0 && !mayBeAbsent) {
      code.line("json.raw({});", keyLiteral("{", property));
    } else {
      code.line("json.key({});", keyLiteral("", property));
    }
    if (isSensitive(property.schema)) {
      code.line("if (!json.masked()) encodeJson(json, {});", value);
    } else {
      code.line("encodeJson(json, {});", value);
    }
    if (mayBeAbsent) {
      code.close();
    } else {
      afterMember = true;
    }
  }
  if (keepsUnknown) {
    if (object.properties.empty()) code.line("json.raw('{{');");
    code.line("encodeMembers(json, value.{});", object.extraName);
  }
  code.line("json.raw('}}');");
  return code.take();
}

}  // namespace event_codegen
