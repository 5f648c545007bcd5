#pragma once

#include "read/source.hpp"

#include <event_runtime/codec/constraints.hpp>

#include <nlohmann/json_fwd.hpp>

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

using event_runtime::StringFormat;

struct StringConstraints {
  StringFormat format = StringFormat::none;
  std::optional<std::uint64_t> minLength, maxLength;  ///< code points
  std::vector<std::string> patterns;                  ///< all must match; more than one comes of `allOf`
  std::optional<std::string> startsWith, endsWith, includes;
};

enum class IntegerWidth : std::uint8_t { int32, uint32, int64, uint64 };

/// Holds every int64 and every uint64.
__extension__ typedef __int128 WideInteger;

struct IntegerConstraints {
  IntegerWidth width = IntegerWidth::int64;
  /// Inclusive: exclusive bounds were moved by one. Within what `width` can hold: a bound beyond that is not there.
  std::optional<WideInteger> minimum, maximum;
  std::optional<std::uint64_t> multipleOf;  ///< at least 1
};

struct NumberConstraints {
  std::optional<double> minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf;
};

struct ArrayShape {
  std::unique_ptr<Schema> items;
  std::optional<std::uint64_t> minItems, maxItems;
  bool uniqueItems = false;
};

/// What may follow the `prefixItems` of a tuple.
enum class TupleRest : std::uint8_t {
  ignored,  ///< anything, which is dropped like an object's unknown keys
  refused,  ///< nothing: `items: false`
  kept,     ///< elements of `array.items`, in a vector that is the tuple's last part
};

/// How many elements there may be in all is in `array.minItems` and `array.maxItems` where it says more than the items
/// and the rest do; `array.uniqueItems` holds for a tuple too.
struct TupleShape {
  std::vector<Schema> items;
  std::uint64_t required = 0;  ///< the first ones that must be there; those after them are std::optional
  TupleRest rest = TupleRest::ignored;
};

/// Keys of an object beyond its properties, and the entries of a map.
struct EntryConstraints {
  /// `propertyNames`: a string, or a reference to an enumeration of strings. Named properties meet it.
  std::unique_ptr<Schema> names;
  std::optional<std::uint64_t> minProperties, maxProperties;  ///< all keys count, named properties too
};

/// A schema in use: a built-in type with its constraints, or a reference to a named type. Enums, objects and unions are
/// always named: one written in place is named after its parent and property.
struct Schema {
  enum class Kind : std::uint8_t {
    string,
    integer,
    number,
    boolean,
    timestamp,
    any,   ///< every JSON value: `Json`
    null,  ///< only `null`: std::monostate
    array,
    tuple,
    map,
    reference,
  };

  Kind kind = Kind::string;
  bool nullable = false;  ///< never of `any` and `null`, which take null anyway
  bool boxed = false;     ///< a member or alternative that would make its type infinite: `Box<T>`
  StringConstraints string;
  IntegerConstraints integer;
  NumberConstraints number;
  ArrayShape array;  ///< also the values of a map, and what follows a tuple's items
  TupleShape tuple;
  EntryConstraints entries;  ///< of a map
  const NamedType* reference = nullptr;
  std::string description;
  bool sensitive = false;  ///< masked in logs
  Span span;
};

/// One value of an `enum`, or the value of a `const`.
struct EnumValue {
  std::string wire;     ///< as it stands in JSON: the string itself, or the canonical JSON text of another value
  std::string cppName;  ///< the enumerator
  Span span;
  bool isString = true;
};

struct Property {
  std::string wire;     ///< the JSON key
  std::string cppName;  ///< the member
  bool required = true;
  /// `default`, or the value of a `const`: the member's initialiser, and what it has when the key is absent. A property
  /// with one is no std::optional (unless it is nullable). It is `required` only where it is a `const`, or where
  /// `required:` lists it beside its `default`: then the key must be there all the same.
  std::shared_ptr<const nlohmann::json> initial;
  Schema schema;
  Span span;
  bool declaredElsewhere = false;  ///< only `required` names it here; another part of the merge declares it
};

/// One schema of a union.
struct Alternative {
  Schema schema;
  std::vector<std::string> discriminators;  ///< JSON texts of the discriminator's values that choose it
  Span span;
};

/// A check over a whole payload: `rules` of an event.
struct PayloadRule {
  std::string check;    ///< CEL over `data`
  std::string message;  ///< empty: the check itself is shown
  Span span;
};

/// What becomes an enum class, a struct, or a struct that is a std::variant.
struct NamedType {
  enum class Kind : std::uint8_t { enumeration, object, variant };
  enum class UnknownKeys : std::uint8_t {
    ignored,
    refused,  ///< `additionalProperties: false`
    kept,     ///< `additionalProperties: true` or a schema: in the member `extraName`
  };
  /// How a variant chooses.
  enum class Match : std::uint8_t {
    first,          ///< `anyOf`
    exactlyOne,     ///< `oneOf`
    discriminator,  ///< `oneOf` with `discriminator`: by that property alone
  };

  Kind kind = Kind::object;
  std::string cppName;  ///< `SignupMethod`, unique in the namespace
  std::string feature;  ///< whose types.hpp declares it
  std::string description;
  std::vector<EnumValue> values;     ///< of an enumeration
  bool allStrings = true;            ///< the values of the enumeration are strings
  std::vector<Property> properties;  ///< of an object, in the order of the file
  UnknownKeys unknownKeys = UnknownKeys::ignored;
  std::unique_ptr<Schema> extra;   ///< of an object that keeps unknown keys: their values; of kind any for `true`
  std::string extraName;           ///< the member that keeps them: `extra`
  EntryConstraints entries;        ///< of an object
  std::vector<PayloadRule> rules;  ///< of a payload
  std::vector<Alternative> alternatives;  ///< of a variant; those of one C++ type share a place in the std::variant
  Match match = Match::exactlyOne;
  std::string discriminator;     ///< the JSON key
  bool forwardDeclared = false;  ///< is used before it is defined: part of a recursion
  bool recursive = false;        ///< a value of it may hold another
  bool isPayload = false;        ///< of an event
  bool inPlace = false;          ///< was written where it is used, and has its name from there
  bool merged = false;           ///< comes of `allOf` or `extends`
  Span span;
};

}  // namespace event_codegen
