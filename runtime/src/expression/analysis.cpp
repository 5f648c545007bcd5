#include "expression/analysis.hpp"

#include "expression/canonical.hpp"
#include "expression/characters.hpp"
#include "expression/check.hpp"
#include "expression/collections.hpp"

#include <optional>
#include <utility>

namespace event_runtime::expression {
namespace {

bool beginsWith(const PropertyPath& path, Variable variable) {
  return !path.empty() && *path[0].name() == nameOf(variable);
}

std::optional<Equality> equalityOf(const Node& left, const Node& right) {
  PropertyPath async = pathOf(left);
  if (!beginsWith(async, Variable::async) || async.size() < 2) return std::nullopt;
  if (PropertyPath event = pathOf(right); beginsWith(event, Variable::event) && event.size() > 1) {
    return Equality{std::move(async), std::move(event)};
  }
  if (right.kind != Node::Kind::literal) return std::nullopt;
  const Value& value = right.literal;
  // Others are equal to nothing that a payload has, or not by their text.
  if (!value.is(Kind::string) && !value.is(Kind::boolean) && !value.is(Kind::integer) &&
      !value.is(Kind::unsignedInteger) && !value.isNull())
    return std::nullopt;
  Workspace workspace{Limits{}};
  std::string text;
  appendCanonical(text, value, workspace);
  return Equality{std::move(async), std::move(text)};
}

void collect(const Node& node, std::vector<Equality>& out) {
  if (node.kind == Node::Kind::all) {
    for (const Node* operand : node.operands) collect(*operand, out);
    return;
  }
  if (node.kind != Node::Kind::binary || node.op != Operator::equal) return;
  auto found = equalityOf(*node.operands[0], *node.operands[1]);
  if (!found) found = equalityOf(*node.operands[1], *node.operands[0]);
  if (found) out.push_back(*std::move(found));
}

std::optional<Problem> outside(const Node& node) {
  const auto problem = [&](std::string what) {
    return Problem{node.offset, node.length,
                   "a condition of `cancelOn` has " + std::move(what) +
                       ": it compares properties of `async` and `event`, joined by `&&` and `||`",
                   false};
  };
  switch (node.kind) {
    case Node::Kind::has:
    case Node::Kind::macro:
      return problem("no macros");
    case Node::Kind::negate:
      return problem("no arithmetic");
    case Node::Kind::binary:
      if (node.op <= Operator::modulo) return problem("no arithmetic");
      break;
    case Node::Kind::call:
      if (node.function != Function::toInt && node.function != Function::toUint &&
          node.function != Function::toDouble) {
        return problem("no functions but `int`, `uint` and `double`");
      }
      break;
    default:
      break;
  }
  for (const Node* operand : node.operands) {
    if (auto found = outside(*operand)) return found;
  }
  for (const PathStep& step : node.steps) {
    if (step.index == nullptr) continue;
    if (auto found = outside(*step.index)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Equality> findEqualities(const Expression& condition) {
  std::vector<Equality> out;
  collect(*condition.program().root, out);
  return out;
}

std::optional<Problem> findOutsideCancelForm(const Expression& expression) {
  return outside(*expression.program().root);
}

std::string valueOf(const PropertyPath& path, const EventDocument& event) {
  Workspace workspace{Limits{}};
  std::string text;
  try {
    Value value = Value::event(event);
    for (std::size_t i = 1; i < path.size(); ++i) {
      Value part;
      if (const std::string* name = path[i].name()) {
        if (value.is(Kind::map)) findMember(value, *name, part, workspace);
      } else if (value.is(Kind::list)) {
        part = elementAt(value, *path[i].index(), workspace);
      }
      value = part;
    }
    appendCanonical(text, value, workspace);
  } catch (const LimitExceeded&) {
    return "null";
  }
  return text;
}

std::string toString(const PropertyPath& path) {
  std::string out;
  for (const PathElement& element : path) {
    const std::string* name = element.name();
    if (name == nullptr) {
      out += '[' + std::to_string(*element.index()) + ']';
    } else if (isName(*name)) {
      if (!out.empty()) out += '.';
      out += *name;
    } else {
      Workspace workspace{Limits{}};
      out += '[';
      appendCanonical(out, Value::string(*name), workspace);
      out += ']';
    }
  }
  return out;
}

}  // namespace event_runtime::expression
