#include "schedule/rfc3339.hpp"

#include <cstddef>

namespace event_runtime::rfc3339 {

namespace {

/// Exactly `count` digits at the beginning, which are taken off.
std::optional<int> takeDigits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char character : text.substr(0, count)) {
    if (character < '0' || character > '9') return std::nullopt;
    value = value * 10 + (character - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char character) noexcept {
  if (text.empty() || text.front() != character) return false;
  text.remove_prefix(1);
  return true;
}

/// Two digits up to `maximum`.
std::optional<int> takeTwoDigits(std::string_view& text, int maximum) noexcept {
  const auto value = takeDigits(text, 2);
  return value && *value <= maximum ? value : std::nullopt;
}

/// `.` and at least one digit, as milliseconds; zero, taking nothing, where there is no `.`.
std::optional<std::chrono::milliseconds> takeFraction(std::string_view& text) noexcept {
  if (!take(text, '.')) return std::chrono::milliseconds(0);
  int milliseconds = 0;
  int weight = 100;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits, weight /= 10) {
    milliseconds += (text[digits] - '0') * weight;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return std::chrono::milliseconds(milliseconds);
}

std::optional<std::chrono::minutes> takeOffset(std::string_view& text) noexcept {
  if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes(0);
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hours = takeTwoDigits(text, 23);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = takeTwoDigits(text, 59);
  if (!minutes) return std::nullopt;
  const std::chrono::minutes offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return east ? offset : -offset;
}

}  // namespace

std::optional<std::chrono::year_month_day> scanDate(std::string_view text) noexcept {
  const auto year = takeDigits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = takeDigits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = takeDigits(text, 2);
  if (!day || !text.empty()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Time> scanTime(std::string_view text) noexcept {
  const auto hour = takeTwoDigits(text, 23);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = takeTwoDigits(text, 59);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = takeTwoDigits(text, 60);
  if (!second) return std::nullopt;
  const auto fraction = takeFraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = takeOffset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const std::chrono::minutes minutes = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (*second == 60) {
    constexpr std::chrono::minutes DAY = std::chrono::hours(24);
    const auto utc = (minutes - *offset + 2 * DAY) % DAY;
    if (utc != DAY - std::chrono::minutes(1)) return std::nullopt;
    return Time{minutes + std::chrono::minutes(1), *offset};
  }
  return Time{minutes + std::chrono::seconds(*second) + *fraction, *offset};
}

std::optional<DateTime> scanDateTime(std::string_view text) noexcept {
  constexpr std::size_t DATE_LENGTH = 10;
  if (text.size() <= DATE_LENGTH || (text[DATE_LENGTH] != 'T' && text[DATE_LENGTH] != 't')) return std::nullopt;
  const auto date = scanDate(text.substr(0, DATE_LENGTH));
  if (!date) return std::nullopt;
  const auto time = scanTime(text.substr(DATE_LENGTH + 1));
  if (!time) return std::nullopt;
  return DateTime{*date, *time};
}

std::optional<Timestamp> scanTimestamp(std::string_view text) noexcept {
  constexpr Timestamp FIRST = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
  constexpr Timestamp END = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  const auto scanned = scanDateTime(text);
  if (!scanned) return std::nullopt;
  const Timestamp time = std::chrono::sys_days(scanned->date) + scanned->time.sinceMidnight - scanned->time.offset;
  return time >= FIRST && time < END ? std::optional(time) : std::nullopt;
}

}  // namespace event_runtime::rfc3339
