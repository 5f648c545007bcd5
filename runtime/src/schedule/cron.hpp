#pragma once

#include <event_runtime/time.hpp>

#include "schedule/time_zone.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace event_runtime::schedule {

/// What is wrong with a schedule.
struct CronError {
  std::size_t offset = 0;  ///< byte of the expression where it stands, or of the time zone beside it
  bool inTimezone = false;
  std::string message;  ///< and what to do about it
};

/// A cron schedule: minute, hour, day of the month, month and day of the week, with the grammar and the meaning of
/// Inngest's server (robfig/cron v3). Lists, ranges, steps and names (`JAN`, `MON`); `?` is `*`; `TZ=Europe/Paris` or
/// `CRON_TZ=` may stand before the fields. Where both days are restricted, either is enough.
///
/// Where clocks are set forward, a time that they skip counts as the instant at which they do; where they are set back,
/// a time that they show twice counts the first time. Where the hour is `*`, a schedule is one of real time instead: no
/// hour is skipped, and none is left out for being there twice.
class CronSchedule {
 public:
  /// `timezone`: by whose clocks, unless the text says so itself; empty: UTC.
  static std::variant<CronSchedule, CronError> parse(std::string_view text, std::string_view timezone = {});

  /// The first time after `after`; std::nullopt where that is beyond the year 9000.
  std::optional<Timestamp> next(Timestamp after) const;
  /// The last times after `after`, up to `until`, in order; at most `limit`.
  std::vector<Timestamp> latest(Timestamp after, Timestamp until, std::size_t limit) const;

  /// The schedule as Inngest reads it, with the time zone: `TZ=Europe/Paris 0 9 * * 1-5`.
  const std::string& text() const noexcept { return text_; }

 private:
  friend class CronParser;
  explicit CronSchedule(TimeZone zone) : zone_(std::move(zone)) {}

  bool isOn(std::chrono::year_month_day date) const;
  std::chrono::local_days firstDayFrom(std::chrono::local_days day) const;
  std::chrono::local_seconds firstLocalFrom(std::chrono::local_seconds time) const;
  Timestamp nextByRealTime(Timestamp after) const;
  bool isEveryHour() const noexcept;

  std::string text_;
  TimeZone zone_;
  // A bit for each value.
  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  std::uint64_t weekdays_ = 0;
  bool anyDay_ = false;      ///< the day of the month is `*`
  bool anyWeekday_ = false;  ///< the day of the week is
};

}  // namespace event_runtime::schedule
