#include "expression/times.hpp"

#include "expression/characters.hpp"
#include "schedule/rfc3339.hpp"

#include <chrono>
#include <cstdio>

namespace event_runtime::expression {
namespace {

constexpr std::int64_t NANOS = 1'000'000'000;
constexpr std::int64_t FIRST_SECOND = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t LAST_SECOND = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t LONGEST = 315'576'000'000;

__extension__ using Wide = __int128;

std::optional<Seconds> fromNanos(Wide nanos) noexcept {
  Wide whole = nanos / NANOS;
  Wide rest = nanos % NANOS;
  if (rest < 0) rest += NANOS, --whole;
  if (whole < INT64_MIN || whole > INT64_MAX) return std::nullopt;
  return Seconds{static_cast<std::int64_t>(whole), static_cast<std::int32_t>(rest)};
}

Wide inNanos(Seconds value) noexcept { return static_cast<Wide>(value.whole) * NANOS + value.nanos; }

/// Digits of a fraction as nanoseconds; what is beyond the ninth is dropped.
std::int32_t nanosOf(std::string_view digits) noexcept {
  std::int32_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i) nanos = nanos * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return nanos;
}

std::size_t countDigits(std::string_view text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && isDigit(text[count])) ++count;
  return count;
}

/// `.123` without the zeros at the end; nothing for zero.
std::string fractionText(std::int32_t nanos) {
  if (nanos == 0) return {};
  char digits[16];
  std::snprintf(digits, sizeof digits, ".%09d", static_cast<int>(nanos));
  std::string text(digits);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

bool isTimestamp(Seconds time) noexcept { return time.whole >= FIRST_SECOND && time.whole <= LAST_SECOND; }

bool isDuration(Seconds length) noexcept {
  const Wide nanos = inNanos(length);
  return nanos >= -static_cast<Wide>(LONGEST) * NANOS && nanos <= static_cast<Wide>(LONGEST) * NANOS;
}

std::optional<Seconds> add(Seconds left, Seconds right) noexcept { return fromNanos(inNanos(left) + inNanos(right)); }
std::optional<Seconds> subtract(Seconds left, Seconds right) noexcept {
  return fromNanos(inNanos(left) - inNanos(right));
}

Seconds toSeconds(Timestamp time) noexcept {
  return *fromNanos(static_cast<Wide>(time.time_since_epoch().count()) * 1'000'000);
}

Timestamp toTimestamp(Seconds time) noexcept {
  return Timestamp(std::chrono::milliseconds(time.whole * 1000 + time.nanos / 1'000'000));
}

std::optional<Seconds> scanTimestampText(std::string_view text) noexcept {
  const auto scanned = rfc3339::scanDateTime(text);
  if (!scanned) return std::nullopt;
  Seconds time;
  const auto day = std::chrono::sys_days(scanned->date).time_since_epoch();
  using std::chrono::seconds;
  time.whole = std::chrono::duration_cast<seconds>(day).count() +
               std::chrono::floor<seconds>(scanned->time.sinceMidnight).count() -
               std::chrono::duration_cast<seconds>(scanned->time.offset).count();
  if (const auto dot = text.find('.'); dot != std::string_view::npos) {
    const std::string_view digits = text.substr(dot + 1);
    time.nanos = nanosOf(digits.substr(0, countDigits(digits)));
  }
  if (!isTimestamp(time)) return std::nullopt;
  return time;
}

std::optional<Seconds> scanDurationText(std::string_view text, bool days) noexcept {
  const bool isNegative = text.starts_with('-');
  if (isNegative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Seconds{};
  if (text.empty()) return std::nullopt;
  Wide nanos = 0;
  while (!text.empty()) {
    const std::size_t whole = countDigits(text);
    const std::string_view wholeDigits = text.substr(0, whole);
    text.remove_prefix(whole);
    std::string_view fraction;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      fraction = text.substr(0, countDigits(text));
      text.remove_prefix(fraction.size());
    }
    if (wholeDigits.empty() && fraction.empty()) return std::nullopt;
    std::size_t length = 0;
    while (length < text.size() && !isDigit(text[length]) && text[length] != '.') ++length;
    const std::string_view name = text.substr(0, length);
    text.remove_prefix(length);
    std::int64_t unit = 0;
    if (name == "ns") unit = 1;
    if (name == "us" || name == "\xC2\xB5s" || name == "\xCE\xBCs") unit = 1'000;
    if (name == "ms") unit = 1'000'000;
    if (name == "s") unit = NANOS;
    if (name == "m") unit = 60 * NANOS;
    if (name == "h") unit = 3600 * NANOS;
    if (days && name == "d") unit = 86'400 * NANOS;
    if (days && name == "w") unit = 604'800 * NANOS;
    if (unit == 0) return std::nullopt;
    if (wholeDigits.size() > 21) return std::nullopt;  // more than any unit allows, and no sum here overflows
    Wide count = 0;
    for (const char digit : wholeDigits) count = count * 10 + (digit - '0');
    if (count > static_cast<Wide>(LONGEST) * NANOS) return std::nullopt;
    nanos += count * unit + static_cast<Wide>(nanosOf(fraction)) * unit / NANOS;
    if (nanos > static_cast<Wide>(LONGEST) * NANOS) return std::nullopt;
  }
  return fromNanos(isNegative ? -nanos : nanos);
}

std::string timestampText(Seconds time) {
  using namespace std::chrono;
  const sys_seconds point{seconds(time.whole)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const hh_mm_ss clock(point - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text + fractionText(time.nanos) + "Z";
}

std::string durationText(Seconds length) {
  const bool isNegative = length.whole < 0;
  const Seconds size = isNegative ? *subtract({}, length) : length;
  return (isNegative ? "-" : "") + std::to_string(size.whole) + fractionText(size.nanos) + "s";
}

std::optional<std::chrono::seconds> scanOffset(std::string_view text) noexcept {
  if (text == "UTC" || text == "Z" || text == "GMT") return std::chrono::seconds(0);
  const bool isNegative = text.starts_with('-');
  if (isNegative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || countDigits(text) != 2 || text[2] != ':' || countDigits(text.substr(3)) != 2)
    return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::seconds offset(hours * 3600 + minutes * 60);
  return isNegative ? -offset : offset;
}

std::int64_t timePart(Function function, Seconds local) noexcept {
  using namespace std::chrono;
  const sys_seconds point{seconds(local.whole)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const hh_mm_ss clock(point - day);
  switch (function) {
    case Function::getFullYear:
      return static_cast<int>(date.year());
    case Function::getMonth:
      return static_cast<unsigned>(date.month()) - 1;
    case Function::getDate:
      return static_cast<unsigned>(date.day());
    case Function::getDayOfMonth:
      return static_cast<unsigned>(date.day()) - 1;
    case Function::getDayOfWeek:
      return weekday(day).c_encoding();
    case Function::getDayOfYear:
      return (day - sys_days(date.year() / January / 1)).count();
    case Function::getHours:
      return clock.hours().count();
    case Function::getMinutes:
      return clock.minutes().count();
    case Function::getSeconds:
      return clock.seconds().count();
    default:
      return local.nanos / 1'000'000;
  }
}

std::int64_t durationPart(Function function, Seconds length) noexcept {
  // Towards zero.
  const bool isNegative = length.whole < 0;
  const Seconds size = isNegative ? *subtract({}, length) : length;
  std::int64_t part = 0;
  switch (function) {
    case Function::getHours:
      part = size.whole / 3600;
      break;
    case Function::getMinutes:
      part = size.whole / 60;
      break;
    case Function::getSeconds:
      part = size.whole;
      break;
    default:
      part = size.nanos / 1'000'000;
  }
  return isNegative ? -part : part;
}

}  // namespace event_runtime::expression
