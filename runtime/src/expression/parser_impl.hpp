#pragma once

#include "expression/ast.hpp"
#include "expression/lexer.hpp"
#include "expression/parse_error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace event_runtime::expression {

/// A recursive-descent parser of CEL's grammar; every function returns nullptr after it has failed. Operators stand in
/// parser.cpp, what they join in parse_primary.cpp, calls and macros in parse_call.cpp.
class Parser {
 public:
  explicit Parser(std::string_view text);
  std::variant<std::shared_ptr<const Program>, ParseError> parse();

 private:
  void advance();
  bool isSymbol(std::string_view symbol) const noexcept {
    return token_.kind == TokenKind::symbol && token_.text == symbol;
  }
  bool take(std::string_view symbol);
  bool expect(std::string_view symbol, std::string_view message);
  Node* fail(std::size_t begin, std::size_t end, std::string message);
  Node* unexpected();
  Node* tooDeep(std::size_t begin, std::size_t end);
  /// Fills in what follows from a node's parts, and evaluates a constant one.
  Node* finish(Node& node);
  void fold(Node& node);

  Node* expression();
  Node* disjunction();
  Node* conjunction();
  Node* relation();
  Node* joined(std::string_view symbol, Node::Kind kind, Node* (Parser::*part)());
  Node* binary(int minimum);
  Node* unary();
  Node* number(std::size_t begin, bool isNegative);

  Node* primary();
  Node* postfix(Node* operand);
  Node* name(bool fromRoot);
  Node* text();
  Node* list();
  Node* map();
  Node* literal(Value value);
  Node* typeName(std::size_t begin);
  Node* unknownName(const Token& token);
  Node* member(Node* operand);
  Node* index(Node* operand);
  Node* step(Node* operand, PathStep step);

  Node* call(const Token& name, Node* receiver);
  bool arguments(std::vector<const Node*>& out);
  Node* has(const Token& name);
  Node* macro(const Token& name, Macro macro, Node* range);
  Node* noSuchFunction(const Token& name, bool isMethod, std::size_t count);
  bool compilePattern(Node& call);

  struct Local {
    std::string_view name;
    std::uint32_t slot;
  };

  std::shared_ptr<Program> program_;
  Lexer lexer_;
  Token token_;
  std::size_t previousEnd_ = 0;  ///< of the last token that was taken
  std::size_t depth_ = 0;
  std::vector<Local> locals_;
  std::optional<ParseError> error_;
};

bool isReserved(std::string_view word) noexcept;

}  // namespace event_runtime::expression
