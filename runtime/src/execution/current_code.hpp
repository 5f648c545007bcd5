#pragma once

#include <cstddef>

namespace event_runtime::execution {

/// What a thread runs, for a signal handler that has to say so: no more than pointers, to what lives as long as they
/// are set.
struct CurrentCode {
  const char* stackBottom = nullptr;  ///< of the fiber; nullptr: none runs
  std::size_t stackSize = 0;
  const char* function = "";  ///< id; empty: no engine's
  const char* run = "";
  const char* step = "";   ///< id; empty: no body of a step
  const char* notes = "";  ///< the file that takes note of runs which have ended their process; empty: there is none
};

/// The calling thread's. No reference is to be kept across a switch, after which the code may be on another thread.
CurrentCode& currentCode() noexcept;

}  // namespace event_runtime::execution
