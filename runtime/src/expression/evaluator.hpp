#pragma once

#include "expression/ast.hpp"
#include "expression/scope.hpp"
#include "expression/workspace.hpp"

#include <span>
#include <string>
#include <vector>

namespace event_runtime::expression {

/// Walks over a parsed expression. A step is spent for each part; errors travel as values until `&&`, `||` or a macro
/// absorbs them.
class Evaluator {
 public:
  Evaluator(const Program& program, const Scope& scope, Workspace& workspace);

  /// Throws LimitExceeded.
  Value evaluate(const Node& node);

 private:
  Value variable(const Node& node) const;
  Value path(const Node& node);
  Value step(const Value& value, const PathStep& step);
  Value has(const Node& node);
  Value list(const Node& node);
  Value map(const Node& node);
  Value call(const Node& node);
  Value binary(const Node& node);
  Value isIn(const Value& element, const Value& collection);
  Value negate(const Node& node);
  Value invert(const Node& node);
  Value joined(const Node& node, bool absorbing);
  Value macro(const Node& node);
  Value anyOrAll(const Node& node, const Value& range);
  Value existsOne(const Node& node, const Value& range);
  Value collect(const Node& node, const Value& range);
  /// A condition: true, false or an error; null counts as false.
  Value condition(const Node& node);
  Value fail(const Node& node, std::string message);

  const Program& program_;
  const Scope& scope_;
  Workspace& workspace_;
  static constexpr std::size_t FEW = 4;
  Value few_[FEW];
  std::vector<Value> many_;
  Value* locals_ = few_;  ///< by slot
};

/// A call of a function whose arguments have values, none of them null unless takesNull().
struct Call {
  const Node& node;
  std::span<const Value> arguments;
  const Scope& scope;
  Workspace& workspace;

  Value fail(std::string message) const;
  /// That the function does not take these types.
  Value mismatch() const;
};

Value callFunction(const Call& call);
// By topic; each takes what callFunction() gives it.
Value convert(const Call& call);
Value callText(const Call& call);
Value callTime(const Call& call);

/// The value of a part that depends on nothing, kept with the program, or why it has none. An error without a failure
/// where it would take too much to keep.
Value evaluateConstant(Program& program, const Node& node);

}  // namespace event_runtime::expression
