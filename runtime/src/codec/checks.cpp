// Constraints: bounds, lengths, formats, patterns.

#include <event_runtime/codec/decoder.hpp>

#include "codec/excerpt.hpp"
#include "codec/patterns.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace event_runtime {

namespace {

std::size_t codePoints(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char character : text) count += (static_cast<unsigned char>(character) & 0xC0) != 0x80;
  return count;
}

std::string_view plural(std::size_t count) noexcept { return count == 1 ? "" : "s"; }

template <class Number>
void reportBound(Decoder& decoder, IssueCode code, std::string_view relation, std::string_view sign, Number value,
                 Number bound, const Path& path) {
  if (decoder.isFull()) return;
  decoder.add({code, toJsonPointer(path), fmt::format("must be {} {}", relation, bound),
               fmt::format("{} {}", sign, bound), fmt::format("{}", value)});
}

template <class Number>
void reportMultiple(Decoder& decoder, Number value, Number divisor, const Path& path) {
  if (decoder.isFull()) return;
  decoder.add({IssueCode::notMultipleOf, toJsonPointer(path), fmt::format("must be a multiple of {}", divisor),
               fmt::format("multiple of {}", divisor), fmt::format("{}", value)});
}

/// A double's shortest decimal form: digits times a power of ten.
struct Decimal {
  std::uint64_t digits = 0;  ///< at most 17 of them
  int exponent = 0;
};

Decimal toDecimal(double value) noexcept {
  std::array<char, 32> text{};
  const char* const end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::scientific).ptr;
  Decimal decimal;
  const char* at = text.data();
  for (int fraction = 0; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = 1;
      continue;
    }
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*at - '0');
    decimal.exponent -= fraction;
  }
  // from_chars takes no plus sign.
  if (at != end && at[1] == '+') ++at;
  int exponent = 0;
  if (at != end) std::from_chars(at + 1, end, exponent);
  decimal.exponent += exponent;
  return decimal;
}

/// Whether value is a multiple of divisor as the two are written: 0.3 is one of 0.1, although no binary fractions are.
bool isDecimalMultiple(double value, double divisor) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Decimal dividend = toDecimal(value), unit = toDecimal(divisor);
  if (unit.digits == 0) return false;
  if (dividend.digits == 0) return true;
  const int shift = dividend.exponent - unit.exponent;
  Wide modulus = unit.digits;
  // The dividend's digits have fewer zeros at their end than this: no multiple.
  if (shift < -17) return false;
  for (int i = shift; i < 0; ++i) modulus *= 10;
  Wide rest = dividend.digits % modulus;
  for (int i = 0; i < shift && rest != 0; ++i) rest = rest * 10 % modulus;
  return rest == 0;
}

}  // namespace

void Decoder::checkLength(std::string_view text, std::size_t minimum, std::size_t maximum, const Path& path) {
  // A code point takes one to four bytes, so most texts need not be counted.
  const bool longEnough = text.size() / 4 >= minimum || (text.size() >= minimum && codePoints(text) >= minimum);
  const bool shortEnough = text.size() <= maximum || (text.size() / 4 <= maximum && codePoints(text) <= maximum);
  if (isFull()) return;
  if (!longEnough) {
    add({IssueCode::tooSmall, toJsonPointer(path),
         fmt::format("must have at least {} character{}", minimum, plural(minimum)), fmt::format(">= {}", minimum),
         std::to_string(codePoints(text))});
  }
  if (!shortEnough) {
    add({IssueCode::tooBig, toJsonPointer(path),
         fmt::format("must have at most {} character{}", maximum, plural(maximum)), fmt::format("<= {}", maximum),
         std::to_string(codePoints(text))});
  }
}

void Decoder::checkFormat(std::string_view text, StringFormat format, const Path& path) {
  if (matchesFormat(format, text) || isFull()) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), "must be " + withArticle(toString(format)),
       std::string(toString(format)), quotedExcerpt(text)});
}

void Decoder::checkPattern(std::string_view text, std::string_view pattern, const Path& path) {
  if (matchesPattern(text, pattern) || isFull()) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must match {}", pattern), std::string(pattern),
       quotedExcerpt(text)});
}

void Decoder::checkStartsWith(std::string_view text, std::string_view prefix, const Path& path) {
  if (text.starts_with(prefix) || isFull()) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must start with {}", quotedExcerpt(prefix)),
       std::string(prefix), quotedExcerpt(text)});
}

void Decoder::checkEndsWith(std::string_view text, std::string_view suffix, const Path& path) {
  if (text.ends_with(suffix) || isFull()) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must end with {}", quotedExcerpt(suffix)),
       std::string(suffix), quotedExcerpt(text)});
}

void Decoder::checkIncludes(std::string_view text, std::string_view part, const Path& path) {
  if (text.find(part) != std::string_view::npos || isFull()) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must include {}", quotedExcerpt(part)),
       std::string(part), quotedExcerpt(text)});
}

void Decoder::checkMinimum(std::int64_t value, std::int64_t minimum, const Path& path) {
  if (value < minimum) reportBound(*this, IssueCode::tooSmall, "at least", ">=", value, minimum, path);
}
void Decoder::checkMaximum(std::int64_t value, std::int64_t maximum, const Path& path) {
  if (value > maximum) reportBound(*this, IssueCode::tooBig, "at most", "<=", value, maximum, path);
}
void Decoder::checkMinimum(std::uint64_t value, std::uint64_t minimum, const Path& path) {
  if (value < minimum) reportBound(*this, IssueCode::tooSmall, "at least", ">=", value, minimum, path);
}
void Decoder::checkMaximum(std::uint64_t value, std::uint64_t maximum, const Path& path) {
  if (value > maximum) reportBound(*this, IssueCode::tooBig, "at most", "<=", value, maximum, path);
}
void Decoder::checkMinimum(double value, double minimum, const Path& path) {
  if (value < minimum) reportBound(*this, IssueCode::tooSmall, "at least", ">=", value, minimum, path);
}
void Decoder::checkMaximum(double value, double maximum, const Path& path) {
  if (value > maximum) reportBound(*this, IssueCode::tooBig, "at most", "<=", value, maximum, path);
}
void Decoder::checkExclusiveMinimum(double value, double minimum, const Path& path) {
  if (value <= minimum) reportBound(*this, IssueCode::tooSmall, "greater than", ">", value, minimum, path);
}
void Decoder::checkExclusiveMaximum(double value, double maximum, const Path& path) {
  if (value >= maximum) reportBound(*this, IssueCode::tooBig, "less than", "<", value, maximum, path);
}

void Decoder::checkMultipleOf(std::int64_t value, std::int64_t divisor, const Path& path) {
  // The smallest integer divided by -1 is no integer, and by -1 everything can be divided.
  if (divisor != -1 && (divisor == 0 || value % divisor != 0)) reportMultiple(*this, value, divisor, path);
}
void Decoder::checkMultipleOf(std::uint64_t value, std::uint64_t divisor, const Path& path) {
  if (divisor == 0 || value % divisor != 0) reportMultiple(*this, value, divisor, path);
}
void Decoder::checkMultipleOf(double value, double divisor, const Path& path) {
  if (!isDecimalMultiple(value, divisor)) reportMultiple(*this, value, divisor, path);
}

void Decoder::checkItemCount(std::size_t count, std::size_t minimum, std::size_t maximum, const Path& path) {
  if (isFull()) return;
  if (count < minimum) {
    add({IssueCode::tooSmall, toJsonPointer(path),
         fmt::format("must have at least {} item{}", minimum, plural(minimum)), fmt::format(">= {}", minimum),
         std::to_string(count)});
  }
  if (count > maximum) {
    add({IssueCode::tooBig, toJsonPointer(path), fmt::format("must have at most {} item{}", maximum, plural(maximum)),
         fmt::format("<= {}", maximum), std::to_string(count)});
  }
}

}  // namespace event_runtime
