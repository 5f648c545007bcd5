#include "schedule/cron.hpp"

#include <algorithm>
#include <bit>

namespace event_runtime::schedule {
namespace {

using namespace std::chrono;

constexpr Timestamp FIRST = sys_days(year(1900) / 1 / 1);
constexpr Timestamp END = sys_days(year(9000) / 1 / 1);
constexpr std::uint64_t EVERY_HOUR = (std::uint64_t{1} << 24) - 1;

bool has(std::uint64_t bits, unsigned value) { return (bits >> value & 1) != 0; }

/// The first value from `value` on; 64 where there is none.
unsigned firstFrom(std::uint64_t bits, unsigned value) {
  return value > 63 ? 64U : static_cast<unsigned>(std::countr_zero(bits & ~std::uint64_t{0} << value));
}

}  // namespace

bool CronSchedule::isEveryHour() const noexcept { return hours_ == EVERY_HOUR; }

bool CronSchedule::isOn(year_month_day date) const {
  if (!has(months_, unsigned(date.month()))) return false;
  const bool isDay = has(days_, unsigned(date.day()));
  const bool isWeekday = has(weekdays_, weekday(local_days(date)).c_encoding());
  return anyDay_ || anyWeekday_ ? isDay && isWeekday : isDay || isWeekday;
}

local_days CronSchedule::firstDayFrom(local_days day) const {
  // The 29th of February, the rarest day, comes within eight years.
  for (;;) {
    const year_month_day date(day);
    if (isOn(date)) return day;
    day =
        has(months_, unsigned(date.month())) ? day + days(1) : local_days((date.year() / date.month() / 1) + months(1));
  }
}

local_seconds CronSchedule::firstLocalFrom(local_seconds time) const {
  const local_days day = firstDayFrom(floor<days>(time));
  unsigned hour = firstFrom(hours_, 0);
  unsigned minute = firstFrom(minutes_, 0);
  if (day == floor<days>(time)) {
    const auto sinceMidnight = floor<minutes>(time - day).count();
    const auto wantedHour = static_cast<unsigned>(sinceMidnight / 60);
    const auto wantedMinute = static_cast<unsigned>(sinceMidnight % 60);
    const bool sameHour = has(hours_, wantedHour) && firstFrom(minutes_, wantedMinute) < 60;
    hour = sameHour ? wantedHour : firstFrom(hours_, wantedHour + 1);
    if (sameHour) minute = firstFrom(minutes_, wantedMinute);
    if (hour > 23) return firstLocalFrom(day + days(1));
  }
  return day + hours(hour) + minutes(minute);
}

std::optional<Timestamp> CronSchedule::next(Timestamp after) const {
  after = std::max(after, FIRST);
  if (after >= END) return std::nullopt;
  if (isEveryHour()) return nextByRealTime(after);
  // Instants ascend with what clocks show, though not strictly: what is skipped is one instant, and of what is shown
  // twice the second time may lie behind us.
  for (auto local = floor<minutes>(zone_.localAt(after));;) {
    const local_seconds tick = firstLocalFrom(local);
    const Timestamp instant = zone_.firstInstantOf(tick);
    if (instant > after) return instant;
    local = floor<minutes>(tick) + minutes(1);
  }
}

Timestamp CronSchedule::nextByRealTime(Timestamp after) const {
  Timestamp time = floor<minutes>(after) + minutes(1);
  for (;;) {
    const local_seconds local = zone_.localAt(time);
    const local_days today = floor<days>(local);
    if (const local_days day = firstDayFrom(today); day != today) {
      // Clocks that are set back at midnight show the day before once more.
      time = std::max(zone_.firstInstantOf(day), time + minutes(1));
    } else if (has(minutes_, static_cast<unsigned>(floor<minutes>(local - today).count() % 60))) {
      return time;
    } else {
      time += minutes(1);
    }
  }
}

std::vector<Timestamp> CronSchedule::latest(Timestamp after, Timestamp until, std::size_t limit) const {
  std::vector<Timestamp> ticks;
  if (limit == 0) return ticks;
  after = std::max(after, FIRST);
  // Looks back further and further, so that a long time is not counted through for its end.
  for (milliseconds span = days(1);; span *= 2) {
    const bool isWhole = span >= until - after;
    ticks.clear();
    auto tick = next(isWhole ? after : until - span);
    for (; tick && *tick <= until; tick = next(*tick)) ticks.push_back(*tick);
    if (isWhole || ticks.size() >= limit) break;
  }
  if (ticks.size() > limit) ticks.erase(ticks.begin(), ticks.end() - static_cast<std::ptrdiff_t>(limit));
  return ticks;
}

}  // namespace event_runtime::schedule
