#include "expression/expression.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace event_runtime::expression {
namespace {

bool isLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
bool isSpace(char c) noexcept { return c == ' ' || c == '\t'; }

void appendUtf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0U | (point >> 6U)), byte(0x80U | (point & 0x3FU));
  } else {
    byte(0xE0U | (point >> 12U)), byte(0x80U | ((point >> 6U) & 0x3FU)), byte(0x80U | (point & 0x3FU));
  }
}

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      switch (c) {
        case '\b':
          out += "\\b";
          break;
        case '\f':
          out += "\\f";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          out += escape;
      }
    } else {
      out += c;
    }
  }
  return out += '"';
}

}  // namespace

/// A recursive-descent parser without the recursion: paths do not nest.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Expression, ParseError> parse() {
    skipSpaces();
    if (atEnd()) return fail(0, 1, "an expression is missing, such as `event.data.userId`");
    if (text_.size() > Expression::MAX_LENGTH) {
      return fail(Expression::MAX_LENGTH, 1,
                  "an expression has at most " + std::to_string(Expression::MAX_LENGTH) + " bytes");
    }
    Expression expression;
    const bool parsed = isLetter(peek()) ? parseName(expression.root_) : parseLiteral(expression.root_);
    if (!parsed) return std::move(*error_);
    skipSpaces();
    if (!atEnd()) return fail(at_, 1, trailing());
    return expression;
  }

 private:
  bool atEnd() const noexcept { return at_ >= text_.size(); }
  char peek() const noexcept { return atEnd() ? '\0' : text_[at_]; }
  void skipSpaces() noexcept {
    while (isSpace(peek())) ++at_;
  }

  ParseError fail(std::size_t offset, std::size_t length, std::string message) {
    return {offset, length, std::move(message)};
  }
  bool stop(std::size_t offset, std::size_t length, std::string message) {
    error_ = fail(offset, length, std::move(message));
    return false;
  }

  std::string trailing() const {
    if (peek() == '(')
      return "functions are not supported by this version: an expression is a property path such as "
             "`event.data.userId`";
    return "operators are not supported by this version: an expression is one property path such as "
           "`event.data.userId`";
  }

  std::string_view identifier() noexcept {
    const std::size_t begin = at_;
    while (isLetter(peek()) || isDigit(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool parseName(std::variant<PropertyPath, Expression::Literal>& root) {
    const std::size_t begin = at_;
    const std::string_view first = identifier();
    if (first == "true" || first == "false" || first == "null") {
      root = Expression::Literal{std::string(first)};
      return true;
    }
    if (first != "event") {
      if (peek() == '(') return stop(begin, first.size(), trailing());
      return stop(begin, first.size(), "`" + std::string(first) + "` is no variable: a path begins with `event`");
    }
    PropertyPath path;
    path.push_back({std::string(first), begin, first.size()});
    for (skipSpaces(); peek() == '.' || peek() == '['; skipSpaces()) {
      if (!(peek() == '.' ? parseMember(path) : parseIndex(path))) return false;
    }
    root = std::move(path);
    return true;
  }

  bool parseMember(PropertyPath& path) {
    ++at_;
    skipSpaces();
    const std::size_t begin = at_;
    if (!isLetter(peek()))
      return stop(begin, 1, "the name of a property must follow the `.`; write an odd one as `[\"odd name\"]`");
    const std::string_view name = identifier();
    path.push_back({std::string(name), begin, name.size()});
    return true;
  }

  bool parseIndex(PropertyPath& path) {
    ++at_;
    skipSpaces();
    const std::size_t begin = at_;
    PathElement element;
    if (peek() == '"' || peek() == '\'') {
      std::string name;
      if (!parseString(name)) return false;
      element.key = std::move(name);
    } else if (isDigit(peek())) {
      while (isDigit(peek())) ++at_;
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + at_, index);
      if (error != std::errc{}) return stop(begin, at_ - begin, "this index is too large");
      (void)end;
      element.key = index;
    } else {
      return stop(begin, 1, "between `[` and `]` stands an index or the name of a property in quotes");
    }
    element.offset = begin;
    element.length = at_ - begin;
    skipSpaces();
    if (peek() != ']') return stop(at_, 1, "`]` is missing");
    ++at_;
    path.push_back(std::move(element));
    return true;
  }

  bool parseString(std::string& out) {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    while (!atEnd() && peek() != quote) {
      if (peek() == '\\') {
        if (!parseEscape(out)) return false;
      } else {
        out += text_[at_++];
      }
    }
    if (atEnd()) return stop(begin, 1, "the string that begins here does not end: add the closing quote");
    ++at_;
    return true;
  }

  /// CEL's escapes, but for those of single bytes.
  bool parseEscape(std::string& out) {
    const std::size_t begin = at_++;
    const char c = peek();
    ++at_;
    switch (c) {
      case '"':
      case '\'':
      case '\\':
        out += c;
        return true;
      case 'n':
        out += '\n';
        return true;
      case 'r':
        out += '\r';
        return true;
      case 't':
        out += '\t';
        return true;
      case 'u':
        break;
      default:
        return stop(begin, 2, "no such escape: a string has \\\\, \\\", \\', \\n, \\r, \\t and \\uXXXX");
    }
    std::uint32_t point = 0;
    const char* const digits = text_.data() + std::min(at_, text_.size());
    const char* const last = digits + std::min<std::size_t>(4, text_.size() - std::min(at_, text_.size()));
    const auto [end, error] = std::from_chars(digits, last, point, 16);
    if (error != std::errc{} || end - digits != 4 || (point >= 0xD800 && point <= 0xDFFF)) {
      return stop(begin, 2, "\\u must be followed by four hexadecimal digits that are no surrogate");
    }
    at_ += 4;
    appendUtf8(out, point);
    return true;
  }

  bool parseLiteral(std::variant<PropertyPath, Expression::Literal>& root) {
    const std::size_t begin = at_;
    if (peek() == '"' || peek() == '\'') {
      std::string text;
      if (!parseString(text)) return false;
      root = Expression::Literal{jsonString(text)};
      return true;
    }
    const std::size_t digits = peek() == '-' ? at_ + 1 : at_;
    if (digits >= text_.size() || !isDigit(text_[digits])) {
      return stop(begin, 1, "an expression is a property path such as `event.data.userId`, or a literal");
    }
    return parseNumber(root, begin);
  }

  bool parseNumber(std::variant<PropertyPath, Expression::Literal>& root, std::size_t begin) {
    const char* const first = text_.data() + begin;
    const char* const last = text_.data() + text_.size();
    std::int64_t integer = 0;
    double number = 0;
    const auto asInteger = std::from_chars(first, last, integer);
    const auto asNumber = std::from_chars(first, last, number);
    at_ = static_cast<std::size_t>(asNumber.ptr - text_.data());
    if (asNumber.ec != std::errc{}) return stop(begin, at_ - begin, "this number is out of range");
    if (isLetter(peek())) return stop(at_, 1, "a letter may not follow a number");
    if (asInteger.ec == std::errc{} && asInteger.ptr == asNumber.ptr) {
      root = Expression::Literal{std::to_string(integer)};
      return true;
    }
    char out[32];
    const bool integral = std::trunc(number) == number && std::abs(number) < 9007199254740992.0;
    const auto written = integral ? std::to_chars(out, out + sizeof out, static_cast<std::int64_t>(number))
                                  : std::to_chars(out, out + sizeof out, number);
    root = Expression::Literal{std::string(out, written.ptr)};
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<ParseError> error_;
};

std::variant<Expression, ParseError> Expression::parse(std::string_view text) { return Parser(text).parse(); }

const PropertyPath* Expression::path() const noexcept { return std::get_if<PropertyPath>(&root_); }

}  // namespace event_runtime::expression
