// all(), exists(), exists_one(), map() and filter().
#include "expression/collections.hpp"
#include "expression/evaluator.hpp"

namespace event_runtime::expression {
namespace {

/// Calls `visit` with each element of a list or key of a map until it gives false.
template <class Visit>
void each(const Value& range, Workspace& workspace, Visit visit) {
  if (range.is(Kind::list)) {
    for (ListCursor cursor(range); cursor.next();) {
      workspace.spend(1);
      if (!visit(cursor.value())) return;
    }
  } else if (range.is(Kind::map)) {
    for (MapCursor cursor(range); cursor.next();) {
      workspace.spend(1);
      if (!visit(cursor.key())) return;
    }
  }
}

}  // namespace

Value Evaluator::macro(const Node& node) {
  const Value range = evaluate(*node.operands[0]);
  if (range.isError()) return range;
  // A list that is missing is empty.
  if (!range.is(Kind::list) && !range.is(Kind::map) && !range.isNull()) {
    return fail(*node.operands[0], "this must be a list or a map, and is of type " + std::string(nameOf(range.kind())));
  }
  switch (node.macro) {
    case Macro::all:
    case Macro::exists:
      return anyOrAll(node, range);
    case Macro::existsOne:
      return existsOne(node, range);
    case Macro::filter:
    case Macro::map:
      return collect(node, range);
  }
  return {};
}

Value Evaluator::anyOrAll(const Node& node, const Value& range) {
  const bool deciding = node.macro == Macro::exists;
  Value result = Value::boolean(!deciding);
  each(range, workspace_, [&](const Value& element) {
    locals_[node.slot] = element;
    const Value value = condition(*node.operands[1]);
    if (value.isError()) {
      if (!result.isError()) result = value;
      return true;
    }
    if (value.asBoolean() != deciding) return true;
    result = value;
    return false;
  });
  return result;
}

Value Evaluator::existsOne(const Node& node, const Value& range) {
  std::size_t count = 0;
  Value error;
  each(range, workspace_, [&](const Value& element) {
    locals_[node.slot] = element;
    const Value value = condition(*node.operands[1]);
    if (value.isError()) error = value;
    count += !value.isError() && value.asBoolean() ? 1 : 0;
    return !value.isError();
  });
  return error.isError() ? error : Value::boolean(count == 1);
}

Value Evaluator::collect(const Node& node, const Value& range) {
  const bool isMap = node.macro == Macro::map;
  const Node* const filter = isMap && node.operands.size() == 2 ? nullptr : node.operands[1];
  ValueBuilder out(workspace_);
  Value error;
  each(range, workspace_, [&](const Value& element) {
    locals_[node.slot] = element;
    if (filter != nullptr) {
      const Value chosen = condition(*filter);
      if (chosen.isError()) error = chosen;
      if (chosen.isError() || !chosen.asBoolean()) return !chosen.isError();
    }
    const Value value = isMap ? evaluate(*node.operands.back()) : element;
    if (value.isError()) error = value;
    out.add(value);
    return !value.isError();
  });
  return error.isError() ? error : Value::list(out.data(), out.size());
}

}  // namespace event_runtime::expression
