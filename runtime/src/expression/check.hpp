#pragma once

#include "expression/expression.hpp"
#include "expression/functions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::expression {

/// What is known of a value before it is there.
struct Type {
  KindSet kinds = ANY_KIND;       ///< it is of one of these
  const void* schema = nullptr;   ///< the environment's, for its parts; nullptr: nothing is known of them
  const Type* element = nullptr;  ///< of a list or map that the expression makes
};

/// What the checker asks of schemas.
class TypeEnvironment {
 public:
  virtual ~TypeEnvironment() = default;

  /// A variable's type; std::nullopt where there is no such variable, which whyNot() then explains.
  virtual std::optional<Type> variable(Variable variable) const = 0;
  /// Why a variable is not there, or what there is instead.
  virtual std::string whyNot(Variable variable) const = 0;
  /// A property of the objects of a schema; std::nullopt where there is no such property, and none can be.
  virtual std::optional<Type> member(const void* schema, std::string_view name) const = 0;
  /// The names that member() knows, for suggestions.
  virtual std::vector<std::string_view> members(const void* schema) const = 0;
  /// The elements of the lists of a schema, or the values of its maps under any key; with an index, that element.
  virtual Type element(const void* schema, std::optional<std::size_t> index) const = 0;
  /// The only texts that the strings of a schema are; empty where there are others.
  virtual std::vector<std::string_view> texts(const void* schema) const = 0;
  /// What a schema's objects are called in messages: `UserSignedUp`.
  virtual std::string name(const void* schema) const = 0;
};

/// What an expression must give.
enum class Purpose : std::uint8_t {
  value,      ///< anything
  condition,  ///< true or false
  integer,    ///< such as a priority
  key,        ///< one string, number, boolean, timestamp or duration
};

/// Something wrong with an expression; places are bytes of it.
struct Problem {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  bool isSchema = false;  ///< a name is wrong, so the schema is worth a look
};

/// Every part of an expression that cannot be right: names that schemas lack, operands that are never equal, functions
/// that never take what they are given, constants that have no value, results of another type than the purpose's.
/// What may be right for some payloads is not reported. In the order of the text.
std::vector<Problem> check(const Expression& expression, const TypeEnvironment& environment, Purpose purpose);

/// What cancelOn's conditions may not have: macros, arithmetic, and functions other than int(), uint() and double().
std::optional<Problem> findOutsideCancelForm(const Expression& expression);

/// "a string", "an int or null".
std::string describe(KindSet kinds);

}  // namespace event_runtime::expression
