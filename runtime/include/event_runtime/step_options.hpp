#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>

namespace event_runtime {

/// How long to wait before a step is tried again: `first` after the first failure, `factor` times as long after each
/// further one, `longest` at most, and 0 … `jitter` more, always the same for the same run, step and attempt.
struct Backoff {
  std::chrono::milliseconds first = std::chrono::seconds{15};
  double factor = 2;                                          ///< 1 … 100
  std::chrono::milliseconds longest = std::chrono::hours{2};  ///< at most 366 days
  std::chrono::milliseconds jitter{0};                        ///< at most 366 days
};

/// What holds for one step and not for its handler. Inngest has no such options: on its server they mean nothing beyond
/// `retries`, so they are for the embedded engine.
struct StepOptions {
  /// How often the step is tried again after its first failure, 0 … 1000. std::nullopt: as the handler's `retries` say.
  std::optional<int> retries = {};
  /// How long one attempt may take, from the moment its body begins; zero: as long as it likes. At most 366 days. When
  /// the time is over, Step::stopToken() asks the body to stop; one that has not returned a second later is cut off:
  /// the attempt is recorded as failed with `event_runtime::StepTimeoutError`, and the run goes on from its record in
  /// another thread. The thread that runs the body is left to it until it returns, if ever, and what it then gives is
  /// dropped; so what the body uses must live as long as the process.
  std::chrono::milliseconds timeout{0};
  /// std::nullopt: Inngest's 15 s, 30 s, 1 m, 2 m, 5 m, 10 m, 20 m, 40 m, 1 h, then 2 h, with up to 30 s of jitter.
  std::optional<Backoff> backoff = {};
  /// Computes the pause from the error and the number of failures so far (from 1); 0 … 366 days, what lies outside is
  /// clamped. std::nullopt, or an exception out of it: `backoff`. Called where the body has thrown a std::exception
  /// other than RetryAfterError, which says itself when to try again. Thread-safe where bodies run in parallel.
  std::function<std::optional<std::chrono::milliseconds>(const std::exception& error, int failures)> delay = {};
};

}  // namespace event_runtime
