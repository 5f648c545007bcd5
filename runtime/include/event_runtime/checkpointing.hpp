#pragma once

#include <chrono>

namespace event_runtime {

/// When a run on Inngest tells the server of the steps that it has finished, while it goes on in the same call
/// (docs/SDK_SPEC.md of inngest/inngest, section 10): a request less for each step. Without meaning for the embedded
/// engine. What could not be told is in the answer to the call, so that no result is lost; a process that dies takes the
/// steps along that it has not told of, and they are run again.
struct Checkpointing {
  bool enabled = true;  ///< false: one step a call
  /// So many finished steps are told at once, 1 … 1,000; 0 means 1. More than 2 MiB of results are told at once, too.
  int bufferedSteps = 1;
  /// A finished step is told at the latest after this time; zero: only the number counts. At most 24 h.
  std::chrono::milliseconds maxInterval{0};
  /// After this time no further step is begun, and the run goes on in another call: where a platform limits how long a
  /// request may take. Zero: no limit. At most 24 h.
  std::chrono::milliseconds maxRuntime{0};

  /// Every step is told before the next one begins. What holds where nothing is said.
  static constexpr Checkpointing safe() { return {}; }
  /// Up to 1,000 steps are told at once: the fastest, and a crash repeats the most.
  static constexpr Checkpointing performant() { return {.bufferedSteps = 1000}; }
  /// Three steps at once, or those of three seconds.
  static constexpr Checkpointing blended() { return {.bufferedSteps = 3, .maxInterval = std::chrono::seconds{3}}; }
  static constexpr Checkpointing off() { return {.enabled = false}; }

  friend bool operator==(const Checkpointing&, const Checkpointing&) = default;
};

}  // namespace event_runtime
