// Escapes of CEL's strings and bytes (language definition, "String and Bytes Values").
#include "expression/characters.hpp"
#include "expression/lexer.hpp"

#include <algorithm>
#include <charconv>

namespace event_runtime::expression {

void appendUtf8(std::string& out, char32_t point) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  const auto rest = [&](unsigned shift) { byte(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0U | (point >> 6U)), rest(0);
  } else if (point < 0x10000) {
    byte(0xE0U | (point >> 12U)), rest(6), rest(0);
  } else {
    byte(0xF0U | (point >> 18U)), rest(12), rest(6), rest(0);
  }
}

namespace {

class Unquoter {
 public:
  Unquoter(const Token& token, std::string& out) : token_(token), text_(token.text), out_(out) {}

  std::optional<ParseError> run() {
    bool raw = false;
    for (; text_[at_] != '"' && text_[at_] != '\''; ++at_) raw = raw || text_[at_] == 'r' || text_[at_] == 'R';
    const std::string_view quotes = text_.substr(at_, 3);
    const bool triple =
        quotes.size() == 3 && text_.size() >= at_ + 6 && quotes[1] == quotes[0] && quotes[2] == quotes[0];
    const std::size_t width = triple ? 3 : 1;
    at_ += width;
    text_.remove_suffix(width);
    if (raw) {
      out_ += text_.substr(at_);
      return std::nullopt;
    }
    while (at_ < text_.size()) {
      if (text_[at_] != '\\') {
        out_ += text_[at_++];
      } else if (!escape()) {
        return error_;
      }
    }
    return std::nullopt;
  }

 private:
  bool isBytes() const noexcept { return token_.kind == TokenKind::bytes; }

  bool fail(std::size_t begin, std::size_t end, std::string message) {
    error_ = ParseError{token_.begin + begin, std::min(end, text_.size()) - begin, std::move(message)};
    return false;
  }

  bool escape() {
    const std::size_t begin = at_++;
    const char c = text_[at_++];  // there is one: the token has an end
    constexpr std::string_view LETTERS = "abfnrtv\\?\"'`", MEANINGS = "\a\b\f\n\r\t\v\\?\"'`";
    if (const auto letter = LETTERS.find(c); letter != std::string_view::npos) {
      out_ += MEANINGS[letter];
      return true;
    }
    switch (c) {
      case 'x':
      case 'X':
        return digits(begin, at_, 2, 16);
      case 'u':
        return digits(begin, at_, 4, 16);
      case 'U':
        return digits(begin, at_, 8, 16);
      case '0':
      case '1':
      case '2':
      case '3':
        return digits(begin, at_ - 1, 3, 8);
      default:
        return fail(begin, at_,
                    "no such escape: a string has \\\\, \\\", \\', \\n, \\r, \\t, \\xFF, \\uFFFF, \\UFFFFFFFF and a "
                    "few more; a raw one, r\"…\", has none");
    }
  }

  bool digits(std::size_t begin, std::size_t first, std::size_t count, int base) {
    std::uint32_t point = 0;
    const char* const last = text_.data() + std::min(first + count, text_.size());
    const auto [end, error] = std::from_chars(text_.data() + first, last, point, base);
    at_ = first + count;
    if (error != std::errc{} || static_cast<std::size_t>(end - text_.data()) != at_) {
      return fail(begin, at_,
                  "this escape needs " + std::to_string(count) + (base == 16 ? " hexadecimal" : " octal") + " digits");
    }
    if (isBytes() && count > 3) {
      return fail(begin, at_, "bytes have no code points: write each byte as \\xFF");
    }
    if (isBytes()) {
      out_ += static_cast<char>(static_cast<unsigned char>(point));
      return true;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
      return fail(begin, at_, "this is no code point: one is at most 10FFFF and no surrogate");
    }
    appendUtf8(out_, point);
    return true;
  }

  const Token& token_;
  std::string_view text_;
  std::string& out_;
  std::size_t at_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace

std::optional<ParseError> unquote(const Token& token, std::string& out) { return Unquoter(token, out).run(); }

}  // namespace event_runtime::expression
