// `+ - * / %` and the negative.
#include "expression/collections.hpp"
#include "expression/operators.hpp"
#include "expression/times.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace event_runtime::expression {
namespace {

// Wide enough for the sum and the product of any two 64-bit integers.
__extension__ using Wide = __int128;

std::string describe(const Value& value) { return std::string(nameOf(value.kind())); }

Value fail(const Node& node, Workspace& workspace, std::string message) {
  return workspace.fail(node.offset, node.length, std::move(message));
}

Value mismatch(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace) {
  return fail(node, workspace,
              "`" + std::string(nameOf(op)) + "` does not take " + describe(left) + " and " + describe(right));
}

double asDouble(const Value& value) noexcept {
  if (value.is(Kind::number)) return value.asNumber();
  return value.is(Kind::integer) ? static_cast<double>(value.asInteger()) : static_cast<double>(value.asUnsigned());
}

Wide asWide(const Value& value) noexcept {
  return value.is(Kind::integer) ? static_cast<Wide>(value.asInteger()) : static_cast<Wide>(value.asUnsigned());
}

Value doubles(Operator op, double left, double right) noexcept {
  switch (op) {
    case Operator::add:
      return Value::number(left + right);
    case Operator::subtract:
      return Value::number(left - right);
    case Operator::multiply:
      return Value::number(left * right);
    default:
      return Value::number(left / right);
  }
}

Value integers(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace) {
  const Wide a = asWide(left), b = asWide(right);
  Wide result = 0;
  switch (op) {
    case Operator::add:
      result = a + b;
      break;
    case Operator::subtract:
      result = a - b;
      break;
    case Operator::multiply:
      result = a * b;
      break;
    default:
      if (b == 0)
        return fail(node, workspace, op == Operator::divide ? "division by zero" : "remainder of a division by zero");
      result = op == Operator::divide ? a / b : a % b;
  }
  const bool fitsInt = result >= INT64_MIN && result <= INT64_MAX;
  const bool fitsUint = result >= 0 && result <= static_cast<Wide>(UINT64_MAX);
  const bool bothUnsigned = left.is(Kind::unsignedInteger) && right.is(Kind::unsignedInteger);
  const bool bothSigned = left.is(Kind::integer) && right.is(Kind::integer);
  if (fitsInt && !bothUnsigned) return Value::integer(static_cast<std::int64_t>(result));
  if (fitsUint && !bothSigned) return Value::unsignedInteger(static_cast<std::uint64_t>(result));
  return fail(node, workspace, "the result of `" + std::string(nameOf(op)) + "` is beyond 64 bits");
}

Value numbers(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace) {
  if (!left.is(Kind::number) && !right.is(Kind::number)) return integers(op, left, right, node, workspace);
  if (op == Operator::modulo) return mismatch(op, left, right, node, workspace);
  return doubles(op, asDouble(left), asDouble(right));
}

Value joinedTexts(const Value& left, const Value& right, Workspace& workspace) {
  const std::string_view a = left.asText(), b = right.asText();
  workspace.spendOnText(a.size() + b.size());
  char* const out = workspace.text(a.size() + b.size());
  std::copy(a.begin(), a.end(), out);
  std::copy(b.begin(), b.end(), out + a.size());
  const std::string_view joined(out, a.size() + b.size());
  return left.is(Kind::string) ? Value::string(joined) : Value::bytes(joined);
}

Value joinedLists(const Value& left, const Value& right, Workspace& workspace) {
  ValueBuilder out(workspace);
  for (const Value* list : {&left, &right}) {
    for (ListCursor cursor(*list); cursor.next();) {
      workspace.spend(1);
      out.add(cursor.value());
    }
  }
  return Value::list(out.data(), out.size());
}

Value times(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace) {
  const bool isDifference = op == Operator::subtract;
  const auto result =
      isDifference ? subtract(left.asSeconds(), right.asSeconds()) : add(left.asSeconds(), right.asSeconds());
  // A time and a length make a time; two of one kind make a length.
  if (left.kind() != right.kind()) {
    if (result && isTimestamp(*result)) return Value::timestamp(*result);
    return fail(node, workspace, "the result is outside of the years 0001 to 9999");
  }
  if (result && isDuration(*result)) return Value::duration(*result);
  return fail(node, workspace, "the result is longer than a duration can be");
}

}  // namespace

Value arithmetic(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace) {
  if (left.isNull() || right.isNull()) return {};
  if (left.isNumeric() && right.isNumeric()) return numbers(op, left, right, node, workspace);
  const auto are = [&](Kind a, Kind b) { return left.is(a) && right.is(b); };
  if (op == Operator::add) {
    if (are(Kind::string, Kind::string) || are(Kind::bytes, Kind::bytes)) return joinedTexts(left, right, workspace);
    if (are(Kind::list, Kind::list)) return joinedLists(left, right, workspace);
    if (are(Kind::timestamp, Kind::duration) || are(Kind::duration, Kind::timestamp) ||
        are(Kind::duration, Kind::duration)) {
      return times(op, left, right, node, workspace);
    }
  }
  if (op == Operator::subtract && (are(Kind::timestamp, Kind::duration) || are(Kind::timestamp, Kind::timestamp) ||
                                   are(Kind::duration, Kind::duration))) {
    return times(op, left, right, node, workspace);
  }
  return mismatch(op, left, right, node, workspace);
}

Value negated(const Value& value, const Node& node, Workspace& workspace) {
  switch (value.kind()) {
    case Kind::null:
      return {};
    case Kind::number:
      return Value::number(-value.asNumber());
    case Kind::integer:
      if (value.asInteger() == INT64_MIN) return fail(node, workspace, "the result of `-` is beyond 64 bits");
      return Value::integer(-value.asInteger());
    case Kind::duration:
      if (const auto result = subtract({}, value.asSeconds())) return Value::duration(*result);
      return {};
    default:
      return fail(node, workspace, "`-` does not take " + describe(value));
  }
}

}  // namespace event_runtime::expression
