#pragma once

#include <chrono>
#include <string>
#include <utility>

namespace event_runtime {

/// What becomes of the times of a schedule at which no engine was running, or that its clock left out. A time that is
/// up to a minute late counts as kept.
enum class MissedTicks {
  skip,  ///< nothing
  once,  ///< one run, for the last of them
  all,   ///< a run for each, in order; for the last 1,000 of them
};

struct CronOptions {
  /// By whose clocks, such as `Europe/Paris`; empty: UTC, unless the expression says so itself (`TZ=Europe/Paris …`).
  std::string timezone = {};
  /// 1 s … 5 min: a run begins up to so much later, always as much for the same handler and time. Zero: at once.
  std::chrono::milliseconds jitter{0};
  MissedTicks missed = MissedTicks::skip;  ///< the embedded engine's alone
};

/// A trigger of a handler, in place of an event's tag or beside it: a cron expression of five fields, minute, hour, day
/// of the month, month and day of the week, as Inngest's server reads it.
///
///     createEventHandler(Cron("0 9 * * 1-5", {.timezone = "Europe/Paris"}), "daily-digest", {},
///                        [](const Event<ScheduledTimer>& event, Step& step) { … });
///
/// A time that clocks skip when they are set forward counts as the instant at which they do; one that they show twice
/// counts once. Where the hour is `*`, hours are those that pass. Whether the expression is one is checked when an
/// engine takes the handler.
struct Cron {
  explicit Cron(std::string text, CronOptions how = {}) : expression(std::move(text)), options(std::move(how)) {}

  std::string expression;
  CronOptions options;
};

}  // namespace event_runtime
