#include "expression/parser.hpp"

#include "codec/utf8.hpp"
#include "expression/characters.hpp"
#include "expression/did_you_mean.hpp"
#include "expression/evaluator.hpp"
#include "expression/expression.hpp"
#include "expression/lexer.hpp"
#include "expression/parser_impl.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace event_runtime::expression {
namespace {

struct BinaryOperator {
  std::string_view text;
  int precedence;  ///< the higher binds tighter
  Operator op;
};
constexpr BinaryOperator OPERATORS[] = {
    {"==", 1, Operator::equal},     {"!=", 1, Operator::notEqual}, {"<", 1, Operator::less},
    {"<=", 1, Operator::lessEqual}, {">", 1, Operator::greater},   {">=", 1, Operator::greaterEqual},
    {"in", 1, Operator::in},        {"+", 2, Operator::add},       {"-", 2, Operator::subtract},
    {"*", 3, Operator::multiply},   {"/", 3, Operator::divide},    {"%", 3, Operator::modulo},
};

/// CEL keeps these for its hosts.
constexpr std::string_view RESERVED[] = {"as",        "break",  "const",  "continue", "else", "for",
                                         "function",  "if",     "import", "let",      "loop", "package",
                                         "namespace", "return", "var",    "void",     "while"};

}  // namespace

Parser::Parser(std::string_view text) : program_(std::make_shared<Program>()), lexer_(program_->text) {
  program_->text = std::string(text);
  lexer_ = Lexer(program_->text);
}

std::variant<std::shared_ptr<const Program>, ParseError> Parser::parse() {
  if (const std::size_t invalid = invalidUtf8At(program_->text); invalid < program_->text.size()) {
    return ParseError{invalid, 1, "the byte that stands here is not UTF-8"};
  }
  advance();
  if (token_.kind == TokenKind::end && !error_)
    return ParseError{0, 1, "an expression is missing, such as `event.data.userId`"};
  Node* root = expression();
  if (root != nullptr && token_.kind != TokenKind::end) root = unexpected();
  if (root == nullptr) return *std::move(error_);
  program_->root = root;
  return std::shared_ptr<const Program>(std::move(program_));
}

void Parser::advance() {
  token_ = lexer_.next();
  if (token_.kind == TokenKind::invalid && !error_) error_ = lexer_.error();
}

bool Parser::take(std::string_view symbol) {
  if (!isSymbol(symbol)) return false;
  previousEnd_ = token_.end;
  advance();
  return true;
}

bool Parser::expect(std::string_view symbol, std::string_view message) {
  if (take(symbol)) return true;
  fail(token_.begin, token_.end, std::string(message));
  return false;
}

Node* Parser::fail(std::size_t begin, std::size_t end, std::string message) {
  // The first is what is wrong; others follow from it.
  if (!error_) error_ = ParseError{begin, end > begin ? end - begin : 1, std::move(message)};
  return nullptr;
}

Node* Parser::unexpected() {
  if (token_.kind == TokenKind::end)
    return fail(token_.begin, token_.end, "the expression ends where a value should follow");
  if (isSymbol("=")) return fail(token_.begin, token_.end, "two values are compared with `==`");
  if (token_.kind == TokenKind::name || token_.kind == TokenKind::string || token_.kind == TokenKind::integer) {
    for (const auto& [word, meant] :
         {std::pair<std::string_view, std::string_view>{"and", "&&"}, {"or", "||"}, {"not", "!"}}) {
      if (token_.text == word)
        return fail(token_.begin, token_.end, "`" + std::string(word) + "` is written `" + std::string(meant) + "`");
    }
    return fail(token_.begin, token_.end, "an operator such as `==` or `&&` is missing before this");
  }
  return fail(token_.begin, token_.end, "`" + std::string(token_.text) + "` may not stand here");
}

Node* Parser::finish(Node& node) {
  std::size_t depth = 0;
  bool isConstant = true;
  for (const Node* operand : node.operands) {
    depth = std::max<std::size_t>(depth, operand->depth);
    isConstant = isConstant && operand->isConstant;
  }
  for (const PathStep& step : node.steps) {
    if (step.index == nullptr) continue;
    depth = std::max<std::size_t>(depth, step.index->depth);
    isConstant = isConstant && step.index->isConstant;
  }
  if (depth >= MAX_EXPRESSION_DEPTH) return tooDeep(node.offset, node.offset + node.length);
  node.depth = static_cast<std::uint16_t>(depth + 1);
  node.isConstant = isConstant && node.kind != Node::Kind::variable && node.kind != Node::Kind::local;
  if (node.kind == Node::Kind::call &&
      (node.function == Function::now || node.function == Function::nowMinus || node.function == Function::nowPlus)) {
    node.isConstant = false;
    program_->usesClock = true;
  }
  if (node.isConstant) fold(node);
  return &node;
}

Node* Parser::tooDeep(std::size_t begin, std::size_t end) {
  return fail(begin, end,
              "an expression has at most " + std::to_string(MAX_EXPRESSION_DEPTH) + " parts within one another");
}

void Parser::fold(Node& node) {
  // Comparisons and conditions are left as they are: they cost little, and the checker looks at both sides.
  const bool isArithmetic = node.kind == Node::Kind::binary && node.op <= Operator::modulo;
  if (!isArithmetic && node.kind != Node::Kind::list && node.kind != Node::Kind::map && node.kind != Node::Kind::call &&
      node.kind != Node::Kind::negate) {
    return;
  }
  const Value value = evaluateConstant(*program_, node);
  if (value.isError()) {
    node.failure = value.asFailure();
    return;
  }
  node.kind = Node::Kind::literal;
  node.literal = value;
  node.depth = 1;
  node.operands.clear();
  node.steps.clear();
}

Node* Parser::expression() {
  if (++depth_ > MAX_EXPRESSION_DEPTH) return tooDeep(token_.begin, token_.end);
  Node* const condition = disjunction();
  Node* result = condition;
  if (condition != nullptr && take("?")) {
    Node* const yes = disjunction();
    Node* const no =
        yes != nullptr && expect(":", "`:` and the other value of the `?` are missing") ? expression() : nullptr;
    result = nullptr;
    if (no != nullptr) {
      Node& node = program_->add(Node::Kind::conditional, condition->offset, previousEnd_);
      node.operands = {condition, yes, no};
      result = finish(node);
    }
  }
  --depth_;
  return result;
}

Node* Parser::joined(std::string_view symbol, Node::Kind kind, Node* (Parser::*part)()) {
  Node* const first = (this->*part)();
  if (first == nullptr || !isSymbol(symbol)) return first;
  Node& node = program_->add(kind, first->offset, first->offset);
  node.operands.push_back(first);
  while (take(symbol)) {
    Node* const next = (this->*part)();
    if (next == nullptr) return nullptr;
    node.operands.push_back(next);
  }
  node.length = static_cast<std::uint32_t>(previousEnd_ - node.offset);
  return finish(node);
}

Node* Parser::disjunction() { return joined("||", Node::Kind::any, &Parser::conjunction); }
Node* Parser::conjunction() { return joined("&&", Node::Kind::all, &Parser::relation); }
Node* Parser::relation() { return binary(1); }

Node* Parser::binary(int minimum) {
  Node* left = unary();
  while (left != nullptr && (token_.kind == TokenKind::symbol || token_.text == "in")) {
    const auto found = std::find_if(std::begin(OPERATORS), std::end(OPERATORS),
                                    [&](const BinaryOperator& each) { return each.text == token_.text; });
    if (found == std::end(OPERATORS) || found->precedence < minimum) break;
    advance();
    Node* const right = binary(found->precedence + 1);
    if (right == nullptr) return nullptr;
    Node& node = program_->add(Node::Kind::binary, left->offset, previousEnd_);
    node.op = found->op;
    node.operands = {left, right};
    left = finish(node);
  }
  return left;
}

Node* Parser::unary() {
  const std::size_t begin = token_.begin;
  const bool isMinus = isSymbol("-");
  if (!isMinus && !isSymbol("!")) return postfix(primary());
  std::size_t last = begin;
  std::uint32_t count = 0;
  while (isSymbol(isMinus ? "-" : "!")) {
    last = token_.begin;
    take(token_.text);
    ++count;
  }
  Node* operand = nullptr;
  if (isMinus && (token_.kind == TokenKind::integer || token_.kind == TokenKind::number)) {
    // A sign belongs to its literal: the smallest integer is the negative of none.
    operand = postfix(number(last, true));
    --count;
  } else {
    operand = postfix(primary());
  }
  if (operand == nullptr || count == 0) return operand;
  Node& node = program_->add(isMinus ? Node::Kind::negate : Node::Kind::invert, begin, previousEnd_);
  node.count = count;
  node.operands = {operand};
  return finish(node);
}

Node* Parser::number(std::size_t begin, bool isNegative) {
  const Token token = token_;
  Node& node = program_->add(Node::Kind::literal, begin, token.end);
  std::string_view text = token.text;
  if (token.kind == TokenKind::number) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // What is too small for a double is zero; what is too large is no number.
    if (error == std::errc::result_out_of_range && text.find('-') == std::string_view::npos)
      return fail(begin, token.end, "this number is out of a double's range");
    node.literal = Value::number(isNegative ? -value : value);
  } else {
    if (token.kind == TokenKind::unsignedInteger) text.remove_suffix(1);
    const int base = text.starts_with("0x") || text.starts_with("0X") ? 16 : 10;
    if (base == 16) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    constexpr std::uint64_t MOST = INT64_MAX;
    if (error != std::errc{} || (token.kind == TokenKind::integer && value > MOST + (isNegative ? 1 : 0))) {
      return fail(begin, token.end, "this number is out of range: integers have 64 bits");
    }
    node.literal = token.kind == TokenKind::unsignedInteger
                       ? Value::unsignedInteger(value)
                       : Value::integer(static_cast<std::int64_t>(isNegative ? 0 - value : value));
  }
  previousEnd_ = token.end;
  advance();
  node.isConstant = true;
  return &node;
}

std::variant<std::shared_ptr<const Program>, ParseError> parseProgram(std::string_view text) {
  return Parser(text).parse();
}

bool isReserved(std::string_view word) noexcept {
  return std::find(std::begin(RESERVED), std::end(RESERVED), word) != std::end(RESERVED);
}

}  // namespace event_runtime::expression
