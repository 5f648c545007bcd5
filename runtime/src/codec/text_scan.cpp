#include "codec/text_scan.hpp"

#include <event_runtime/codec/path.hpp>

#include "codec/characters.hpp"
#include "codec/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace event_runtime {

namespace {

/// The value of a number token's exponent; far beyond any double's where it is longer than an int.
int exponentOf(std::string_view digits) noexcept {
  bool negative = false;
  if (digits.starts_with('-') || digits.starts_with('+')) {
    negative = digits.front() == '-';
    digits.remove_prefix(1);
  }
  int value = 0;
  for (const char digit : digits) value = std::min(value * 10 + (digit - '0'), 1'000'000);
  return negative ? -value : value;
}

/// Whether a well-formed number is too large for a double. One that is too small is 0.
bool overflows(std::string_view number) noexcept {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc::result_out_of_range) return false;
  // The same error stands for both; the position of the first digit that counts tells them apart.
  const std::size_t e = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, e);
  const int exponent = e == std::string_view::npos ? 0 : exponentOf(number.substr(e + 1));
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + exponent;
  return magnitude > 0;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t maxDepth) : text_(text), maxDepth_(maxDepth) {}

  TextScan scan() {
    if (const std::size_t at = invalidUtf8At(text_); at < text_.size()) {
      position_ = at;
      fail("is not UTF-8");
    } else if (skipSpace(); position_ == text_.size()) {
      result_.issue = Issue{IssueCode::invalidFormat, "", "is empty where JSON is expected", "JSON", ""};
    } else if (value(Path{}, 0)) {
      skipSpace();
      if (position_ != text_.size()) fail("is no JSON: something stands after its end");
    }
    return std::move(result_);
  }

 private:
  /// Every function returns false once there is an issue. Recursion goes as deep as the text may be.
  bool value(const Path& path, std::size_t depth) {
    skipSpace();
    switch (peek()) {
      case '{':
        return object(path, depth + 1);
      case '[':
        return array(path, depth + 1);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return peek() == '-' || isDigit(peek()) ? number(path) : fail("is no JSON: a value is expected");
    }
  }

  bool object(const Path& path, std::size_t depth) {
    ++position_;
    skipSpace();
    if (take('}')) return true;
    if (depth > maxDepth_) return tooDeep(path);
    do {
      skipSpace();
      const std::size_t begin = position_;
      if (peek() != '"') return fail("is no JSON: a key in quotes is expected");
      if (!string()) return false;
      // As written: escapes in keys of a text that is refused anyway are not worth resolving.
      const std::string_view key = text_.substr(begin + 1, position_ - begin - 2);
      skipSpace();
      if (!take(':')) return fail("is no JSON: ':' is expected");
      if (!value(Path::member(path, key), depth)) return false;
      skipSpace();
    } while (take(','));
    return take('}') || fail("is no JSON: ',' or '}' is expected");
  }

  bool array(const Path& path, std::size_t depth) {
    ++position_;
    skipSpace();
    if (take(']')) return true;
    if (depth > maxDepth_) return tooDeep(path);
    std::size_t index = 0;
    do {
      if (!value(Path::element(path, index++), depth)) return false;
      skipSpace();
    } while (take(','));
    return take(']') || fail("is no JSON: ',' or ']' is expected");
  }

  bool string() {
    ++position_;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (take('"')) return true;
      if (static_cast<unsigned char>(c) < 0x20)
        return fail("is no JSON: control characters in strings must be escaped");
      if (c == '\\') {
        if (!escape()) return false;
      } else {
        ++position_;
      }
    }
    return fail("is no JSON: a string does not end");
  }

  bool escape() {
    const std::size_t begin = position_++;
    if (take('u')) {
      const auto first = codeUnit();
      if (!first) return false;
      const bool isHigh = *first >= 0xD800 && *first < 0xDC00;
      const bool isLow = *first >= 0xDC00 && *first < 0xE000;
      if (isHigh && text_.substr(position_, 2) == "\\u") {
        position_ += 2;
        const auto second = codeUnit();
        if (!second) return false;
        if (*second >= 0xDC00 && *second < 0xE000) return true;
      }
      if (!isHigh && !isLow) return true;
      position_ = begin;
      return fail("is no JSON: half of a surrogate pair is no character");
    }
    if (isOneOf(peek(), "\"\\/bfnrt") && position_ < text_.size()) {
      ++position_;
      return true;
    }
    position_ = begin;
    return fail("is no JSON: an unknown escape");
  }

  std::optional<unsigned> codeUnit() {
    const std::string_view digits = text_.substr(position_, 4);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4) {
      fail("is no JSON: four hex digits are expected");
      return std::nullopt;
    }
    position_ += 4;
    return value;
  }

  bool number(const Path& path) {
    const std::size_t begin = position_;
    take('-');
    if (take('0')) {
      if (isDigit(peek())) return fail("is no JSON: a number begins with a superfluous 0");
    } else if (!digits()) {
      return false;
    }
    bool isInteger = true;
    if (take('.')) {
      isInteger = false;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      isInteger = false;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const std::string_view token = text_.substr(begin, position_ - begin);
    if (overflows(token)) {
      result_.issue = Issue{IssueCode::tooBig, toJsonPointer(path), "must be a number that a double can hold",
                            "at most 1.7976931348623157e308", std::string(token.substr(0, 40))};
      return false;
    }
    if (isInteger && isLong(token)) result_.longIntegerEnds.push_back(position_);
    return true;
  }

  static bool isLong(std::string_view integer) noexcept {
    const char* const end = integer.data() + integer.size();
    std::int64_t fitsSigned = 0;
    std::uint64_t fitsUnsigned = 0;
    return std::from_chars(integer.data(), end, fitsSigned).ec != std::errc{} &&
           std::from_chars(integer.data(), end, fitsUnsigned).ec != std::errc{};
  }

  bool digits() {
    if (!isDigit(peek())) return fail("is no JSON: a digit is expected");
    while (isDigit(peek())) ++position_;
    return true;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(position_).starts_with(expected)) return fail("is no JSON: a value is expected");
    position_ += expected.size();
    return true;
  }

  char peek() const noexcept { return position_ < text_.size() ? text_[position_] : '\0'; }

  bool take(char character) noexcept {
    if (position_ >= text_.size() || text_[position_] != character) return false;
    ++position_;
    return true;
  }

  void skipSpace() noexcept {
    while (position_ < text_.size() && isOneOf(text_[position_], " \t\n\r")) ++position_;
  }

  bool tooDeep(const Path& path) {
    result_.issue =
        Issue{IssueCode::tooBig, toJsonPointer(path), fmt::format("is nested deeper than {} levels", maxDepth_),
              fmt::format("<= {}", maxDepth_), ""};
    return false;
  }

  bool fail(std::string_view what) {
    const std::string_view before = text_.substr(0, position_);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    // npos + 1 is 0: the first line begins at the beginning.
    const std::size_t column = position_ - (before.rfind('\n') + 1) + 1;
    result_.issue = Issue{IssueCode::invalidFormat, "",
                          fmt::format("{} (line {}, column {}, byte {})", what, line, column, position_), "JSON",
                          position_ == text_.size() ? "the end" : ""};
    return false;
  }

  std::string_view text_;
  std::size_t maxDepth_;
  std::size_t position_ = 0;
  TextScan result_;
};

}  // namespace

TextScan scanText(std::string_view text, std::size_t maxDepth) { return Scanner(text, maxDepth).scan(); }

}  // namespace event_runtime
