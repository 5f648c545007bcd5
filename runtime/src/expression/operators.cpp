// Equality and order.
#include "expression/operators.hpp"

#include "expression/collections.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace event_runtime::expression {
namespace {

/// An integer beside a double, without rounding.
template <class Integer>
std::partial_ordering compareExactly(Integer left, double right) noexcept {
  if (std::isnan(right)) return std::partial_ordering::unordered;
  if (right >= 0x1p64) return std::partial_ordering::less;
  if (right < -0x1p63) return std::partial_ordering::greater;
  const double whole = std::floor(right);
  const auto order = [&](auto integral) -> std::partial_ordering {
    if (std::cmp_less(left, integral)) return std::partial_ordering::less;
    if (std::cmp_greater(left, integral)) return std::partial_ordering::greater;
    return right > whole ? std::partial_ordering::less : std::partial_ordering::equivalent;
  };
  return whole < 0 ? order(static_cast<std::int64_t>(whole)) : order(static_cast<std::uint64_t>(whole));
}

std::partial_ordering reversed(std::partial_ordering order) noexcept { return 0 <=> order; }

template <class Left, class Right>
std::partial_ordering compareIntegers(Left left, Right right) noexcept {
  if (std::cmp_less(left, right)) return std::partial_ordering::less;
  return std::cmp_equal(left, right) ? std::partial_ordering::equivalent : std::partial_ordering::greater;
}

std::partial_ordering compareNumbers(const Value& left, const Value& right) noexcept {
  if (left.is(Kind::number)) {
    if (right.is(Kind::number)) return left.asNumber() <=> right.asNumber();
    return reversed(right.is(Kind::integer) ? compareExactly(right.asInteger(), left.asNumber())
                                            : compareExactly(right.asUnsigned(), left.asNumber()));
  }
  if (left.is(Kind::integer)) {
    if (right.is(Kind::number)) return compareExactly(left.asInteger(), right.asNumber());
    return right.is(Kind::integer) ? compareIntegers(left.asInteger(), right.asInteger())
                                   : compareIntegers(left.asInteger(), right.asUnsigned());
  }
  if (right.is(Kind::number)) return compareExactly(left.asUnsigned(), right.asNumber());
  return right.is(Kind::integer) ? compareIntegers(left.asUnsigned(), right.asInteger())
                                 : compareIntegers(left.asUnsigned(), right.asUnsigned());
}

bool equalLists(const Value& left, const Value& right, Workspace& workspace) {
  ListCursor a(left), b(right);
  while (true) {
    const bool more = a.next();
    if (more != b.next()) return false;
    if (!more) return true;
    if (!equal(a.value(), b.value(), workspace)) return false;
  }
}

bool equalMaps(const Value& left, const Value& right, Workspace& workspace) {
  if (sizeOf(left, workspace) != sizeOf(right, workspace)) return false;
  MapCursor cursor(left);
  while (cursor.next()) {
    Value other;
    if (!findEntry(right, cursor.key(), other, workspace) || !equal(cursor.value(), other, workspace)) return false;
  }
  return true;
}

}  // namespace

bool equal(const Value& left, const Value& right, Workspace& workspace) {
  workspace.spend(1);
  if (left.isNumeric() && right.isNumeric()) return compareNumbers(left, right) == 0;
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return left.asBoolean() == right.asBoolean();
    case Kind::string:
    case Kind::bytes:
      if (left.asText().size() != right.asText().size()) return false;
      workspace.spendOnText(left.asText().size());
      return left.asText() == right.asText();
    case Kind::timestamp:
    case Kind::duration:
      return left.asSeconds() == right.asSeconds();
    case Kind::type:
      return left.asType() == right.asType();
    case Kind::list:
      return equalLists(left, right, workspace);
    case Kind::map:
      return equalMaps(left, right, workspace);
    default:
      return false;
  }
}

std::partial_ordering compare(const Value& left, const Value& right, Workspace& workspace) {
  if (left.isNumeric() && right.isNumeric()) return compareNumbers(left, right);
  if (left.kind() != right.kind()) return std::partial_ordering::unordered;
  switch (left.kind()) {
    case Kind::boolean:
      return left.asBoolean() <=> right.asBoolean();
    case Kind::string:
    case Kind::bytes:
      workspace.spendOnText(std::min(left.asText().size(), right.asText().size()));
      // Bytes in order are code points in order.
      return left.asText() <=> right.asText();
    case Kind::timestamp:
    case Kind::duration:
      return left.asSeconds() <=> right.asSeconds();
    default:
      return std::partial_ordering::unordered;
  }
}

std::optional<std::int64_t> asIndex(const Value& value) noexcept {
  switch (value.kind()) {
    case Kind::integer:
      return value.asInteger();
    case Kind::unsignedInteger:
      if (value.asUnsigned() > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
      return static_cast<std::int64_t>(value.asUnsigned());
    case Kind::number:
      if (std::trunc(value.asNumber()) != value.asNumber() || std::abs(value.asNumber()) >= 0x1p63) return std::nullopt;
      return static_cast<std::int64_t>(value.asNumber());
    default:
      return std::nullopt;
  }
}

}  // namespace event_runtime::expression
