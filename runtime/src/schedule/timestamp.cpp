#include <event_runtime/time.hpp>

#include "schedule/rfc3339.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace event_runtime {

Timestamp parseTimestamp(std::string_view text) {
  const auto time = rfc3339::scanTimestamp(text);
  if (!time) {
    throw std::invalid_argument(
        fmt::format("'{}' is no RFC 3339 date-time; write it like 2026-11-21T09:30:00Z", text.substr(0, 64)));
  }
  return *time;
}

std::string formatTimestamp(Timestamp time) {
  // std::chrono's calendar ends here.
  constexpr Timestamp FIRST = std::chrono::sys_days(std::chrono::year::min() / 1 / 1);
  constexpr Timestamp LAST = std::chrono::sys_days(std::chrono::year::max() / 12 / 31);
  time = std::clamp(time, FIRST, LAST);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = int(date.year());
  const auto digits = year < 0 || year > 9999 ? fmt::format("{:+05}", year) : fmt::format("{:04}", year);
  return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", digits, unsigned(date.month()), unsigned(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace event_runtime
