// Numbers: which fit into which type, and their bounds.
#include <event_runtime/codec/decoder.hpp>

#include "codec/tape.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace event_runtime {

using tape::Type;

namespace {

enum class Fit { fits, outOfRange, inexact, notIntegral, notNumber };

/// A double as an Integer.
template <class Integer>
Fit convert(double value, Integer& out) noexcept {
  using Limits = std::numeric_limits<Integer>;
  // From here on doubles have gaps, and so the text may have been another integer.
  constexpr double EXACT = 9007199254740992;  // 2^53
  if (std::trunc(value) != value) return Fit::notIntegral;
  // The upper bound plus one is a power of two, which a double holds exactly.
  const double end = std::ldexp(1.0, Limits::digits);
  const bool isExact = std::abs(value) < EXACT;
  if (value >= end || value < (Limits::is_signed ? -end : 0.0) || (!isExact && value == -end)) return Fit::outOfRange;
  if (!isExact) return Fit::inexact;
  out = static_cast<Integer>(value);
  return Fit::fits;
}

template <class Integer, class Stored>
Fit narrow(Stored value, Integer& out) noexcept {
  if (!std::in_range<Integer>(value)) return Fit::outOfRange;
  out = static_cast<Integer>(value);
  return Fit::fits;
}

/// A number as an Integer. A double that is integral counts (JSON Schema 2020-12, section 4.2.3: 1.0 is an integer).
template <class Integer>
Fit readInteger(JsonValue json, Integer& out) noexcept {
  switch (tape::typeOf(json)) {
    case Type::signedInteger:
      return narrow(tape::signedInteger(json), out);
    case Type::unsignedInteger:
      return narrow(tape::unsignedInteger(json), out);
    case Type::floating:
      return convert(tape::floating(json), out);
    default:
      return Fit::notNumber;
  }
}

template <class Integer>
void reportUnfit(Decoder& decoder, Fit fit, JsonValue json, const Path& path) {
  using Limits = std::numeric_limits<Integer>;
  if (fit == Fit::notIntegral || fit == Fit::notNumber) return decoder.invalidType(json, "integer", path);
  if (!decoder.fails()) return;
  if (fit == Fit::outOfRange) {
    const std::string received = tape::excerpt(decoder, json);
    decoder.add({received.starts_with('-') ? IssueCode::tooSmall : IssueCode::tooBig, toJsonPointer(path),
                 fmt::format("must be between {} and {}", Limits::min(), Limits::max()),
                 fmt::format("{}…{}", Limits::min(), Limits::max()), received});
  } else {
    decoder.add({IssueCode::invalidType, toJsonPointer(path),
                 "must be written without fraction and exponent, being 2^53 or more", "integer",
                 tape::excerpt(decoder, json)});
  }
}

template <class Number>
void reportBound(Decoder& decoder, IssueCode code, std::string_view relation, std::string_view sign, Number value,
                 Number bound, const Path& path) {
  if (!decoder.fails()) return;
  decoder.add({code, toJsonPointer(path), fmt::format("must be {} {}", relation, bound),
               fmt::format("{} {}", sign, bound), fmt::format("{}", value)});
}

template <class Number>
void reportMultiple(Decoder& decoder, Number value, Number divisor, const Path& path) {
  if (!decoder.fails()) return;
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

/// Whether value is a multiple of divisor as the two are written.
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

template <class Integer>
bool Decoder::integer(JsonValue json, Integer& out, const Path& path) {
  const Fit fit = readInteger(json, out);
  if (fit == Fit::fits) [[likely]]
    return true;
  reportUnfit<Integer>(*this, fit, json, path);
  return false;
}

template <class Integer>
bool Decoder::integer(JsonValue json, Integer& out, const IntegerConstraints<Integer>& constraints, const Path& path) {
  if (!integer(json, out, path)) return false;
  check(out, constraints, path);
  return true;
}

template <class Integer>
void Decoder::check(Integer value, const IntegerConstraints<Integer>& constraints, const Path& path) {
  if (value < constraints.minimum) [[unlikely]] {
    reportBound(*this, IssueCode::tooSmall, "at least", ">=", value, constraints.minimum, path);
  }
  if (value > constraints.maximum) [[unlikely]] {
    reportBound(*this, IssueCode::tooBig, "at most", "<=", value, constraints.maximum, path);
  }
  if (constraints.multipleOf == 0) return;
  if constexpr (std::numeric_limits<Integer>::is_signed) {
    // The smallest integer divided by -1 is no integer, and by -1 everything can be divided.
    if (constraints.multipleOf == -1) return;
  }
  if (value % constraints.multipleOf != 0) reportMultiple(*this, value, constraints.multipleOf, path);
}

#define INSTANTIATE(Integer)                                                                            \
  template bool Decoder::integer(JsonValue, Integer&, const Path&);                                     \
  template bool Decoder::integer(JsonValue, Integer&, const IntegerConstraints<Integer>&, const Path&); \
  template void Decoder::check(Integer, const IntegerConstraints<Integer>&, const Path&);
INSTANTIATE(std::int32_t)
INSTANTIATE(std::uint32_t)
INSTANTIATE(std::int64_t)
INSTANTIATE(std::uint64_t)
#undef INSTANTIATE

bool Decoder::number(JsonValue json, double& out, const Path& path) {
  switch (tape::typeOf(json)) {
    case Type::floating:
      out = tape::floating(json);
      return true;
    case Type::signedInteger:
      out = static_cast<double>(tape::signedInteger(json));
      return true;
    case Type::unsignedInteger:
      out = static_cast<double>(tape::unsignedInteger(json));
      return true;
    default:
      invalidType(json, "number", path);
      return false;
  }
}

bool Decoder::number(JsonValue json, double& out, const NumberConstraints& constraints, const Path& path) {
  if (!number(json, out, path)) return false;
  check(out, constraints, path);
  return true;
}

void Decoder::check(double value, const NumberConstraints& constraints, const Path& path) {
  constexpr double INFINITE = std::numeric_limits<double>::infinity();
  if (value < constraints.minimum) [[unlikely]] {
    reportBound(*this, IssueCode::tooSmall, "at least", ">=", value, constraints.minimum, path);
  }
  if (value > constraints.maximum) [[unlikely]] {
    reportBound(*this, IssueCode::tooBig, "at most", "<=", value, constraints.maximum, path);
  }
  if (value <= constraints.exclusiveMinimum && constraints.exclusiveMinimum != -INFINITE) [[unlikely]] {
    reportBound(*this, IssueCode::tooSmall, "greater than", ">", value, constraints.exclusiveMinimum, path);
  }
  if (value >= constraints.exclusiveMaximum && constraints.exclusiveMaximum != INFINITE) [[unlikely]] {
    reportBound(*this, IssueCode::tooBig, "less than", "<", value, constraints.exclusiveMaximum, path);
  }
  if (constraints.multipleOf != 0 && !isDecimalMultiple(value, constraints.multipleOf)) [[unlikely]] {
    reportMultiple(*this, value, constraints.multipleOf, path);
  }
}

}  // namespace event_runtime
