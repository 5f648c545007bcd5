#pragma once

#include "read/source.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the two YAML files say, resolved and typed: all that rendering needs, and nothing about YAML.
namespace event_codegen {

struct NamedType;
struct Schema;

/// The string formats of the schema language; names as in JSON Schema.
enum class StringFormat : std::uint8_t {
  none,
  uuid,
  email,
  uri,
  dateTime,
  date,
  time,
  duration,
  hostname,
  ipv4,
  ipv6,
  ulid,
  cuid2,
  nanoid,
  base64,
  base64url,
  hex,
  jwt,
  e164,
  semver,
};

struct StringConstraints {
  StringFormat format = StringFormat::none;
  std::optional<std::uint64_t> minLength, maxLength;  ///< code points
  std::optional<std::string> pattern, startsWith, endsWith, includes;
};

enum class IntegerWidth : std::uint8_t { int32, uint32, int64, uint64 };

struct IntegerConstraints {
  IntegerWidth width = IntegerWidth::int64;
  std::optional<std::int64_t> minimum, maximum;  ///< inclusive; exclusive bounds were moved by one
  std::optional<std::int64_t> multipleOf;
};

struct NumberConstraints {
  std::optional<double> minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf;
};

struct ArrayShape {
  std::unique_ptr<Schema> items;
  std::optional<std::uint64_t> minItems, maxItems;
};

/// A schema in use: a built-in type with its constraints, or a reference to a named type. Enums and objects are always
/// named: one written in place is named after its parent and property.
struct Schema {
  enum class Kind : std::uint8_t { string, integer, number, boolean, timestamp, array, map, reference };

  Kind kind = Kind::string;
  bool nullable = false;
  StringConstraints string;
  IntegerConstraints integer;
  NumberConstraints number;
  ArrayShape array;  ///< also the values of a map
  const NamedType* reference = nullptr;
  std::string description;
  bool sensitive = false;  ///< masked in logs
  Span span;
};

struct EnumValue {
  std::string wire;     ///< as it stands in JSON
  std::string cppName;  ///< the enumerator
  Span span;
};

struct Property {
  std::string wire;     ///< the JSON key
  std::string cppName;  ///< the member
  bool required = true;
  Schema schema;
  Span span;
};

/// What becomes an enum class or a struct.
struct NamedType {
  enum class Kind : std::uint8_t { enumeration, object };

  Kind kind = Kind::object;
  std::string cppName;  ///< `SignupMethod`, unique in the namespace
  std::string feature;  ///< whose types.hpp declares it
  std::string description;
  std::vector<EnumValue> values;     ///< of an enumeration
  std::vector<Property> properties;  ///< of an object, in the order of the file
  bool closed = false;               ///< `additionalProperties: false`
  Span span;
};

}  // namespace event_codegen
