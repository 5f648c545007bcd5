#include "render/code_lines.hpp"
#include "render/codec_text.hpp"
#include "render/constraints_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/initializers.hpp"
#include "render/value_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace event_codegen {

namespace {

using Place = DecodePlace;

class DecodeWriter {
 public:
  explicit DecodeWriter(std::size_t level) : code_(level) {}

  void object(const NamedType& object);
  void rules(const NamedType& payload);
  void value(const Schema& schema, const Place& place);
  std::string take() { return code_.take(); }

 private:
  /// Names of locals: `elements`, then `elements2`, so that none hides another.
  std::string local(std::string_view name) {
    const auto count = ++locals_[std::string(name)];
    return count == 1 ? std::string(name) : fmt::format("{}{}", name, count);
  }
  /// A target that is used more than once, as a name.
  std::string bound(const std::string& target) {
    if (target.find('(') == std::string::npos) return target;
    auto name = local("target");
    code_.line("auto& {} = {};", name, target);
    return name;
  }

  void member(const Property& property, std::size_t index);
  void keysOnly(const NamedType& object);
  void extra(const NamedType& object);
  void absent(const Property& property, std::size_t index);
  void present(const Schema& schema, const Place& place);
  void string(const StringConstraints& constraints, const Place& place);
  void array(const Schema& schema, const Place& place);
  void tuple(const Schema& schema, const Place& place);
  void map(const Schema& schema, const Place& place);
  void keyCheck(const EntryConstraints& entries, const std::string& walk);
  std::string stringConstraints(const StringConstraints& constraints);

  CodeLines code_;
  std::map<std::string, int> locals_;
};

/// An argument with the comma before it, or nothing.
std::string argument(const std::string& text) { return text.empty() ? text : ", " + text; }

/// Whether std::vector<bool> is what it becomes, whose elements have no address.
bool isVectorOfBool(const Schema& items) {
  return items.kind == Schema::Kind::boolean && !items.nullable && !items.boxed;
}

/// Declares what a string's constraints need; returns the argument for them, empty for none.
std::string DecodeWriter::stringConstraints(const StringConstraints& constraints) {
  if (isFormatAlone(constraints)) {
    return constraints.format == StringFormat::none ? std::string()
                                                    : fmt::format("StringFormat::{}", formatName(constraints.format));
  }
  std::string patterns;
  if (!constraints.patterns.empty()) {
    patterns = local("PATTERNS");
    std::string list;
    for (const auto& pattern : constraints.patterns) list += (list.empty() ? "" : ", ") + viewLiteral(pattern);
    code_.line("static constexpr std::string_view {}[] = {{{}}};", patterns, list);
  }
  auto name = local("CONSTRAINTS");
  code_.line("static constexpr StringConstraints {}{};", name, constraintsText(constraints, patterns));
  return name;
}

void DecodeWriter::string(const StringConstraints& constraints, const Place& place) {
  const auto asked = stringConstraints(constraints);
  code_.line("decoder.string({}, {}{}, {});", place.json, place.target, argument(asked), place.path);
}

void DecodeWriter::array(const Schema& schema, const Place& place) {
  const auto target = bound(place.target);
  const auto count = countText(schema.array.minItems, schema.array.maxItems);
  const auto elements = local("elements");
  if (isVectorOfBool(*schema.array.items)) {
    code_.line("decodeJson(decoder, {}, {}, {});", place.json, target, place.path);
    if (!count.empty()) code_.line("decoder.checkItemCount({}.size(), {}, {});", target, count, place.path);
  } else {
    code_.line("ArrayElements {};", elements);
    code_.open("if (decoder.array({}, {}{}, {})) {{", place.json, elements, argument(count), place.path);
    code_.open("while ({}.next()) {{", elements);
    value(*schema.array.items,
          {elements + ".value()", fmt::format("{}.place({})", elements, target), elements + ".path()"});
    code_.close();
    code_.line("{}.finish({});", elements, target);
    code_.close();
  }
  if (schema.array.uniqueItems) code_.line("decoder.checkUnique({}, {});", place.json, place.path);
}

void DecodeWriter::tuple(const Schema& schema, const Place& place) {
  const auto& shape = schema.tuple;
  const auto target = bound(place.target);
  std::optional<std::uint64_t> minimum = shape.required, maximum;
  if (schema.array.minItems) minimum = std::max(*minimum, *schema.array.minItems);
  if (shape.rest == TupleRest::refused) maximum = shape.items.size();
  if (schema.array.maxItems) maximum = std::min(maximum.value_or(*schema.array.maxItems), *schema.array.maxItems);
  const auto elements = local("elements");
  code_.line("ArrayElements {};", elements);
  code_.open("if (decoder.array({}, {}{}, {})) {{", place.json, elements, argument(countText(minimum, maximum)),
             place.path);
  code_.open("while ({}.next()) {{", elements);
  code_.open("switch ({}.index()) {{", elements);
  for (std::size_t i = 0; i < shape.items.size(); ++i) {
    const auto& item = shape.items[i];
    auto part = fmt::format("std::get<{}>({})", i, target);
    if (i >= shape.required && !item.nullable) part = fmt::format("decoder.filled({})", part);
    code_.open("case {}: {{", i);
    value(item, {elements + ".value()", part, elements + ".path()"});
    code_.line("break;");
    code_.close();
  }
  if (shape.rest == TupleRest::kept) {
    code_.open("default: {{");
    const Place rest{
        elements + ".value()",
        fmt::format("{}.place(std::get<{}>({}), {})", elements, shape.items.size(), target, shape.items.size()),
        elements + ".path()"};
    if (isVectorOfBool(*schema.array.items)) {
      code_.line("decodeJson(decoder, {}, {}, {});", rest.json, rest.target, rest.path);
    } else {
      value(*schema.array.items, rest);
    }
    code_.line("break;");
    code_.close();
  }
  code_.close();
  code_.close();
  for (std::size_t i = shape.required; i < shape.items.size(); ++i) {
    code_.line("if ({}.count() <= {}) std::get<{}>({}).reset();", elements, i, i, target);
  }
  if (shape.rest == TupleRest::kept) {
    code_.line("{}.finish(std::get<{}>({}), {});", elements, shape.items.size(), target, shape.items.size());
  }
  code_.close();
  if (schema.array.uniqueItems) code_.line("decoder.checkUnique({}, {});", place.json, place.path);
}

void DecodeWriter::keyCheck(const EntryConstraints& entries, const std::string& walk) {
  if (!entries.names) return;
  if (entries.names->kind == Schema::Kind::reference) {
    const auto& names = *entries.names->reference;
    const auto name = local("name");
    code_.line("{} {}{{}};", names.cppName, name);
    code_.line("if (!fromString({0}.key(), {1})) decoder.invalidKey({0}.key(), {2}, {0}.path());", walk, name,
               viewLiteral(enumValues(names)));
  } else if (const auto asked = stringConstraints(entries.names->string); !asked.empty()) {
    code_.line("decoder.checkKey({0}.key(), {1}, {0}.path());", walk, asked);
  }
}

void DecodeWriter::map(const Schema& schema, const Place& place) {
  const auto target = bound(place.target);
  const auto entries = local("entries");
  const auto& minimum = schema.entries.minProperties ? schema.entries.minProperties : schema.array.minItems;
  const auto& maximum = schema.entries.maxProperties ? schema.entries.maxProperties : schema.array.maxItems;
  code_.line("ObjectMembers {};", entries);
  code_.open("if (decoder.object({}, {}{}, {})) {{", place.json, entries, argument(countText(minimum, maximum)),
             place.path);
  code_.line("{}.clear();", target);
  code_.open("while ({}.next()) {{", entries);
  keyCheck(schema.entries, entries);
  value(*schema.array.items, {entries + ".value()", fmt::format("{}.place({})", entries, target), entries + ".path()"});
  code_.close();
  code_.close();
}

/// A value that is not null, into something that is no std::optional.
void DecodeWriter::present(const Schema& schema, const Place& place) {
  switch (schema.kind) {
    case Schema::Kind::string:
      return string(schema.string, place);
    case Schema::Kind::integer:
      return code_.line("decoder.integer({}, {}{}, {});", place.json, place.target,
                        argument(constraintsText(schema.integer)), place.path);
    case Schema::Kind::number:
      return code_.line("decoder.number({}, {}{}, {});", place.json, place.target,
                        argument(constraintsText(schema.number)), place.path);
    case Schema::Kind::array:
      return array(schema, place);
    case Schema::Kind::tuple:
      return tuple(schema, place);
    case Schema::Kind::map:
      return map(schema, place);
    case Schema::Kind::boolean:
      return code_.line("decoder.boolean({}, {}, {});", place.json, place.target, place.path);
    case Schema::Kind::timestamp:
      return code_.line("decoder.timestamp({}, {}, {});", place.json, place.target, place.path);
    case Schema::Kind::any:
    case Schema::Kind::null:
    case Schema::Kind::reference:
      break;  // have no constraints of their own
  }
  code_.line("decodeJson(decoder, {}, {}, {});", place.json, place.target, place.path);
}

/// Any value: what its C++ type alone says is left to the runtime's templates, unless it is a scalar.
void DecodeWriter::value(const Schema& schema, const Place& place) {
  if (!hasConstraints(schema) && !isScalar(schema)) {
    code_.line("decodeJson(decoder, {}, {}, {});", place.json, place.target, place.path);
  } else if (!schema.nullable) {
    present(schema, place);
  } else {
    const auto target = bound(place.target);
    code_.open("if (decoder.isNull({})) {{", place.json);
    code_.line("{}.reset();", target);
    code_.reopen("} else {");
    present(schema, {place.json, fmt::format("decoder.filled({})", target), place.path});
    code_.close();
  }
}

void DecodeWriter::member(const Property& property, std::size_t index) {
  locals_.clear();  // each case is a block of its own
  std::string target = "value." + property.cppName;
  // Optional and nullable: null reads as absent.
  if (isOptionalMember(property) && !property.schema.nullable) target = fmt::format("decoder.filled({})", target);
  code_.open("case {}: {{  // {}", index, commentText(property.wire));
  value(property.schema, {"member.value()", target, "member.path()"});
  code_.line("break;");
  code_.close();
}

/// What a member is where its key is absent: it may have been read into before.
void DecodeWriter::absent(const Property& property, std::size_t index) {
  if (property.initial) {
    code_.line("if (member.isAbsent({})) value.{} = {};", index, property.cppName,
               cppInitializer(property.schema, *property.initial));
  } else if (isOptionalMember(property) && !property.required) {
    code_.line("if (member.isAbsent({})) value.{}.reset();", index, property.cppName);
  }
}

void DecodeWriter::extra(const NamedType& object) {
  value(*object.extra, {"member.value()", fmt::format("member.place(value.{})", object.extraName), "member.path()"});
}

/// Of an object without properties: what it says of keys is all there is.
void DecodeWriter::keysOnly(const NamedType& object) {
  const bool kept = object.unknownKeys == NamedType::UnknownKeys::kept;
  const bool refused = object.unknownKeys == NamedType::UnknownKeys::refused;
  const auto count = countText(object.entries.minProperties, object.entries.maxProperties);
  code_.line("ObjectMembers member;");
  code_.line("if (!decoder.object(json, member{}, path)) return;", argument(count));
  if (!kept && !refused && !object.entries.names) return;
  if (kept) code_.line("value.{}.clear();", object.extraName);
  code_.open("while (member.next()) {{");
  keyCheck(object.entries, "member");
  if (refused) code_.line("decoder.unrecognizedKey(member.key(), path);");
  if (kept) extra(object);
  code_.close();
}

void DecodeWriter::object(const NamedType& object) {
  using Unknown = NamedType::UnknownKeys;
  if (object.properties.empty()) return keysOnly(object);
  const bool kept = object.unknownKeys == Unknown::kept;
  // The model has checked the names of properties.
  const bool returned = kept || object.entries.names;
  code_.open("static constexpr PropertyTable<{}> PROPERTIES({{", object.properties.size());
  for (const auto& property : object.properties) {
    code_.line("  {{{}{}}},", viewLiteral(property.wire),
               property.required ? ", " + viewLiteral(jsonTypeName(property.schema)) : "");
  }
  code_.close(returned                                 ? "}, UnknownKeys::returned);"
              : object.unknownKeys == Unknown::refused ? "}, UnknownKeys::refused);"
                                                       : "});");
  code_.line("PropertyWalk<PROPERTIES> member(decoder, json, path);");
  if (kept) code_.line("value.{}.clear();", object.extraName);
  code_.open("while (member.next()) {{");
  code_.open("switch (member.index()) {{");
  for (std::size_t i = 0; i < object.properties.size(); ++i) member(object.properties[i], i);
  if (returned) {
    code_.open("default: {{");
    keyCheck(object.entries, "member");
    if (object.unknownKeys == Unknown::refused) code_.line("decoder.unrecognizedKey(member.key(), path);");
    if (kept) extra(object);
    code_.line("break;");
    code_.close();
  }
  code_.close();
  code_.close();
  const auto count = countText(object.entries.minProperties, object.entries.maxProperties);
  if (!count.empty()) code_.line("decoder.checkKeyCount(member.size(), {}, path);", count);
  for (std::size_t i = 0; i < object.properties.size(); ++i) absent(object.properties[i], i);
}

/// What a payload must satisfy as a whole. After its members, for they must be right first.
void DecodeWriter::rules(const NamedType& payload) {
  if (payload.rules.empty()) return;
  code_.open("static constexpr event_runtime::RuleText RULES[] = {{");
  for (const auto& rule : payload.rules) {
    code_.line("  {{{}, {}}},", viewLiteral(rule.check), viewLiteral(rule.message));
  }
  code_.close("};");
  code_.line("event_runtime::checkRules(decoder, json, RULES, path);");
}

}  // namespace

std::string decodeValue(const Schema& schema, std::size_t level, const DecodePlace& place) {
  DecodeWriter writer(level);
  writer.value(schema, place);
  return writer.take();
}

std::string decodeBody(const NamedType& object) {
  DecodeWriter writer(1);
  writer.object(object);
  writer.rules(object);
  return writer.take();
}

}  // namespace event_codegen
