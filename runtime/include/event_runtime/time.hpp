#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace event_runtime {

/// A point in time, UTC, in whole milliseconds since 1970: what events, runs and the store carry.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Reads an RFC 3339 date-time, such as `2026-11-21T09:30:00.250+01:00`. Digits after the millisecond are
/// dropped; a leap second `:60` reads as the first instant of the next minute.
/// Throws std::invalid_argument, naming the text, when it is not one, or when the offset takes it out of the years 0000 to
/// 9999.
Timestamp parseTimestamp(std::string_view text);

/// Writes RFC 3339 in UTC with exactly three fractional digits: `2026-11-21T08:30:00.250Z`. Times before the year 0000
/// or after 9999 come out with a sign, `+10000-01-01T00:00:00.000Z`, which parseTimestamp() does not read.
std::string formatTimestamp(Timestamp time);

/// Reads a duration as Inngest writes them: numbers with units `w d h m s ms`, largest first, such as `1d`, `2h30m`, `1500ms`.
/// Throws std::invalid_argument, naming the text, when it is none, is negative or exceeds ten years.
std::chrono::milliseconds parseDuration(std::string_view text);

/// Writes a duration so that parseDuration() reads it back: `1d2h`, `1500ms` as `1s500ms`, zero as `0s`.
std::string formatDuration(std::chrono::milliseconds duration);

}  // namespace event_runtime
