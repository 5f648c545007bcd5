#include "expression/lexer.hpp"

#include "expression/characters.hpp"

#include <array>
#include <utility>

namespace event_runtime::expression {

void Lexer::skipSpace() noexcept {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '/' && at(at_ + 1) == '/') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    } else {
      return;
    }
  }
}

Token Lexer::make(TokenKind kind, std::size_t begin) noexcept {
  return {kind, begin, at_, text_.substr(begin, at_ - begin)};
}

Token Lexer::fail(std::size_t begin, std::size_t end, std::string message) {
  error_ = ParseError{begin, end > begin ? end - begin : 1, std::move(message)};
  at_ = text_.size();
  return {TokenKind::invalid, begin, end, {}};
}

Token Lexer::next() {
  skipSpace();
  const std::size_t begin = at_;
  if (begin >= text_.size()) return {TokenKind::end, begin, begin, {}};
  const char c = text_[begin];
  if (isDigit(c) || (c == '.' && isDigit(at(begin + 1)))) return number();
  if (c == '"' || c == '\'') return quoted(begin, false, false);
  if (c == '`') return backticks();
  if (isNameStart(c)) {
    while (isNamePart(at(at_))) ++at_;
    // r"", b"", rb"" and br"" in either case.
    const char quote = at(at_);
    if ((quote == '"' || quote == '\'') && at_ - begin <= 2) {
      bool raw = false, isBytes = false, isPrefix = true;
      for (std::size_t i = begin; i < at_; ++i) {
        bool& flag = text_[i] == 'r' || text_[i] == 'R' ? raw : isBytes;
        isPrefix = isPrefix && !flag && std::string_view("rRbB").find(text_[i]) != std::string_view::npos;
        flag = true;
      }
      if (isPrefix) return quoted(begin, raw, isBytes);
    }
    return make(TokenKind::name, begin);
  }
  constexpr std::array<std::string_view, 6> PAIRS{"&&", "||", "==", "!=", "<=", ">="};
  for (const std::string_view pair : PAIRS) {
    if (text_.substr(begin).starts_with(pair)) {
      at_ += 2;
      return make(TokenKind::symbol, begin);
    }
  }
  if (c == '=') return fail(begin, begin + 1, "`=` is no operator: two values are compared with `==`");
  if (c == '&' || c == '|') return fail(begin, begin + 1, std::string("`") + c + "` stands twice: `" + c + c + "`");
  if (std::string_view("+-*/%!<>?:.,()[]{}").find(c) != std::string_view::npos) {
    ++at_;
    return make(TokenKind::symbol, begin);
  }
  std::size_t end = begin + 1;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80) ++end;
  if (isControl(c)) return fail(begin, end, "a control character stands here, which an expression may not have");
  return fail(begin, end, "`" + std::string(text_.substr(begin, end - begin)) + "` has no meaning in an expression");
}

Token Lexer::number() {
  const std::size_t begin = at_;
  TokenKind kind = TokenKind::integer;
  if (text_[at_] == '0' && (at(at_ + 1) == 'x' || at(at_ + 1) == 'X')) {
    at_ += 2;
    while (isHexDigit(at(at_))) ++at_;
    if (at_ == begin + 2) return fail(begin, at_, "hexadecimal digits must follow `0x`");
  } else {
    while (isDigit(at(at_))) ++at_;
    if (at(at_) == '.' && isDigit(at(at_ + 1))) {
      kind = TokenKind::number;
      for (++at_; isDigit(at(at_));) ++at_;
    }
    if (at(at_) == 'e' || at(at_) == 'E') {
      kind = TokenKind::number;
      const std::size_t sign = at_ + 1;
      at_ = at(sign) == '+' || at(sign) == '-' ? sign + 1 : sign;
      if (!isDigit(at(at_))) return fail(begin, at_, "the exponent of this number has no digits");
      while (isDigit(at(at_))) ++at_;
    }
  }
  if (kind == TokenKind::integer && (at(at_) == 'u' || at(at_) == 'U')) {
    ++at_;
    kind = TokenKind::unsignedInteger;
  }
  if (isNamePart(at(at_))) return fail(at_, at_ + 1, "a letter may not follow a number");
  return make(kind, begin);
}

Token Lexer::quoted(std::size_t begin, bool raw, bool isBytes) {
  const char quote = text_[at_];
  const bool triple = at(at_ + 1) == quote && at(at_ + 2) == quote;
  at_ += triple ? 3 : 1;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == quote && (!triple || (at(at_ + 1) == quote && at(at_ + 2) == quote))) {
      at_ += triple ? 3 : 1;
      return make(isBytes ? TokenKind::bytes : TokenKind::string, begin);
    }
    if (!triple && (c == '\n' || c == '\r')) break;
    if (c == '\\' && !raw) ++at_;
  }
  return fail(begin, begin + 1, "the string that begins here does not end: add the closing quote");
}

Token Lexer::backticks() {
  const std::size_t begin = at_++;
  while (at_ < text_.size() &&
         (isNamePart(text_[at_]) || std::string_view("-./ ").find(text_[at_]) != std::string_view::npos))
    ++at_;
  if (at(at_) != '`' || at_ == begin + 1) {
    return fail(begin, at_,
                "between backticks stand letters, digits, `_`, `-`, `.`, `/` and spaces; write other names as "
                "`[\"odd name\"]`");
  }
  ++at_;
  return make(TokenKind::quotedName, begin);
}

}  // namespace event_runtime::expression
