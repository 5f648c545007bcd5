#pragma once

#include <event_runtime/step_options.hpp>

#include "execution/execution.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace event_runtime::engine {

/// The pause after the `failures`-th failure (from 1), without jitter: 15 s, 30 s, 1 m, 2 m, 5 m, 10 m, 20 m, 40 m, 1
/// h, then 2 h, as Inngest's server has it.
std::chrono::milliseconds backoff(int failures) noexcept;
/// The same after a step's own rule.
std::chrono::milliseconds backoff(const Backoff& rule, int failures) noexcept;

/// 0 … `longest`, always the same for the same run, step and failure: a store that is opened again computes what was
/// before. `step` is empty for the handler itself.
std::chrono::milliseconds jitter(std::string_view runId, std::string_view step, int failures,
                                 std::chrono::milliseconds longest = std::chrono::seconds{30}) noexcept;

/// What failed, and how often.
struct FailedAttempt {
  std::string_view runId;
  std::string_view step;                                          ///< its id; empty: the handler itself
  int failures = 1;                                               ///< with this one
  int retries = 0;                                                ///< allowed after the first failure
  const Backoff* backoff = nullptr;                               ///< the step's own
  std::optional<std::chrono::milliseconds> delay = std::nullopt;  ///< what the step's own function has computed
};

/// When to try again; std::nullopt: not at all, because the failure is not retriable or the retries are used up. Delays
/// that a RetryAfterError asks for are clamped to 1 s … 24 h, those that a step computes to 0 … 366 days; neither gets
/// jitter.
std::optional<Timestamp> nextAttempt(const FailedAttempt& attempt, const execution::Failure& failure, Timestamp now);

}  // namespace event_runtime::engine
