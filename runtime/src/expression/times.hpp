#pragma once

#include <event_runtime/time.hpp>

#include "expression/functions.hpp"
#include "expression/value.hpp"

#include <optional>
#include <string>
#include <string_view>

/// CEL's timestamps and durations: nanoseconds, and the ranges of google.protobuf.Timestamp and Duration.
namespace event_runtime::expression {

/// The years 0001 to 9999.
bool isTimestamp(Seconds time) noexcept;
/// At most 315,576,000,000 seconds, some 10,000 years, either way.
bool isDuration(Seconds length) noexcept;

/// std::nullopt where seconds overflow.
std::optional<Seconds> add(Seconds left, Seconds right) noexcept;
std::optional<Seconds> subtract(Seconds left, Seconds right) noexcept;

Seconds toSeconds(Timestamp time) noexcept;
/// Whole milliseconds, towards the past.
Timestamp toTimestamp(Seconds time) noexcept;

/// RFC 3339 with up to nine digits of a second; only what isTimestamp().
std::optional<Seconds> scanTimestampText(std::string_view text) noexcept;
/// `1h30m`, `-1.5s`, `10us`: units h m s ms us ns; with `days`, also d and w.
std::optional<Seconds> scanDurationText(std::string_view text, bool days) noexcept;

/// RFC 3339 in UTC with as many digits as are needed.
std::string timestampText(Seconds time);
/// Seconds: `60.001s`.
std::string durationText(Seconds length);

/// What `+02:00`, `-0830` or `UTC` say; std::nullopt for other texts.
std::optional<std::chrono::seconds> scanOffset(std::string_view text) noexcept;

/// One of getFullYear() and its like, of a time that was moved by its zone's offset.
std::int64_t timePart(Function function, Seconds local) noexcept;
/// One of getHours() and its like: the whole length in that unit, but for milliseconds, which are those of the second.
std::int64_t durationPart(Function function, Seconds length) noexcept;

}  // namespace event_runtime::expression
