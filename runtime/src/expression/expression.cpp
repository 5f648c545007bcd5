#include "expression/expression.hpp"

#include "expression/canonical.hpp"
#include "expression/evaluator.hpp"
#include "expression/operators.hpp"
#include "expression/parser.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::expression {

PropertyPath pathOf(const Node& node) {
  PropertyPath path;
  const Node& root = node.kind == Node::Kind::path ? *node.operands[0] : node;
  if (root.kind != Node::Kind::variable) return path;
  path.push_back({std::string(nameOf(root.variable)), root.offset, root.length});
  for (const PathStep& step : node.steps) {
    PathElement& element = path.emplace_back();
    element.offset = step.offset;
    element.length = step.length;
    if (step.index == nullptr) {
      element.key = std::string(step.name);
      continue;
    }
    const bool isLiteral = step.index->kind == Node::Kind::literal && step.index->literal.is(Kind::integer) &&
                           step.index->literal.asInteger() >= 0;
    if (!isLiteral) return {};
    element.key = static_cast<std::size_t>(step.index->literal.asInteger());
  }
  return path;
}

Expression::Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {
  if (PropertyPath path = pathOf(*program_->root); !path.empty()) {
    path_ = std::make_shared<const PropertyPath>(std::move(path));
  }
}

std::variant<Expression, ParseError> Expression::parse(std::string_view text) {
  if (text.size() > MAX_LENGTH) {
    return ParseError{MAX_LENGTH, 1, "an expression has at most " + std::to_string(MAX_LENGTH) + " bytes"};
  }
  auto parsed = parseProgram(text);
  if (auto* error = std::get_if<ParseError>(&parsed)) return std::move(*error);
  return Expression(std::get<std::shared_ptr<const Program>>(std::move(parsed)));
}

bool Expression::isConstant() const noexcept {
  return !program_->usesClock &&
         std::none_of(std::begin(program_->uses), std::end(program_->uses), [](bool used) { return used; });
}

Value Expression::evaluate(const Scope& scope, Workspace& workspace) const {
  const Node& root = *program_->root;
  try {
    return Evaluator(*program_, scope, workspace).evaluate(root);
  } catch (const LimitExceeded& error) {
    return workspace.failOverLimit(root.offset, root.length, std::string("the evaluation ") + error.what());
  }
}

namespace {

EvaluationError wrongResult(const Node& root, std::string_view expected, const Value& value) {
  return {root.offset, root.length,
          "the result must be " + std::string(expected) + ", and is of type " + std::string(nameOf(value.kind()))};
}

}  // namespace

std::variant<bool, EvaluationError> Expression::test(const Scope& scope) const {
  Workspace workspace(scope.limits);
  const Value value = evaluate(scope, workspace);
  if (value.is(Kind::boolean)) return value.asBoolean();
  if (value.isNull()) return false;
  if (value.isError()) return *value.asFailure();
  return wrongResult(*program_->root, "true or false", value);
}

std::variant<std::int64_t, EvaluationError> Expression::integer(const Scope& scope) const {
  Workspace workspace(scope.limits);
  const Value value = evaluate(scope, workspace);
  if (value.isError()) return *value.asFailure();
  if (const auto number = asIndex(value)) return *number;
  return wrongResult(*program_->root, "an integer", value);
}

std::variant<std::string, EvaluationError> Expression::key(const Scope& scope) const {
  Workspace workspace(scope.limits);
  const Value value = evaluate(scope, workspace);
  if (value.isError()) return *value.asFailure();
  const Node& root = *program_->root;
  std::string text;
  try {
    appendCanonical(text, value, workspace);
  } catch (const LimitExceeded& error) {
    return EvaluationError{root.offset, root.length, std::string("the evaluation ") + error.what()};
  }
  return text;
}

std::string Expression::evaluate(const EventView& event) const {
  const EventDocument document(event);
  Scope scope;
  scope.event = &document;
  auto result = key(scope);
  if (auto* text = std::get_if<std::string>(&result)) return std::move(*text);
  return "null";
}

}  // namespace event_runtime::expression
