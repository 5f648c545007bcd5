#pragma once

#include "model/values.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace event_codegen {

/// Keywords of a schema that is a mapping, in the order of their names below.
enum class Keyword : std::uint8_t {
  type,
  title,
  description,
  sensitive,
  comment,
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
  items,
  minItems,
  maxItems,
  properties,
  required,
  additionalProperties,
};

inline constexpr auto SCHEMA_KEYWORDS = std::to_array<std::string_view>(
    {"type",      "title",     "description",      "sensitive",        "$comment",   "format",
     "minLength", "maxLength", "pattern",          "startsWith",       "endsWith",   "includes",
     "minimum",   "maximum",   "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "enum",
     "items",     "minItems",  "maxItems",         "properties",       "required",   "additionalProperties"});

/// What a schema says, by keyword: pointers into its mapping.
class SchemaKeywords {
 public:
  /// Reports every keyword that is none. A mapping of nothing but such was meant as a list of properties.
  SchemaKeywords(const YamlNode& mapping, Diagnostics& diagnostics);

  /// Some were reported: what the schema lacks may be due to that.
  bool hasUnknown() const noexcept { return hasUnknown_; }
  const Member* get(Keyword keyword) const noexcept { return found_[static_cast<std::size_t>(keyword)]; }
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
  reference,
};

/// For messages: `a string`.
std::string_view describe(SchemaClass schemaClass) noexcept;
/// Reports keywords that mean nothing for a schema of this class.
void checkApplicable(const SchemaKeywords& keywords, SchemaClass schemaClass, Diagnostics& diagnostics);

/// A keyword of a place other than a schema; see `Vocabulary`.
extern const Vocabulary EVENTS_FILE_KEYWORDS;
extern const Vocabulary EVENT_NAME_KEYWORDS;
extern const Vocabulary TYPES_FILE_KEYWORDS;
extern const Vocabulary EVENT_KEYWORDS;
extern const Vocabulary HANDLER_KEYWORDS;
extern const Vocabulary TRIGGER_KEYWORDS;
extern const Vocabulary CONCURRENCY_KEYWORDS;

}  // namespace event_codegen
