#pragma once

#include <event_runtime/time.hpp>

#include <chrono>
#include <optional>
#include <string_view>

/// The grammar of RFC 3339, section 5.6, for everybody who reads dates: timestamps and the string formats.
namespace event_runtime::rfc3339 {

/// `2026-11-21`; the day exists in its month.
std::optional<std::chrono::year_month_day> scanDate(std::string_view text) noexcept;

/// A full-time: `09:30:00`, a fraction of any length, and `Z` or an offset.
struct Time {
  std::chrono::milliseconds sinceMidnight{};  ///< digits beyond the millisecond are dropped; 23:59:60 is 24 hours
  std::chrono::minutes offset{};              ///< east of UTC
};
/// A leap second is taken where RFC 3339 allows one: at 23:59:60 UTC.
std::optional<Time> scanTime(std::string_view text) noexcept;

/// A date-time: date, `T` or `t`, full-time. No space in place of the `T`.
struct DateTime {
  std::chrono::year_month_day date;
  Time time;
};
std::optional<DateTime> scanDateTime(std::string_view text) noexcept;

/// A date-time as the instant it means, unless an offset or a leap second takes that out of the years 0000 to 9999,
/// which formatTimestamp() could not write.
std::optional<Timestamp> scanTimestamp(std::string_view text) noexcept;

}  // namespace event_runtime::rfc3339
