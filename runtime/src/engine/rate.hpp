#pragma once

#include <event_runtime/time.hpp>

#include "function/option_limits.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace event_runtime::engine {

/// The generic cell rate algorithm (ITU-T I.371): one thing each interval, and a burst of so many more at once. All it
/// remembers is the theoretical arrival time of the next one, in microseconds since 1970.
class Rate {
 public:
  /// `limit` at least 1; `burst` at least 0.
  Rate(int limit, std::chrono::milliseconds period, int burst)
      : interval_(function::rateInterval(limit, period).count()), tolerance_(interval_ * burst) {}

  struct Decision {
    std::int64_t next = 0;  ///< what to remember
    Timestamp start{};      ///< when this one may begin
    bool atOnce = false;
  };

  /// One more, at `now`.
  Decision decide(std::optional<std::int64_t> remembered, Timestamp now) const {
    const std::int64_t at = std::chrono::microseconds(now.time_since_epoch()).count();
    const std::int64_t due = std::max(remembered.value_or(at), at);
    const std::int64_t start = std::max(due - tolerance_, at);
    // Rounded up: not before its time.
    return {due + interval_, Timestamp{std::chrono::milliseconds{(start + 999) / 1000}}, start <= at};
  }

  /// The most that can be remembered at `now` where nothing waits; it is more after the clock was set back.
  std::int64_t most(Timestamp now) const {
    return std::chrono::microseconds(now.time_since_epoch()).count() + tolerance_ + interval_;
  }

  /// When what is remembered no longer matters.
  static Timestamp end(std::int64_t remembered) { return Timestamp{std::chrono::milliseconds{remembered / 1000 + 1}}; }

 private:
  std::int64_t interval_;
  std::int64_t tolerance_;
};

}  // namespace event_runtime::engine
