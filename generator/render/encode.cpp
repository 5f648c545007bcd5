#include "render/code_lines.hpp"
#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/value_code.hpp"

#include <fmt/format.h>

namespace event_codegen {

namespace {

/// A key as the C++ literal that is written before its value: `,"userId":`.
std::string keyLiteral(std::string_view before, const Property& property) {
  return quoted(std::string(before) + jsonString(property.wire) + ':');
}

/// Whether the runtime's templates cannot write it: what a tuple leaves out, its schema tells.
bool hasTuple(const Schema& schema) {
  if (schema.boxed) return false;
  if (schema.kind == Schema::Kind::tuple) return true;
  return schema.array.items && hasTuple(*schema.array.items);
}

/// The call that writes a value that is not null, up to the value.
std::string_view writerOf(const Schema& schema) {
  switch (schema.kind) {
    case Schema::Kind::string:
      return "json.string(";
    case Schema::Kind::integer:
      return schema.integer.width == IntegerWidth::uint32 || schema.integer.width == IntegerWidth::uint64
                 ? "json.unsignedInteger("
                 : "json.integer(";
    case Schema::Kind::number:
      return "json.number(";
    case Schema::Kind::boolean:
      return "json.boolean(";
    default:
      return "encodeJson(json, ";
  }
}

class EncodeWriter {
 public:
  explicit EncodeWriter(std::size_t level) : code(level) {}

  /// Any value; or one that is not null, in place of its std::optional.
  void value(const Schema& schema, const std::string& expression);
  void present(const Schema& schema, const std::string& expression);
  /// The members of a map, into an object that was begun.
  void entries(const Schema& items, const std::string& expression);

  CodeLines code;

 private:
  void tuple(const Schema& schema, const std::string& expression);

  int depth_ = 0;
};

void EncodeWriter::value(const Schema& schema, const std::string& expression) {
  if (!schema.nullable) return present(schema, expression);
  if (!hasTuple(schema)) return code.line("encodeJson(json, {});", expression);
  code.open("if (!{}) {{", expression);
  code.line("json.null();");
  code.reopen("} else {");
  present(schema, "*" + expression);
  code.close();
}

void EncodeWriter::entries(const Schema& items, const std::string& expression) {
  const auto depth = ++depth_;
  code.open("for (const auto& [key{0}, element{0}] : {1}) {{", depth, expression);
  code.line("json.memberKey(key{});", depth);
  if (isSensitive(items)) code.line("if (json.masked()) continue;");
  value(items, fmt::format("element{}", depth));
  code.close();
  --depth_;
}

void EncodeWriter::present(const Schema& schema, const std::string& expression) {
  if (!hasTuple(schema)) return code.line("{}{});", writerOf(schema), expression);
  if (schema.kind == Schema::Kind::tuple) return tuple(schema, expression);
  const bool isMap = schema.kind == Schema::Kind::map;
  code.line("json.raw('{}');", isMap ? "{" : "[");
  if (isMap) {
    entries(*schema.array.items, expression);
  } else {
    const auto depth = ++depth_;
    code.open("for (const auto& element{} : {}) {{", depth, expression);
    code.line("json.comma();");
    value(*schema.array.items, fmt::format("element{}", depth));
    code.close();
    --depth_;
  }
  code.line("json.raw('{}');", isMap ? "}" : "]");
}

void EncodeWriter::tuple(const Schema& schema, const std::string& expression) {
  const auto& shape = schema.tuple;
  const auto part = [&](std::size_t index) { return fmt::format("std::get<{}>({})", index, expression); };
  const bool keepsRest = shape.rest == TupleRest::kept;
  code.line("json.raw('[');");
  for (std::size_t i = 0; i < shape.items.size(); ++i) {
    if (i < shape.required) {
      code.line("json.comma();");
      value(shape.items[i], part(i));
      continue;
    }
    // An item is left out together with all that follow it.
    std::string condition;
    for (std::size_t later = i; later < shape.items.size(); ++later) {
      condition += (condition.empty() ? "" : " || ") + part(later);
    }
    if (keepsRest) condition += " || !" + part(shape.items.size()) + ".empty()";
    code.open("if ({}) {{", condition);
    code.line("json.comma();");
    if (hasTuple(shape.items[i])) {
      code.open("if (!{}) {{", part(i));
      code.line("json.null();");
      code.reopen("} else {");
      present(shape.items[i], "*" + part(i));
      code.close();
    } else {
      code.line("encodeJson(json, {});", part(i));
    }
    code.close();
  }
  if (keepsRest) {
    const auto depth = ++depth_;
    code.open("for (const auto& element{} : {}) {{", depth, part(shape.items.size()));
    code.line("json.comma();");
    value(*schema.array.items, fmt::format("element{}", depth));
    code.close();
    --depth_;
  }
  code.line("json.raw(']');");
}

}  // namespace

std::string encodeValue(const Schema& schema, std::size_t level, const std::string& expression, bool isPresent) {
  EncodeWriter writer(level);
  const bool masks = isSensitive(schema);
  if (masks) writer.code.open("if (!json.masked()) {{");
  if (isPresent) {
    writer.present(schema, expression);
  } else {
    writer.value(schema, expression);
  }
  if (masks) writer.code.close();
  return writer.code.take();
}

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
    code.append(encodeValue(property.schema, code.level(), value, mayBeAbsent));
    if (mayBeAbsent) {
      code.close();
    } else {
      afterMember = true;
    }
  }
  if (keepsUnknown) {
    if (object.properties.empty()) code.line("json.raw('{{');");
    const auto extra = "value." + object.extraName;
    if (isSensitive(*object.extra) || hasTuple(*object.extra)) {
      EncodeWriter writer(code.level());
      writer.entries(*object.extra, extra);
      code.append(writer.code.take());
    } else {
      code.line("encodeMembers(json, {});", extra);
    }
  }
  code.line("json.raw('}}');");
  return code.take();
}

}  // namespace event_codegen
