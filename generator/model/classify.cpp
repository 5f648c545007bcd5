#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <utility>

/// The part of SchemaReader that finds out what kind of schema a mapping is.
namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

SchemaClass classOf(const Schema& schema) noexcept {
  switch (schema.kind) {
    case Schema::Kind::string:
      return SchemaClass::string;
    case Schema::Kind::integer:
      return SchemaClass::integer;
    case Schema::Kind::number:
      return SchemaClass::number;
    case Schema::Kind::boolean:
      return SchemaClass::boolean;
    case Schema::Kind::timestamp:
      return SchemaClass::timestamp;
    case Schema::Kind::any:
      return SchemaClass::any;
    case Schema::Kind::null:
      return SchemaClass::null;
    case Schema::Kind::tuple:
      return SchemaClass::tuple;
    case Schema::Kind::array:
      return SchemaClass::array;
    case Schema::Kind::map:
      return SchemaClass::map;
    case Schema::Kind::reference:
      return SchemaClass::reference;
  }
  return SchemaClass::string;
}

/// A family of keywords that implies a type.
struct Family {
  SchemaClass schemaClass;
  const Member* first = nullptr;  ///< one of its keywords that is there
};

template <class... Keywords>
Family familyOf(SchemaClass schemaClass, const SchemaKeywords& keywords, Keywords... family) {
  Family found{schemaClass, nullptr};
  for (const Keyword keyword : {family...}) {
    if (found.first == nullptr) found.first = keywords.get(keyword);
  }
  return found;
}

bool isFalse(const Member* member) noexcept {
  return member != nullptr && member->value.kind == Kind::boolean && member->value.scalar[0] != 't' &&
         member->value.scalar[0] != 'T';
}

/// An object has properties, or no keys at all; a map has keys that are not known.
SchemaClass objectOrMap(const SchemaKeywords& keywords) noexcept {
  const bool object =
      keywords.hasAnyOf(Keyword::properties, Keyword::required) || isFalse(keywords.get(Keyword::additionalProperties));
  return object ? SchemaClass::object : SchemaClass::map;
}

SchemaClass arrayOrTuple(const SchemaKeywords& keywords) noexcept {
  return keywords.has(Keyword::prefixItems) ? SchemaClass::tuple : SchemaClass::array;
}

}  // namespace

std::optional<SchemaReader::Classified> SchemaReader::classify(const SchemaKeywords& keywords, Pending& pending,
                                                               Schema& out) {
  const Member* type = keywords.get(Keyword::type);
  return type == nullptr ? classifyByKeywords(keywords, out) : classifyByWord(type->value, keywords, pending, out);
}

std::optional<SchemaReader::Classified> SchemaReader::classifyByWord(const YamlNode& word,
                                                                     const SchemaKeywords& keywords, Pending& pending,
                                                                     Schema& out) {
  if (word.kind == Kind::null && !word.scalar.empty()) return Classified{SchemaClass::null};
  if (word.kind != Kind::string) {
    reportWrongKind(word, "`type`", "a string such as `string` or `Address`", draft_.diagnostics);
    return std::nullopt;
  }
  const std::string& text = word.scalar;
  if (text == "object" || text == "object?" || text == "array" || text == "array?") {
    out.nullable = out.nullable || text.ends_with('?');
    return Classified{text.starts_with("object") ? objectOrMap(keywords) : arrayOrTuple(keywords)};
  }
  const bool nullable = std::exchange(out.nullable, false);
  if (!readWord(text, word.span, pending, out)) return std::nullopt;
  out.nullable = out.nullable || nullable;
  return Classified{classOf(out), true};
}

std::optional<SchemaReader::Classified> SchemaReader::classifyByKeywords(const SchemaKeywords& keywords, Schema& out) {
  using enum Keyword;
  const Member* written = keywords.get(format);
  const std::string_view name = written != nullptr ? std::string_view(written->value.scalar) : std::string_view();
  const bool width = name.starts_with("int") || name.starts_with("uint");
  const Family families[]{
      familyOf(SchemaClass::string, keywords, minLength, maxLength, pattern, startsWith, endsWith, includes),
      Family{SchemaClass::string, width ? nullptr : written},
      Family{SchemaClass::integer, width ? written : nullptr},
      familyOf(SchemaClass::number, keywords, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf),
      familyOf(arrayOrTuple(keywords), keywords, items, prefixItems, minItems, maxItems, uniqueItems),
      familyOf(objectOrMap(keywords), keywords, properties, required, additionalProperties, propertyNames,
               minProperties, maxProperties),
  };
  const Family* found = nullptr;
  for (const Family& family : families) {
    if (family.first == nullptr) continue;
    const bool bounded = family.schemaClass == SchemaClass::number;
    if (found == nullptr) {
      found = &family;
    } else if (found->schemaClass != family.schemaClass && !(found->schemaClass == SchemaClass::integer && bounded)) {
      draft_.diagnostics
          .error("contradictory-types", family.first->keySpan,
                 inBackticks(family.first->key) + " is for " + std::string(describe(family.schemaClass)) + " and " +
                     inBackticks(found->first->key) + " for " + std::string(describe(found->schemaClass)) +
                     ": say the `type`, or write `anyOf` with one alternative for each")
          .notes.push_back({found->first->keySpan, "the other keyword is here"});
      return std::nullopt;
    }
  }
  if (found == nullptr) {
    // Without a keyword every value will do; but the type may be among what was reported.
    if (keywords.hasUnknown()) return std::nullopt;
    return Classified{SchemaClass::any};
  }
  if (found->schemaClass == SchemaClass::integer) out.kind = Schema::Kind::integer;
  if (found->schemaClass == SchemaClass::number) out.kind = Schema::Kind::number;
  return Classified{found->schemaClass};
}

}  // namespace event_codegen
