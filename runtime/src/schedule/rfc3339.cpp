#include "schedule/rfc3339.hpp"

#include <cstddef>

namespace event_runtime::rfc3339 {

namespace {

constexpr std::size_t DATE_LENGTH = 10;

/// Reads what stands at fixed places, without a branch for each character: whether all of it was as it must be is asked
/// once, at the end.
class Places {
 public:
  /// Of a text that is long enough for every place that is asked for.
  explicit Places(std::string_view text) noexcept : text_(text.data()) {}

  int twoDigits(std::size_t at) noexcept { return digit(at) * 10 + digit(at + 1); }
  void expect(std::size_t at, char character) noexcept { areAsExpected_ &= text_[at] == character; }
  bool areAsExpected() const noexcept { return areAsExpected_; }

 private:
  int digit(std::size_t at) noexcept {
    const auto value = static_cast<unsigned>(text_[at]) - '0';
    areAsExpected_ &= value <= 9;
    return static_cast<int>(value % 16);  // bounded, whatever stands there
  }

  const char* text_;
  bool areAsExpected_ = true;
};

bool take(std::string_view& text, char character) noexcept {
  if (text.empty() || text.front() != character) return false;
  text.remove_prefix(1);
  return true;
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
  if (text.size() < 5) return std::nullopt;
  Places places(text);
  const int hours = places.twoDigits(0), minutes = places.twoDigits(3);
  places.expect(2, ':');
  if (!places.areAsExpected() || hours > 23 || minutes > 59) return std::nullopt;
  text.remove_prefix(5);
  const std::chrono::minutes offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return east ? offset : -offset;
}

}  // namespace

std::optional<std::chrono::year_month_day> scanDate(std::string_view text) noexcept {
  if (text.size() != DATE_LENGTH) return std::nullopt;
  Places places(text);
  const int year = places.twoDigits(0) * 100 + places.twoDigits(2);
  const int month = places.twoDigits(5), day = places.twoDigits(8);
  places.expect(4, '-');
  places.expect(7, '-');
  if (!places.areAsExpected()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Time> scanTime(std::string_view text) noexcept {
  constexpr std::size_t LENGTH = 8;
  if (text.size() <= LENGTH) return std::nullopt;
  Places places(text);
  const int hour = places.twoDigits(0), minute = places.twoDigits(3), second = places.twoDigits(6);
  places.expect(2, ':');
  places.expect(5, ':');
  if (!places.areAsExpected() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  text.remove_prefix(LENGTH);
  const auto fraction = takeFraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = takeOffset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const std::chrono::minutes minutes = std::chrono::hours(hour) + std::chrono::minutes(minute);
  if (second == 60) {
    constexpr std::chrono::minutes DAY = std::chrono::hours(24);
    const auto utc = (minutes - *offset + 2 * DAY) % DAY;
    if (utc != DAY - std::chrono::minutes(1)) return std::nullopt;
    return Time{minutes + std::chrono::minutes(1), *offset};
  }
  return Time{minutes + std::chrono::seconds(second) + *fraction, *offset};
}

std::optional<DateTime> scanDateTime(std::string_view text) noexcept {
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
