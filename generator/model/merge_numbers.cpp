#include "model/constraints.hpp"
#include "model/merge.hpp"
#include "model/merge_bounds.hpp"
#include "model/schema_tools.hpp"

#include <cmath>
#include <limits>
#include <numeric>

/// The part of Merger that merges integers and numbers.
namespace event_codegen {
namespace {

using Kind = Schema::Kind;

std::optional<std::uint64_t> leastMultiple(std::uint64_t a, std::uint64_t b) noexcept {
  const std::uint64_t factor = a / std::gcd(a, b);
  if (factor > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
  return factor * b;
}

/// The divisor that both divide, where it is plain what that is.
std::optional<double> leastMultiple(double a, double b) noexcept {
  if (std::fmod(std::max(a, b), std::min(a, b)) == 0) return std::max(a, b);
  constexpr double EXACT = 9007199254740992.0;  // 2^53
  if (std::trunc(a) != a || std::trunc(b) != b || a * b > EXACT) return std::nullopt;
  return static_cast<double>(std::lcm(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
}

}  // namespace

bool Merger::mergeIntegers(const Schema& a, const Schema& b, Schema& out) {
  const IntegerConstraints& more = b.integer;
  IntegerConstraints& merged = out.integer;
  const auto [low, high] = rangeOf(merged.width);
  const auto [otherLow, otherHigh] = rangeOf(more.width);
  const WideInteger widthLow = std::max(low, otherLow), widthHigh = std::min(high, otherHigh);
  // The width of fewer values; what the other leaves out becomes a bound.
  if (otherHigh - otherLow < high - low || (otherHigh - otherLow == high - low && otherLow == 0))
    merged.width = more.width;
  const auto [ownLow, ownHigh] = rangeOf(merged.width);
  merged.minimum = greater(merged.minimum, more.minimum);
  merged.maximum = lesser(merged.maximum, more.maximum);
  if (widthLow > ownLow) merged.minimum = greater(merged.minimum, std::optional(widthLow));
  if (widthHigh < ownHigh) merged.maximum = lesser(merged.maximum, std::optional(widthHigh));
  if (merged.multipleOf && more.multipleOf) {
    merged.multipleOf = leastMultiple(*merged.multipleOf, *more.multipleOf);
    if (!merged.multipleOf) return refuse(a, b, "these two `multipleOf` have no multiple of 64 bits in common but 0");
  } else if (more.multipleOf) {
    merged.multipleOf = more.multipleOf;
  }
  const WideInteger least = std::max(merged.minimum.value_or(ownLow), ownLow);
  const WideInteger greatest = std::min(merged.maximum.value_or(ownHigh), ownHigh);
  if (least > greatest)
    return refuse(a, b, "no integer of both types is at least " + toText(least) + " and at most " + toText(greatest));
  if (merged.multipleOf && !hasMultiple(least, greatest, *merged.multipleOf))
    return refuse(a, b,
                  "no multiple of " + std::to_string(*merged.multipleOf) + " is at least " + toText(least) +
                      " and at most " + toText(greatest));
  if (least == ownLow) merged.minimum.reset();
  if (greatest == ownHigh) merged.maximum.reset();
  return true;
}

bool Merger::mergeIntegerAndNumber(const Schema& integer, const Schema& number, Schema& out) {
  constexpr double LIMIT = 18446744073709551616.0;  // 2^64
  const NumberConstraints& bounds = number.number;
  Schema other;
  other.kind = Kind::integer;
  other.span = number.span;
  other.integer.width = integer.integer.width;
  const auto atLeast = [&](double value, int beyond) {
    const WideInteger bound = static_cast<WideInteger>(std::clamp(std::ceil(value), -LIMIT, LIMIT));
    other.integer.minimum =
        greater(other.integer.minimum, std::optional(std::ceil(value) == value ? bound + beyond : bound));
  };
  const auto atMost = [&](double value, int beyond) {
    const WideInteger bound = static_cast<WideInteger>(std::clamp(std::floor(value), -LIMIT, LIMIT));
    other.integer.maximum =
        lesser(other.integer.maximum, std::optional(std::floor(value) == value ? bound - beyond : bound));
  };
  if (bounds.minimum) atLeast(*bounds.minimum, 0);
  if (bounds.exclusiveMinimum) atLeast(*bounds.exclusiveMinimum, 1);
  if (bounds.maximum) atMost(*bounds.maximum, 0);
  if (bounds.exclusiveMaximum) atMost(*bounds.exclusiveMaximum, 1);
  if (bounds.multipleOf) {
    if (std::trunc(*bounds.multipleOf) != *bounds.multipleOf || *bounds.multipleOf >= LIMIT)
      return refuse(integer, number, "the `multipleOf` of an integer is an integer: change this one");
    other.integer.multipleOf = static_cast<std::uint64_t>(*bounds.multipleOf);
  }
  out = copyOf(integer);
  return mergeIntegers(integer, other, out);
}

bool Merger::mergeNumbers(const Schema& a, const Schema& b, Schema& out) {
  const NumberConstraints& more = b.number;
  NumberConstraints& merged = out.number;
  merged.minimum = greater(merged.minimum, more.minimum);
  merged.maximum = lesser(merged.maximum, more.maximum);
  merged.exclusiveMinimum = greater(merged.exclusiveMinimum, more.exclusiveMinimum);
  merged.exclusiveMaximum = lesser(merged.exclusiveMaximum, more.exclusiveMaximum);
  if (merged.multipleOf && more.multipleOf) {
    merged.multipleOf = leastMultiple(*merged.multipleOf, *more.multipleOf);
    if (!merged.multipleOf)
      return refuse(a, b, "these two `multipleOf` cannot be merged: write the one that both come to");
  } else if (more.multipleOf) {
    merged.multipleOf = more.multipleOf;
  }
  const auto low = greater(merged.minimum, merged.exclusiveMinimum),
             high = lesser(merged.maximum, merged.exclusiveMaximum);
  const bool open = (merged.exclusiveMinimum && merged.exclusiveMinimum == low) ||
                    (merged.exclusiveMaximum && merged.exclusiveMaximum == high);
  if (low && high && (*low > *high || (*low == *high && open)))
    return refuse(a, b, "the bounds of these parts leave no number");
  return true;
}

}  // namespace event_codegen
