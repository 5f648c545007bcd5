// Conversions between types.
#include "expression/evaluator.hpp"
#include "expression/texts.hpp"
#include "expression/times.hpp"

#include "codec/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace event_runtime::expression {
namespace {

Value kept(const Call& call, std::string_view text) {
  call.workspace.spendOnText(text.size());
  return Value::string(call.workspace.copy(text));
}

std::string_view excerpt(std::string_view text) noexcept {
  constexpr std::size_t MOST = 40;
  std::size_t end = std::min(text.size(), MOST);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

Value notA(const Call& call, std::string_view what) {
  return call.fail("'" + std::string(excerpt(call.arguments[0].asText())) + "' is no " + std::string(what));
}

template <class Number>
bool scan(std::string_view text, Number& out) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

Value toInt(const Call& call) {
  const Value& value = call.arguments[0];
  switch (value.kind()) {
    case Kind::integer:
      return value;
    case Kind::unsignedInteger:
      if (value.asUnsigned() > static_cast<std::uint64_t>(INT64_MAX)) break;
      return Value::integer(static_cast<std::int64_t>(value.asUnsigned()));
    case Kind::number:
      // Open at both ends: at the lower one a double may stand for many integers.
      if (!(value.asNumber() > -0x1p63 && value.asNumber() < 0x1p63)) break;
      return Value::integer(static_cast<std::int64_t>(value.asNumber()));
    case Kind::timestamp:
    case Kind::duration:
      return Value::integer(value.asSeconds().whole);
    case Kind::string: {
      std::string_view text = value.asText();
      if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
      std::int64_t out = 0;
      return scan(text, out) ? Value::integer(out) : notA(call, "int");
    }
    default:
      return call.mismatch();
  }
  return call.fail("the number is beyond an int's range");
}

Value toUint(const Call& call) {
  const Value& value = call.arguments[0];
  switch (value.kind()) {
    case Kind::unsignedInteger:
      return value;
    case Kind::integer:
      if (value.asInteger() < 0) break;
      return Value::unsignedInteger(static_cast<std::uint64_t>(value.asInteger()));
    case Kind::number:
      if (!(value.asNumber() >= 0 && value.asNumber() < 0x1p64)) break;
      return Value::unsignedInteger(static_cast<std::uint64_t>(value.asNumber()));
    case Kind::string: {
      std::uint64_t out = 0;
      return scan(value.asText(), out) ? Value::unsignedInteger(out) : notA(call, "uint");
    }
    default:
      return call.mismatch();
  }
  return call.fail("the number is beyond a uint's range");
}

Value toDouble(const Call& call) {
  const Value& value = call.arguments[0];
  switch (value.kind()) {
    case Kind::number:
      return value;
    case Kind::integer:
      return Value::number(static_cast<double>(value.asInteger()));
    case Kind::unsignedInteger:
      return Value::number(static_cast<double>(value.asUnsigned()));
    case Kind::string: {
      std::string_view text = value.asText();
      if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
      double out = 0;
      return scan(text, out) ? Value::number(out) : notA(call, "double");
    }
    default:
      return call.mismatch();
  }
}

Value toBool(const Call& call) {
  const Value& value = call.arguments[0];
  if (value.is(Kind::boolean)) return value;
  if (!value.is(Kind::string)) return call.mismatch();
  for (const std::string_view text : {"true", "True", "TRUE", "t", "1"}) {
    if (value.asText() == text) return Value::boolean(true);
  }
  for (const std::string_view text : {"false", "False", "FALSE", "f", "0"}) {
    if (value.asText() == text) return Value::boolean(false);
  }
  return notA(call, "bool");
}

Value toString(const Call& call) {
  const Value& value = call.arguments[0];
  switch (value.kind()) {
    case Kind::string:
      return value;
    case Kind::bytes:
      call.workspace.spendOnText(value.asText().size());
      if (invalidUtf8At(value.asText()) < value.asText().size()) return call.fail("these bytes are no UTF-8");
      return Value::string(value.asText());
    case Kind::boolean:
      return Value::string(value.asBoolean() ? "true" : "false");
    case Kind::integer:
      return kept(call, std::to_string(value.asInteger()));
    case Kind::unsignedInteger:
      return kept(call, std::to_string(value.asUnsigned()));
    case Kind::number:
      return kept(call, numberText(value.asNumber()));
    case Kind::timestamp:
      return kept(call, timestampText(value.asSeconds()));
    case Kind::duration:
      return kept(call, durationText(value.asSeconds()));
    default:
      return call.mismatch();
  }
}

Value toBytes(const Call& call) {
  const Value& value = call.arguments[0];
  return value.is(Kind::string) || value.is(Kind::bytes) ? Value::bytes(value.asText()) : call.mismatch();
}

Value toDuration(const Call& call) {
  const Value& value = call.arguments[0];
  if (value.is(Kind::duration)) return value;
  if (!value.is(Kind::string)) return call.mismatch();
  const auto length = scanDurationText(value.asText(), false);
  return length && isDuration(*length) ? Value::duration(*length) : notA(call, "duration such as 1h30m or 1.5s");
}

Value toTimestamp(const Call& call) {
  const Value& value = call.arguments[0];
  if (value.is(Kind::timestamp)) return value;
  if (value.is(Kind::integer)) {
    const Seconds time{value.asInteger(), 0};
    return isTimestamp(time) ? Value::timestamp(time) : call.fail("the time is outside of the years 0001 to 9999");
  }
  if (!value.is(Kind::string)) return call.mismatch();
  const auto time = scanTimestampText(value.asText());
  return time ? Value::timestamp(*time) : notA(call, "RFC 3339 date-time of the years 0001 to 9999");
}

/// Milliseconds since 1970, as `event.ts` has them, or a date with or without a time.
Value date(const Call& call) {
  const Value& value = call.arguments[0];
  if (value.is(Kind::timestamp)) return value;
  if (value.isNumeric()) {
    const double millis = value.is(Kind::number)    ? value.asNumber()
                          : value.is(Kind::integer) ? static_cast<double>(value.asInteger())
                                                    : static_cast<double>(value.asUnsigned());
    constexpr double MOST = 253'402'300'800'000.0;  // the year 10000
    if (!(std::abs(millis) < MOST)) return call.fail("the time is outside of the years 0001 to 9999");
    const Seconds time = toSeconds(Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(millis))));
    return isTimestamp(time) ? Value::timestamp(time) : call.fail("the time is outside of the years 0001 to 9999");
  }
  if (!value.is(Kind::string)) return call.mismatch();
  auto time = scanTimestampText(value.asText());
  if (!time && value.asText().size() == 10) time = scanTimestampText(std::string(value.asText()) + "T00:00:00Z");
  return time ? Value::timestamp(*time) : notA(call, "date such as 2026-11-21 or 2026-11-21T09:30:00Z");
}

Value b64decode(const Call& call) {
  const Value& value = call.arguments[0];
  if (!value.is(Kind::string)) return call.mismatch();
  const std::string_view text = value.asText();
  call.workspace.spendOnText(text.size());
  char* const out = call.workspace.text(text.size() / 4 * 3 + 3);
  const auto size = decodeBase64(text, out);
  if (!size) return notA(call, "base64");
  const std::string_view decoded(out, *size);
  if (invalidUtf8At(decoded) < decoded.size()) return call.fail("what is encoded here in base64 is no UTF-8 text");
  return Value::string(decoded);
}

Value jsonParse(const Call& call) {
  const Value& value = call.arguments[0];
  if (!value.is(Kind::string)) return call.mismatch();
  std::optional<Issue> issue;
  const Value parsed = call.workspace.parse(value.asText(), issue);
  return issue ? call.fail("this text is no JSON: " + issue->message) : parsed;
}

}  // namespace

Value convert(const Call& call) {
  switch (call.node.function) {
    case Function::toBool:
      return toBool(call);
    case Function::toBytes:
      return toBytes(call);
    case Function::toDouble:
      return toDouble(call);
    case Function::toDuration:
      return toDuration(call);
    case Function::toInt:
      return toInt(call);
    case Function::toString:
      return toString(call);
    case Function::toTimestamp:
      return toTimestamp(call);
    case Function::toUint:
      return toUint(call);
    case Function::date:
      return date(call);
    case Function::b64decode:
      return b64decode(call);
    default:
      return jsonParse(call);
  }
}

}  // namespace event_runtime::expression
