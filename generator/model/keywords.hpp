#pragma once

#include "model/values.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace event_codegen {

/// Keywords of a schema that is a mapping, in the order of their names below.
enum class Keyword : std::uint8_t {
  type,
  title,
  description,
  sensitive,
  deprecated,
  readOnly,
  writeOnly,
  examples,
  defaultValue,
  comment,
  dialect,
  id,
  contentEncoding,
  contentMediaType,
  format,
  minLength,
  maxLength,
  pattern,
  startsWith,
  endsWith,
  includes,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
  enumeration,
  constant,
  items,
  prefixItems,
  minItems,
  maxItems,
  uniqueItems,
  properties,
  required,
  additionalProperties,
  propertyNames,
  minProperties,
  maxProperties,
  oneOf,
  anyOf,
  discriminator,
  allOf,
  extends,
};

inline constexpr auto SCHEMA_KEYWORDS = std::to_array<std::string_view>({"type",
                                                                         "title",
                                                                         "description",
                                                                         "sensitive",
                                                                         "deprecated",
                                                                         "readOnly",
                                                                         "writeOnly",
                                                                         "examples",
                                                                         "default",
                                                                         "$comment",
                                                                         "$schema",
                                                                         "$id",
                                                                         "contentEncoding",
                                                                         "contentMediaType",
                                                                         "format",
                                                                         "minLength",
                                                                         "maxLength",
                                                                         "pattern",
                                                                         "startsWith",
                                                                         "endsWith",
                                                                         "includes",
                                                                         "minimum",
                                                                         "maximum",
                                                                         "exclusiveMinimum",
                                                                         "exclusiveMaximum",
                                                                         "multipleOf",
                                                                         "enum",
                                                                         "const",
                                                                         "items",
                                                                         "prefixItems",
                                                                         "minItems",
                                                                         "maxItems",
                                                                         "uniqueItems",
                                                                         "properties",
                                                                         "required",
                                                                         "additionalProperties",
                                                                         "propertyNames",
                                                                         "minProperties",
                                                                         "maxProperties",
                                                                         "oneOf",
                                                                         "anyOf",
                                                                         "discriminator",
                                                                         "allOf",
                                                                         "extends"});

/// What a schema turned out to be: decides which keywords it may have.
enum class SchemaClass : std::uint8_t {
  string,
  integer,
  number,
  boolean,
  timestamp,
  any,
  null,
  array,
  tuple,
  map,
  object,
  enumeration,
  variant,
  reference,
};

/// What a schema says, by keyword: pointers into its mapping.
class SchemaKeywords {
 public:
  /// Reports every keyword that is none. A mapping of nothing but such was meant as a list of properties.
  SchemaKeywords(const YamlNode& mapping, Diagnostics& diagnostics);

  /// Some were reported: what the schema lacks may be due to that.
  bool hasUnknown() const noexcept { return hasUnknown_; }
  const Member* get(Keyword keyword) const noexcept { return found_[static_cast<std::size_t>(keyword)]; }
  /// Without what means nothing for a schema of the class.
  SchemaKeywords only(SchemaClass schemaClass) const noexcept;
  SchemaKeywords without(std::initializer_list<Keyword> keywords) const noexcept;
  /// Whether there is anything but annotations and `type`.
  bool hasConstraints() const noexcept;
  bool has(Keyword keyword) const noexcept { return get(keyword) != nullptr; }
  template <class... Keywords>
  bool hasAnyOf(Keywords... keywords) const noexcept {
    return (has(keywords) || ...);
  }
  /// Calls `each(keyword, member)` for those that are there, in the order of Keyword.
  template <class Function>
  void forEach(Function each) const {
    for (std::size_t index = 0; index < found_.size(); ++index) {
      if (found_[index] != nullptr) each(static_cast<Keyword>(index), *found_[index]);
    }
  }

 private:
  std::array<const Member*, SCHEMA_KEYWORDS.size()> found_{};
  bool hasUnknown_ = false;
};

/// For messages: `a string`.
std::string_view describe(SchemaClass schemaClass) noexcept;
/// Reports keywords that mean nothing for a schema of this class, or of any of these.
void checkApplicable(const SchemaKeywords& keywords, std::span<const SchemaClass> classes, Diagnostics& diagnostics);
void checkApplicable(const SchemaKeywords& keywords, SchemaClass schemaClass, Diagnostics& diagnostics);

/// A keyword of a place other than a schema; see `Vocabulary`.
extern const Vocabulary EVENTS_FILE_KEYWORDS;
extern const Vocabulary EVENT_NAME_KEYWORDS;
extern const Vocabulary TYPES_FILE_KEYWORDS;
extern const Vocabulary EVENT_KEYWORDS;
extern const Vocabulary RULE_KEYWORDS;
extern const Vocabulary HANDLER_KEYWORDS;
extern const Vocabulary TRIGGER_KEYWORDS;
extern const Vocabulary CRON_KEYWORDS;
extern const Vocabulary CONCURRENCY_KEYWORDS;
extern const Vocabulary RATE_LIMIT_KEYWORDS;
extern const Vocabulary THROTTLE_KEYWORDS;
extern const Vocabulary DEBOUNCE_KEYWORDS;
extern const Vocabulary BATCH_KEYWORDS;
extern const Vocabulary SINGLETON_KEYWORDS;
extern const Vocabulary PRIORITY_KEYWORDS;
extern const Vocabulary CANCEL_KEYWORDS;
extern const Vocabulary TIMEOUTS_KEYWORDS;

}  // namespace event_codegen
