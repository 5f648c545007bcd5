#include <event_runtime/time.hpp>

#include "schedule/rfc3339.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace event_runtime {

Timestamp parseTimestamp(std::string_view text) {
  const auto scanned = rfc3339::scanDateTime(text);
  if (!scanned) {
    throw std::invalid_argument(
        fmt::format("'{}' is no RFC 3339 date-time; write it like 2026-11-21T09:30:00Z", text.substr(0, 64)));
  }
  return std::chrono::sys_days(scanned->date) + scanned->time.sinceMidnight - scanned->time.offset;
}

std::string formatTimestamp(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace event_runtime
