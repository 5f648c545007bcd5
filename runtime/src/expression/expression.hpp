#pragma once

#include <event_runtime/time.hpp>

#include "expression/ast.hpp"
#include "expression/event_document.hpp"
#include "expression/parse_error.hpp"
#include "expression/scope.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Expressions over events and payloads: filters, keys, priorities, rules. The language is CEL
/// (https://github.com/google/cel-spec), read loosely as Inngest does: what is missing is null, and comparing values of
/// different types is false, not an error. docs/expressions.md describes it. The generator checks expressions against
/// schemas with the code that evaluates them.
namespace event_runtime::expression {

/// Why an evaluation gave no value, and where in the expression.
using EvaluationError = Failure;

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

/// A parsed expression. Evaluating one is thread-safe; copies share what was parsed.
class Expression {
 public:
  /// At most this many bytes are parsed; longer texts are an error.
  static constexpr std::size_t MAX_LENGTH = 4096;

  /// Reads an expression, and compiles its patterns. Its parts nest at most MAX_EXPRESSION_DEPTH deep.
  static std::variant<Expression, ParseError> parse(std::string_view text);

  std::string_view text() const noexcept { return program_->text; }
  const Program& program() const noexcept { return *program_; }
  bool uses(Variable variable) const noexcept { return program_->uses[static_cast<std::size_t>(variable)]; }
  /// Whether it has one value for ever: it names no variable and asks for no time.
  bool isConstant() const noexcept;
  /// The path, if a variable's property is all that it is.
  const PropertyPath* path() const noexcept { return path_ ? path_.get() : nullptr; }

  /// A condition. Null is false; what is neither true, false nor null is an error.
  std::variant<bool, EvaluationError> test(const Scope& scope) const;
  /// A number such as a priority; one with a fraction, null and other types are errors.
  std::variant<std::int64_t, EvaluationError> integer(const Scope& scope) const;
  /// The value as canonical JSON text, so that values that differ give texts that differ: `"5"` is a string and `5` a
  /// number. `null` where an attribute is missing. An integral number has no fraction, whoever wrote it. A control
  /// that a key turns off is turned off by `false`.
  std::variant<std::string, EvaluationError> key(const Scope& scope) const;

  /// The value, or an error; what it views lives as long as the scope, the expression and the workspace.
  Value evaluate(const Scope& scope, Workspace& workspace) const;

  /// key() of one event without a clock; `null` where there is an error.
  std::string evaluate(const EventView& event) const;

 private:
  explicit Expression(std::shared_ptr<const Program> program);

  std::shared_ptr<const Program> program_;
  std::shared_ptr<const PropertyPath> path_;
};

/// The path that a part of an expression is: a variable and names or indexes that are literals. Empty for another part.
PropertyPath pathOf(const Node& node);

}  // namespace event_runtime::expression
