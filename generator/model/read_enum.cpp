#include "model/json_values.hpp"
#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

/// The part of SchemaReader that reads enums and constants.
namespace event_codegen {
namespace {

using Json = nlohmann::json;
using Kind = YamlNode::Kind;

/// Of JSON's types, as JSON Schema calls them.
bool isOfJsonType(const Json& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "number") return value.is_number();
  return type == "integer" && value.is_number() && canonicalText(value).find_first_of(".e") == std::string::npos;
}

bool isJsonType(std::string_view word) noexcept {
  for (const std::string_view type : {"string", "boolean", "null", "array", "object", "number", "integer"}) {
    if (word == type) return true;
  }
  return false;
}

/// What an enumerator is named after that stands for a value that is no string.
std::string nameOf(const std::string& json) {
  constexpr std::size_t LONGEST = 40;
  std::string name = json.substr(0, LONGEST);
  if (name.starts_with('-')) name.replace(0, 1, "minus ");
  return name;
}

}  // namespace

void SchemaReader::readEnumShorthand(const YamlNode& list, const Place& place, Schema& out) {
  std::vector<const YamlNode*> values;
  for (const YamlNode& item : list.items) {
    if (item.isScalar()) {
      values.push_back(&item);
      continue;
    }
    draft_.diagnostics.error("wrong-kind", item.span,
                             "a list is an enum of the strings and numbers in it, and this is " +
                                 std::string(describe(item.kind)) +
                                 ": write `oneOf` for alternatives, or `enum` for values of every kind");
  }
  if (values.size() == list.items.size()) makeEnum(values, place, out);
}

void SchemaReader::readEnum(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const Member* constant = keywords.get(Keyword::constant);
  const Member* list = keywords.get(Keyword::enumeration);
  checkApplicable(keywords, SchemaClass::enumeration, diagnostics);
  if (constant != nullptr && list != nullptr) {
    diagnostics.error("contradictory-types", list->keySpan, "a `const` is an enum of one value: remove one of them")
        .notes.push_back({constant->keySpan, "the `const` is here"});
    return;
  }
  const Member& member = constant != nullptr ? *constant : *list;
  std::vector<const YamlNode*> values;
  if (constant != nullptr) {
    values.push_back(&constant->value);
  } else if (list->value.kind == Kind::sequence) {
    for (const YamlNode& item : list->value.items) values.push_back(&item);
  } else {
    return reportWrongKind(*list, "a list of values", diagnostics);
  }
  if (!readEnumBase(keywords, member, values, pending)) return;
  makeEnum(values, titled(keywords, place), out);
  if (out.reference != nullptr && place.property == nullptr)
    draft_.types.back()->description = std::exchange(out.description, {});
}

bool SchemaReader::readEnumBase(const SchemaKeywords& keywords, const Member& values,
                                const std::vector<const YamlNode*>& items, Pending& pending) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const Member* type = keywords.get(Keyword::type);
  std::vector<std::string_view> types;
  bool plain = true;  // `type` is one of JSON's own, or several
  const auto addType = [&](const YamlNode& word) {
    std::string_view text = word.kind == Kind::null ? "null" : std::string_view(word.scalar);
    if (text.ends_with('?')) {
      text.remove_suffix(1);
      types.push_back("null");
    }
    plain = plain && word.isScalar() && isJsonType(text);
    types.push_back(text);
  };
  if (type != nullptr && type->value.kind == Kind::sequence) {
    for (const YamlNode& item : type->value.items) addType(item);
  } else if (type != nullptr) {
    addType(type->value);
  }
  const bool takesNull = type == nullptr || std::find(types.begin(), types.end(), "null") != types.end();
  bool hasNull = false, fine = true;
  for (const YamlNode* item : items) {
    hasNull = hasNull || item->kind == Kind::null;
    const auto value = toJson(*item, diagnostics);
    if (!value) return false;
    const bool ofType = item->kind == Kind::null ? takesNull
                        : !plain || type == nullptr
                            ? true
                            : std::any_of(types.begin(), types.end(),
                                          [&](std::string_view name) { return isOfJsonType(*value, name); });
    if (ofType) continue;
    diagnostics
        .error("invalid-value", item->span,
               shown(*value) + " is not of the type that stands beside " + inBackticks(values.key) +
                   ": remove it, or change the type")
        .notes.push_back({type->value.span, "the type is here"});
    fine = false;
  }
  if (type != nullptr && takesNull && !hasNull) {
    diagnostics.error("contradictory-types", type->value.span,
                      "the type has null, and " + inBackticks(values.key) +
                          " does not: add null to the values, or remove it from the type");
    return false;
  }
  // Formats and bounds: each of the values must meet them.
  SchemaKeywords rest = keywords.without({Keyword::enumeration, Keyword::constant, Keyword::title});
  const bool bounded =
      rest.only(SchemaClass::string).hasConstraints() || rest.only(SchemaClass::number).hasConstraints();
  if (!fine || (plain && !bounded)) return fine;
  if (type != nullptr && type->value.kind == Kind::sequence) rest = rest.without({Keyword::type});
  Schema& base = *draft_.bases.emplace_back(std::make_unique<Schema>());
  base.span = type != nullptr ? type->value.span : values.keySpan;
  Pending none;
  const auto classified = classify(rest, none, base);
  if (!classified) return false;
  if (!none.empty()) {
    diagnostics.error(
        "contradictory-types", base.span,
        "a named type cannot stand beside " + inBackticks(values.key) + ": choose the values where it is declared");
    return false;
  }
  checkApplicable(rest, classified->schemaClass, diagnostics);
  readClass(*classified, rest, Place{}, pending, base);
  base.nullable = takesNull;
  for (const YamlNode* item : items)
    draft_.values.push_back({values.key == "const" ? "const" : "enum", &base, nullptr, *item});
  return true;
}

void SchemaReader::makeEnum(const std::vector<const YamlNode*>& values, const Place& place, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  auto type = makeType(NamedType::Kind::enumeration, place);
  std::unordered_map<std::string, Span> seen;
  bool null = false;
  for (const YamlNode* item : values) {
    const auto value = toJson(*item, diagnostics);
    if (!value) return;
    std::string text = canonicalText(*value);
    const auto [first, isNew] = seen.emplace(text, item->span);
    if (!isNew) {
      diagnostics
          .error("duplicate-enum-value", item->span,
                 (item->kind == Kind::string ? inBackticks(item->scalar) : shown(*value)) +
                     " is in this enum twice: remove one")
          .notes.push_back({first->second, "first given here"});
      continue;
    }
    if (value->is_null()) {
      null = true;
      continue;
    }
    const bool isString = value->is_string();
    type->allStrings = type->allStrings && isString;
    type->values.push_back({isString ? item->scalar : std::move(text), {}, item->span, isString});
  }
  if (values.empty()) diagnostics.error("empty-enum", out.span, "an enum needs at least one value");
  if (type->values.empty()) {
    out.kind = Schema::Kind::null;
    return;
  }
  out.nullable = null;
  nameEnumerators(*type);
  out.kind = Schema::Kind::reference;
  out.reference = keep(std::move(type), place);
}

void nameEnumerators(NamedType& type) {
  std::vector<std::string> texts;
  for (const EnumValue& value : type.values) texts.push_back(value.isString ? value.wire : nameOf(value.wire));
  const std::vector<std::string_view> wires(texts.begin(), texts.end());
  std::vector<std::string> names = cppNames(wires);
  for (std::size_t index = 0; index < names.size(); ++index) type.values[index].cppName = std::move(names[index]);
}

}  // namespace event_codegen
