#pragma once

#include "execution/execution.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace event_runtime::engine {

class ActiveRun;

/// A piece of work for a worker: a run's turn, or the body of one of its steps.
struct Task {
  struct Body {
    execution::StepHash step;
    int attempt = 0;
    std::chrono::milliseconds timeout{0};  ///< zero: none
  };
  std::shared_ptr<ActiveRun> run;
  std::optional<Body> body;  ///< std::nullopt: a turn
};

}  // namespace event_runtime::engine
