#pragma once

#include "execution/execution.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace event_runtime::engine {

/// The pause after the `failures`-th failure (from 1), without jitter: 15 s, 30 s, 1 m, 2 m, 5 m, 10 m, 20 m, 40 m, 1
/// h, then 2 h, as Inngest's server has it.
std::chrono::milliseconds backoff(int failures) noexcept;

/// 0 … 30 s, always the same for the same run, step and failure: a store that is opened again computes what was before.
/// `step` is empty for the handler itself.
std::chrono::milliseconds jitter(std::string_view runId, std::string_view step, int failures) noexcept;

/// What failed, and how often.
struct FailedAttempt {
  std::string_view runId;
  std::string_view step;  ///< its id; empty: the handler itself
  int failures = 1;       ///< with this one
  int retries = 0;        ///< allowed after the first failure
};

/// When to try again; std::nullopt: not at all, because the failure is not retriable or the retries are used up. Delays
/// that a RetryAfterError asks for are clamped to 1 s … 24 h and get no jitter.
std::optional<Timestamp> nextAttempt(const FailedAttempt& attempt, const execution::Failure& failure, Timestamp now);

}  // namespace event_runtime::engine
