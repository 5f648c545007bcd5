#include "expression/ast.hpp"

#include <re2/re2.h>

#include <utility>

namespace event_runtime::expression {

std::string_view nameOf(Variable variable) noexcept {
  switch (variable) {
    case Variable::event:
      return "event";
    case Variable::async:
      return "async";
    case Variable::vars:
      return "vars";
    case Variable::data:
      return "data";
  }
  return "";
}

std::string_view nameOf(Operator op) noexcept {
  switch (op) {
    case Operator::add:
      return "+";
    case Operator::subtract:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
    case Operator::modulo:
      return "%";
    case Operator::equal:
      return "==";
    case Operator::notEqual:
      return "!=";
    case Operator::less:
      return "<";
    case Operator::lessEqual:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greaterEqual:
      return ">=";
    case Operator::in:
      return "in";
  }
  return "";
}

namespace {
/// An expression of a few kilobytes makes no more, unless it is hostile; then it stays as it is written.
constexpr Limits CONSTANTS{10'000, std::size_t{64} * 1024};
}  // namespace

Node::Node() = default;
Node::~Node() = default;

Program::Program() : constants(CONSTANTS) {}
Program::~Program() = default;

Node& Program::add(Node::Kind kind, std::size_t begin, std::size_t end) {
  Node& node = nodes.emplace_back();
  node.kind = kind;
  node.offset = static_cast<std::uint32_t>(begin);
  node.length = static_cast<std::uint32_t>(end - begin);
  return node;
}

std::string_view Program::keep(std::string value) { return strings.emplace_back(std::move(value)); }

}  // namespace event_runtime::expression
