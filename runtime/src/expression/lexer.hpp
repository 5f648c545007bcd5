#pragma once

#include "expression/parse_error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace event_runtime::expression {

enum class TokenKind : std::uint8_t {
  end,
  name,
  quotedName,  ///< between backticks, as a property: `event.data.`odd-key``
  integer,
  unsignedInteger,
  number,
  string,
  bytes,
  symbol,   ///< an operator or a bracket: `&&`, `[`
  invalid,  ///< what is wrong is Lexer::error()
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;  ///< as written
};

/// Cuts a text into CEL's tokens (language definition, section "Syntax").
class Lexer {
 public:
  explicit Lexer(std::string_view text) noexcept : text_(text) {}

  Token next();
  const ParseError& error() const noexcept { return *error_; }

 private:
  char at(std::size_t position) const noexcept { return position < text_.size() ? text_[position] : '\0'; }
  void skipSpace() noexcept;
  Token make(TokenKind kind, std::size_t begin) noexcept;
  Token fail(std::size_t begin, std::size_t end, std::string message);
  Token number();
  Token quoted(std::size_t begin, bool raw, bool isBytes);
  Token backticks();

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<ParseError> error_;
};

/// The value of a token of kind string or bytes: its quotes and prefixes taken off, its escapes replaced.
std::optional<ParseError> unquote(const Token& token, std::string& out);

void appendUtf8(std::string& out, char32_t point);

}  // namespace event_runtime::expression
