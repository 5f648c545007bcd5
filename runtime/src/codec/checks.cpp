// Constraints: bounds, lengths, formats, patterns.

#include <event_runtime/codec/decoder.hpp>

#include "codec/patterns.hpp"

#include <fmt/format.h>

#include <cmath>

namespace event_runtime {

namespace {

std::size_t codePoints(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char character : text) count += (static_cast<unsigned char>(character) & 0xC0) != 0x80;
  return count;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t SHOWN = 40;
  if (text.size() <= SHOWN) return fmt::format("\"{}\"", text);
  std::size_t end = SHOWN;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("\"{}…\"", text.substr(0, end));
}

std::string_view plural(std::size_t count) noexcept { return count == 1 ? "" : "s"; }

template <class Number>
void reportBound(Decoder& decoder, IssueCode code, std::string_view relation, std::string_view sign, Number value,
                 Number bound, const Path& path) {
  decoder.add({code, toJsonPointer(path), fmt::format("must be {} {}", relation, bound), fmt::format("{} {}", sign, bound),
               fmt::format("{}", value)});
}

template <class Number>
void reportMultiple(Decoder& decoder, Number value, Number divisor, const Path& path) {
  decoder.add({IssueCode::notMultipleOf, toJsonPointer(path), fmt::format("must be a multiple of {}", divisor),
               fmt::format("multiple of {}", divisor), fmt::format("{}", value)});
}

}  // namespace

void Decoder::checkLength(std::string_view text, std::size_t minimum, std::size_t maximum, const Path& path) {
  // A code point takes one to four bytes, so most texts need not be counted.
  const bool longEnough = text.size() >= 4 * minimum || (text.size() >= minimum && codePoints(text) >= minimum);
  const bool shortEnough = text.size() <= maximum || (text.size() / 4 <= maximum && codePoints(text) <= maximum);
  if (!longEnough) {
    add({IssueCode::tooSmall, toJsonPointer(path), fmt::format("must have at least {} character{}", minimum, plural(minimum)),
         fmt::format(">= {}", minimum), std::to_string(codePoints(text))});
  }
  if (!shortEnough) {
    add({IssueCode::tooBig, toJsonPointer(path), fmt::format("must have at most {} character{}", maximum, plural(maximum)),
         fmt::format("<= {}", maximum), std::to_string(codePoints(text))});
  }
}

void Decoder::checkFormat(std::string_view text, StringFormat format, const Path& path) {
  if (matchesFormat(format, text)) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must have the format {}", toString(format)),
       std::string(toString(format)), quoted(text)});
}

void Decoder::checkPattern(std::string_view text, std::string_view pattern, const Path& path) {
  if (matchesPattern(text, pattern)) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must match {}", pattern), std::string(pattern),
       quoted(text)});
}

void Decoder::checkStartsWith(std::string_view text, std::string_view prefix, const Path& path) {
  if (text.starts_with(prefix)) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must start with {}", quoted(prefix)),
       std::string(prefix), quoted(text)});
}

void Decoder::checkEndsWith(std::string_view text, std::string_view suffix, const Path& path) {
  if (text.ends_with(suffix)) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must end with {}", quoted(suffix)),
       std::string(suffix), quoted(text)});
}

void Decoder::checkIncludes(std::string_view text, std::string_view part, const Path& path) {
  if (text.find(part) != std::string_view::npos) return;
  add({IssueCode::invalidFormat, toJsonPointer(path), fmt::format("must include {}", quoted(part)), std::string(part),
       quoted(text)});
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
  if (divisor != -1 && value % divisor != 0) reportMultiple(*this, value, divisor, path);
}
void Decoder::checkMultipleOf(std::uint64_t value, std::uint64_t divisor, const Path& path) {
  if (value % divisor != 0) reportMultiple(*this, value, divisor, path);
}
void Decoder::checkMultipleOf(double value, double divisor, const Path& path) {
  // Decimal fractions are not exact in binary: 0.3 is a multiple of 0.1, within the error of one division.
  const double quotient = value / divisor;
  const double tolerance = std::abs(quotient) * std::numeric_limits<double>::epsilon();
  if (!(std::abs(quotient - std::round(quotient)) <= tolerance)) reportMultiple(*this, value, divisor, path);
}

void Decoder::checkItemCount(std::size_t count, std::size_t minimum, std::size_t maximum, const Path& path) {
  if (count < minimum) {
    add({IssueCode::tooSmall, toJsonPointer(path), fmt::format("must have at least {} item{}", minimum, plural(minimum)),
         fmt::format(">= {}", minimum), std::to_string(count)});
  }
  if (count > maximum) {
    add({IssueCode::tooBig, toJsonPointer(path), fmt::format("must have at most {} item{}", maximum, plural(maximum)),
         fmt::format("<= {}", maximum), std::to_string(count)});
  }
}

}  // namespace event_runtime
