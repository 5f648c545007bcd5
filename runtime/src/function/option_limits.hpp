#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What a handler's options may say: Inngest's limits (inngest/inngest v1.43, pkg/consts and pkg/inngest). A header of
/// its own, because the generator holds types.yaml to them as the runtime holds handlers that are made in code.
namespace event_runtime::function {

/// From the least to the most.
struct DurationRange {
  std::chrono::milliseconds least;
  std::chrono::milliseconds most;

  constexpr bool contains(std::chrono::milliseconds value) const noexcept { return value >= least && value <= most; }
};
struct CountRange {
  std::int64_t least;
  std::int64_t most;

  constexpr bool contains(std::int64_t value) const noexcept { return value >= least && value <= most; }
};

inline constexpr std::size_t MAX_TRIGGERS = 10;
inline constexpr std::size_t MAX_CONCURRENCY = 2;
inline constexpr std::size_t MAX_CANCEL_ON = 5;
inline constexpr CountRange RETRIES{0, 20};
inline constexpr DurationRange RATE_LIMIT_PERIOD{std::chrono::seconds{1}, std::chrono::hours{24}};
inline constexpr DurationRange THROTTLE_PERIOD{std::chrono::seconds{1}, std::chrono::days{7}};
inline constexpr DurationRange DEBOUNCE_PERIOD{std::chrono::seconds{1}, std::chrono::days{7}};
inline constexpr DurationRange DEBOUNCE_TIMEOUT = DEBOUNCE_PERIOD;
inline constexpr CountRange BATCH_SIZE{2, 100};
inline constexpr DurationRange BATCH_TIMEOUT{std::chrono::seconds{1}, std::chrono::seconds{60}};
inline constexpr DurationRange CANCEL_TIMEOUT{std::chrono::seconds{1}, std::chrono::days{365}};
inline constexpr DurationRange RUN_TIMEOUT{std::chrono::seconds{1}, std::chrono::days{366}};
inline constexpr DurationRange CRON_JITTER{std::chrono::seconds{1}, std::chrono::minutes{5}};
/// Seconds, either way.
inline constexpr std::int64_t MAX_PRIORITY = 600;

/// The options that a handler with `batchEvents` may not have.
inline constexpr auto BATCH_EXCLUDES =
    std::to_array<std::string_view>({"cancelOn", "debounce", "singleton", "priority"});

/// How many events a rate limit lets through at once besides the one that is due.
constexpr int rateLimitBurst(int limit) noexcept { return limit / 10; }
/// The time from one run to the next of a rate limit or throttle.
constexpr std::chrono::microseconds rateInterval(std::int64_t limit, std::chrono::milliseconds period) noexcept {
  return std::max(std::chrono::microseconds{period} / limit, std::chrono::microseconds{1});
}

/// Whether a trigger is the name of an event, or a pattern as Inngest has them: one `*`, at the end, after `/` or `.`.
constexpr bool isNameOrPattern(std::string_view trigger) noexcept {
  const auto star = trigger.find('*');
  if (star == std::string_view::npos) return true;
  return star + 1 == trigger.size() && star > 0 && (trigger[star - 1] == '/' || trigger[star - 1] == '.');
}

}  // namespace event_runtime::function
