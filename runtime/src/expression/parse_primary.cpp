// What operators join: literals, names, lists, maps, and paths from them.
#include "expression/characters.hpp"
#include "expression/did_you_mean.hpp"
#include "expression/parser_impl.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace event_runtime::expression {
namespace {

constexpr Variable VARIABLES[] = {Variable::event, Variable::async, Variable::vars, Variable::data};

constexpr std::pair<std::string_view, Kind> TYPES[] = {
    {"bool", Kind::boolean},         {"bytes", Kind::bytes},   {"double", Kind::number},
    {"int", Kind::integer},          {"list", Kind::list},     {"map", Kind::map},
    {"null_type", Kind::null},       {"string", Kind::string}, {"type", Kind::type},
    {"uint", Kind::unsignedInteger},
};

constexpr std::string_view ODD_NAME = "; write an odd one as `[\"odd name\"]`";

}  // namespace

Node* Parser::literal(Value value) {
  Node& node = program_->add(Node::Kind::literal, token_.begin, token_.end);
  node.literal = value;
  node.isConstant = true;
  previousEnd_ = token_.end;
  advance();
  return &node;
}

Node* Parser::text() {
  std::string value;
  if (auto error = unquote(token_, value)) {
    error_ = std::move(error);
    return nullptr;
  }
  const std::string_view kept = program_->keep(std::move(value));
  return literal(token_.kind == TokenKind::bytes ? Value::bytes(kept) : Value::string(kept));
}

Node* Parser::primary() {
  switch (token_.kind) {
    case TokenKind::integer:
    case TokenKind::unsignedInteger:
    case TokenKind::number:
      return number(token_.begin, false);
    case TokenKind::string:
    case TokenKind::bytes:
      return text();
    case TokenKind::name:
      return name(false);
    case TokenKind::quotedName:
      return fail(token_.begin, token_.end,
                  "backticks quote the name of a property, after a `.`; a text stands in quotes");
    default:
      break;
  }
  if (isSymbol("[")) return list();
  if (isSymbol("{")) return map();
  if (take(".")) {
    if (token_.kind == TokenKind::name) return name(true);
    return fail(token_.begin, token_.end, "a name must follow the `.`");
  }
  if (take("(")) {
    Node* const inner = expression();
    return inner != nullptr && expect(")", "`)` is missing") ? inner : nullptr;
  }
  return unexpected();
}

Node* Parser::list() {
  const std::size_t begin = token_.begin;
  take("[");
  std::vector<const Node*> items;
  while (!isSymbol("]")) {
    Node* const item = expression();
    if (item == nullptr) return nullptr;
    items.push_back(item);
    if (!take(",")) break;
  }
  if (!expect("]", "`]` is missing at the end of this list")) return nullptr;
  Node& node = program_->add(Node::Kind::list, begin, previousEnd_);
  node.operands = std::move(items);
  return finish(node);
}

Node* Parser::map() {
  const std::size_t begin = token_.begin;
  take("{");
  std::vector<const Node*> entries;
  while (!isSymbol("}")) {
    Node* const key = expression();
    if (key == nullptr || !expect(":", "`:` and a value must follow the key of a map")) return nullptr;
    Node* const value = expression();
    if (value == nullptr) return nullptr;
    entries.push_back(key);
    entries.push_back(value);
    if (!take(",")) break;
  }
  if (!expect("}", "`}` is missing at the end of this map")) return nullptr;
  Node& node = program_->add(Node::Kind::map, begin, previousEnd_);
  node.operands = std::move(entries);
  return finish(node);
}

Node* Parser::name(bool fromRoot) {
  const Token token = token_;
  if (token.text == "true" || token.text == "false") return literal(Value::boolean(token.text == "true"));
  if (token.text == "null") return literal(Value());
  if (token.text == "in" || isReserved(token.text)) {
    return fail(token.begin, token.end, "`" + std::string(token.text) + "` is a word of the language and no name");
  }
  previousEnd_ = token.end;
  advance();
  if (isSymbol("(")) return call(token, nullptr);
  if (!fromRoot) {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
      if (local->name != token.text) continue;
      Node& node = program_->add(Node::Kind::local, token.begin, token.end);
      node.slot = local->slot;
      node.name = local->name;
      return &node;
    }
  }
  for (const Variable variable : VARIABLES) {
    if (nameOf(variable) != token.text) continue;
    Node& node = program_->add(Node::Kind::variable, token.begin, token.end);
    node.variable = variable;
    program_->uses[static_cast<std::size_t>(variable)] = true;
    return &node;
  }
  for (const auto& [text, kind] : TYPES) {
    if (text != token.text) continue;
    Node& node = program_->add(Node::Kind::literal, token.begin, token.end);
    node.literal = Value::type(kind);
    node.isConstant = true;
    return &node;
  }
  if (token.text == "google" && isSymbol(".")) return typeName(token.begin);
  return unknownName(token);
}

/// The rest of `google.protobuf.Timestamp`.
Node* Parser::typeName(std::size_t begin) {
  std::string name = "google";
  while (take(".")) {
    name += '.';
    name += token_.text;
    previousEnd_ = token_.end;
    advance();
  }
  for (const Kind kind : {Kind::timestamp, Kind::duration}) {
    if (nameOf(kind) != name) continue;
    Node& node = program_->add(Node::Kind::literal, begin, previousEnd_);
    node.literal = Value::type(kind);
    node.isConstant = true;
    return &node;
  }
  return fail(begin, previousEnd_,
              "of Protocol Buffers, expressions have `google.protobuf.Timestamp` and `google.protobuf.Duration` alone");
}

Node* Parser::unknownName(const Token& token) {
  std::vector<std::string_view> known;
  for (const Variable variable : VARIABLES) known.push_back(nameOf(variable));
  for (const Local& local : locals_) known.push_back(local.name);
  const std::string_view meant = didYouMean(token.text, known);
  return fail(token.begin, token.end,
              "`" + std::string(token.text) + "` is no variable" +
                  (meant.empty() ? ": a path begins with `event`, as in `event.data.userId`; a text stands in quotes"
                                 : ": did you mean `" + std::string(meant) + "`?"));
}

Node* Parser::postfix(Node* operand) {
  while (operand != nullptr) {
    if (isSymbol(".")) {
      operand = member(operand);
    } else if (isSymbol("[")) {
      operand = index(operand);
    } else if (isSymbol("{")) {
      return fail(token_.begin, token_.end, "messages of Protocol Buffers are not part of this language");
    } else {
      break;
    }
  }
  return operand;
}

Node* Parser::member(Node* operand) {
  take(".");
  const Token token = token_;
  if (isSymbol("?")) return fail(token.begin, token.end, "what is missing is null: write `.` instead of `.?`");
  const bool isQuoted = token.kind == TokenKind::quotedName;
  if (token.kind != TokenKind::name && !isQuoted) {
    return fail(token.begin, token.end, "the name of a property must follow the `.`" + std::string(ODD_NAME));
  }
  if (token.text == "true" || token.text == "false" || token.text == "null" || token.text == "in") {
    return fail(
        token.begin, token.end,
        "`" + std::string(token.text) + "` is a word of the language: write `[\"" + std::string(token.text) + "\"]`");
  }
  previousEnd_ = token.end;
  advance();
  if (isSymbol("(") && !isQuoted) return call(token, operand);
  PathStep step;
  step.name = isQuoted ? token.text.substr(1, token.text.size() - 2) : token.text;
  step.offset = static_cast<std::uint32_t>(token.begin);
  step.length = static_cast<std::uint32_t>(token.end - token.begin);
  return this->step(operand, step);
}

Node* Parser::index(Node* operand) {
  take("[");
  if (isSymbol("]")) {
    return fail(token_.begin, token_.end, "between `[` and `]` stands an index or the name of a property in quotes");
  }
  Node* const inner = expression();
  if (inner == nullptr || !expect("]", "`]` is missing")) return nullptr;
  PathStep step;
  step.offset = inner->offset;
  step.length = inner->length;
  if (inner->kind == Node::Kind::literal && inner->literal.is(Kind::string)) {
    step.name = inner->literal.asText();
  } else {
    step.index = inner;
  }
  return this->step(operand, step);
}

Node* Parser::step(Node* operand, PathStep step) {
  if (operand->kind != Node::Kind::path) {
    Node& node = program_->add(Node::Kind::path, operand->offset, previousEnd_);
    node.operands = {operand};
    operand = &node;
  }
  operand->steps.push_back(step);
  operand->length = static_cast<std::uint32_t>(previousEnd_ - operand->offset);
  return finish(*operand);
}

}  // namespace event_runtime::expression
