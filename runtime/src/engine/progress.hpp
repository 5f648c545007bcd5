#pragma once

#include "execution/execution.hpp"
#include "store/store.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace event_runtime::engine {

class ActiveRun;

/// When a step of a run that stays in memory goes on.
struct Timer {
  Timestamp when{};
  execution::StepHash step;
};

/// What a task has brought forth and the store thread is to make durable, in one transaction; then the run is given the
/// results of its steps.
struct Progress {
  std::shared_ptr<ActiveRun> run;  ///< nullptr: the scheduler's own
  std::vector<Mutation> mutations;
  std::size_t silent = 0;     ///< so many mutations at the beginning are for the record only; nobody waits for them
  std::vector<Timer> timers;  ///< to be kept by the store thread, unless the run is over
  bool over = false;          ///< the run leaves memory: it was suspended or has ended
};

}  // namespace event_runtime::engine
