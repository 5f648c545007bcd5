#pragma once

#include <event_runtime/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Expressions over an event, such as the key of a concurrency limit. They are the part of CEL
/// (https://github.com/google/cel-spec) that names a value: a property path, `event.data.userId`, `event.data.tags[0]`,
/// `event.data["odd key"]`; or a literal. The generator checks them against schemas with the code that evaluates them.
namespace event_runtime::expression {

/// What an expression sees of an event. The views outlive the evaluation only.
struct EventView {
  std::string_view name;
  std::string_view id;
  Timestamp ts{};
  std::string_view data;     ///< JSON text
  std::string_view user;     ///< JSON text, or empty
  std::string_view version;  ///< or empty
};

/// Why a text is no expression, and where: bytes from its beginning.
struct ParseError {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
};

/// One part of a path: a member's name or an index, and where it stands in the text.
struct PathElement {
  std::variant<std::string, std::size_t> key;
  std::size_t offset = 0;
  std::size_t length = 0;

  const std::string* name() const noexcept { return std::get_if<std::string>(&key); }
  const std::size_t* index() const noexcept { return std::get_if<std::size_t>(&key); }
};

/// A path from a variable: `event.data.userId` is {event, data, userId}.
using PropertyPath = std::vector<PathElement>;

/// A parsed expression. Evaluating one is thread-safe.
class Expression {
 public:
  /// At most this many bytes are parsed; longer texts are an error.
  static constexpr std::size_t MAX_LENGTH = 4096;

  /// Reads an expression. It may be surrounded by spaces, and must begin with the variable `event` or be a literal.
  static std::variant<Expression, ParseError> parse(std::string_view text);

  /// The path, if that is what it is, for checking it against a schema; nullptr for a literal.
  const PropertyPath* path() const noexcept;

  /// The value as canonical JSON text, so that values that differ give texts that differ: `"5"` is a string and `5` a
  /// number. `null` where an attribute is missing, as in Inngest. An integral number has no fraction, whoever wrote it.
  std::string evaluate(const EventView& event) const;

 private:
  struct Literal {
    std::string json;
  };
  Expression() = default;
  friend class Parser;

  std::variant<PropertyPath, Literal> root_;
};

}  // namespace event_runtime::expression
