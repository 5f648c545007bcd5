#include "expression/evaluator.hpp"

#include "codec/tape.hpp"
#include "expression/collections.hpp"
#include "expression/operators.hpp"

#include <utility>

namespace event_runtime::expression {

Evaluator::Evaluator(const Program& program, const Scope& scope, Workspace& workspace)
    : program_(program), scope_(scope), workspace_(workspace) {
  if (program.slots > FEW) {
    many_.resize(program.slots);
    locals_ = many_.data();
  }
}

Value Evaluator::fail(const Node& node, std::string message) {
  return workspace_.fail(node.offset, node.length, std::move(message));
}

Value Evaluator::evaluate(const Node& start) {
  const Node* node = &start;
  while (true) {
    workspace_.spend(1);
    switch (node->kind) {
      case Node::Kind::literal:
        return node->literal;
      case Node::Kind::variable:
        return variable(*node);
      case Node::Kind::local:
        return locals_[node->slot];
      case Node::Kind::path:
        return path(*node);
      case Node::Kind::has:
        return has(*node);
      case Node::Kind::list:
        return list(*node);
      case Node::Kind::map:
        return map(*node);
      case Node::Kind::call:
        return call(*node);
      case Node::Kind::binary:
        return binary(*node);
      case Node::Kind::negate:
        return negate(*node);
      case Node::Kind::invert:
        return invert(*node);
      case Node::Kind::all:
        return joined(*node, false);
      case Node::Kind::any:
        return joined(*node, true);
      case Node::Kind::macro:
        return macro(*node);
      case Node::Kind::conditional: {
        const Value chosen = condition(*node->operands[0]);
        if (chosen.isError()) return chosen;
        node = node->operands[chosen.asBoolean() ? 1 : 2];
      }
    }
  }
}

Value Evaluator::variable(const Node& node) const {
  switch (node.variable) {
    case Variable::event:
      return scope_.event == nullptr ? Value() : Value::event(*scope_.event);
    case Variable::async:
      return scope_.async == nullptr ? Value() : Value::event(*scope_.async);
    case Variable::vars:
      return Value::json(scope_.vars.value, scope_.vars.source);
    case Variable::data:
      return Value::json(scope_.data.value, scope_.data.source);
  }
  return {};
}

Value Evaluator::step(const Value& value, const PathStep& step) {
  if (step.index == nullptr) {
    Value out;
    if (value.is(Kind::map)) findMember(value, step.name, out, workspace_);
    return out;
  }
  const Value key = evaluate(*step.index);
  if (key.isError()) return key;
  Value out;
  if (value.is(Kind::list)) {
    const auto index = asIndex(key);
    if (index && *index >= 0) out = elementAt(value, static_cast<std::size_t>(*index), workspace_);
  } else if (value.is(Kind::map)) {
    findEntry(value, key, out, workspace_);
  }
  return out;
}

Value Evaluator::path(const Node& node) {
  Value value = evaluate(*node.operands[0]);
  for (const PathStep& part : node.steps) {
    if (value.isError() || value.isNull()) return value;
    value = step(value, part);
  }
  return value;
}

Value Evaluator::has(const Node& node) {
  const Node& asked = *node.operands[0];
  Value value = evaluate(*asked.operands[0]);
  for (std::size_t i = 0; i + 1 < asked.steps.size() && !value.isError(); ++i) value = step(value, asked.steps[i]);
  if (value.isError()) return value;
  Value out;
  return Value::boolean(value.is(Kind::map) && findMember(value, asked.steps.back().name, out, workspace_));
}

Value Evaluator::list(const Node& node) {
  Value* const items = workspace_.values(node.operands.size());
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    items[i] = evaluate(*node.operands[i]);
    if (items[i].isError()) return items[i];
  }
  return Value::list(items, node.operands.size());
}

Value Evaluator::map(const Node& node) {
  Value* const entries = workspace_.values(node.operands.size());
  const std::size_t count = node.operands.size() / 2;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    entries[i] = evaluate(*node.operands[i]);
    if (entries[i].isError()) return entries[i];
    if (i % 2 != 0) continue;
    const Kind kind = entries[i].kind();
    if (kind != Kind::string && kind != Kind::integer && kind != Kind::unsignedInteger && kind != Kind::boolean) {
      return fail(*node.operands[i], "the key of a map is a string, an int, a uint or a bool");
    }
    Value earlier;
    if (findEntry(Value::map(entries, i / 2), entries[i], earlier, workspace_))
      return fail(*node.operands[i], "this key stands twice in the map");
  }
  return Value::map(entries, count);
}

Value Evaluator::call(const Node& node) {
  Value arguments[Signature::MAX_PARAMETERS];
  bool isMissing = false;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    arguments[i] = evaluate(*node.operands[i]);
    if (arguments[i].isError()) return arguments[i];
    isMissing = isMissing || arguments[i].isNull();
  }
  if (isMissing && !takesNull(node.function)) return {};
  return callFunction({node, {arguments, node.operands.size()}, scope_, workspace_});
}

Value Evaluator::isIn(const Value& element, const Value& collection) {
  if (collection.is(Kind::list)) {
    for (ListCursor cursor(collection); cursor.next();) {
      if (equal(cursor.value(), element, workspace_)) return Value::boolean(true);
    }
  } else if (collection.is(Kind::map)) {
    Value out;
    return Value::boolean(findEntry(collection, element, out, workspace_));
  }
  return Value::boolean(false);
}

Value Evaluator::binary(const Node& node) {
  const Value left = evaluate(*node.operands[0]);
  if (left.isError()) return left;
  const Value right = evaluate(*node.operands[1]);
  if (right.isError()) return right;
  switch (node.op) {
    case Operator::equal:
      return Value::boolean(equal(left, right, workspace_));
    case Operator::notEqual:
      return Value::boolean(!equal(left, right, workspace_));
    case Operator::less:
      return Value::boolean(compare(left, right, workspace_) < 0);
    case Operator::lessEqual:
      return Value::boolean(compare(left, right, workspace_) <= 0);
    case Operator::greater:
      return Value::boolean(compare(left, right, workspace_) > 0);
    case Operator::greaterEqual:
      return Value::boolean(compare(left, right, workspace_) >= 0);
    case Operator::in:
      return isIn(left, right);
    default:
      return arithmetic(node.op, left, right, node, workspace_);
  }
}

Value Evaluator::negate(const Node& node) {
  Value value = evaluate(*node.operands[0]);
  for (std::uint32_t i = 0; i < node.count && !value.isError(); ++i) value = negated(value, node, workspace_);
  return value;
}

Value Evaluator::condition(const Node& node) {
  const Value value = evaluate(node);
  if (value.is(Kind::boolean) || value.isError()) return value;
  if (value.isNull()) return Value::boolean(false);
  return fail(node, "this must be true or false, and is of type " + std::string(nameOf(value.kind())));
}

Value Evaluator::invert(const Node& node) {
  const Value value = condition(*node.operands[0]);
  if (value.isError()) return value;
  return Value::boolean(value.asBoolean() != (node.count % 2 == 1));
}

Value Evaluator::joined(const Node& node, bool absorbing) {
  // CEL's rule: what decides the result alone does so, even beside an error.
  Value result = Value::boolean(!absorbing);
  for (const Node* operand : node.operands) {
    const Value value = condition(*operand);
    if (value.isError()) {
      if (!result.isError()) result = value;
    } else if (value.asBoolean() == absorbing) {
      return value;
    }
  }
  return result;
}

JsonView JsonView::of(const Decoder& decoder, JsonValue value) noexcept {
  return {{TapeAccess::tape(decoder), TapeAccess::strings(decoder)}, value};
}

Value evaluateConstant(Program& program, const Node& node) {
  const Scope nothing;
  try {
    return Evaluator(program, nothing, program.constants).evaluate(node);
  } catch (const LimitExceeded&) {
    return Value::error(nullptr);
  }
}

}  // namespace event_runtime::expression
