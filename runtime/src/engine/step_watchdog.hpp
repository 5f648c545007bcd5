#pragma once

#include <event_runtime/clock.hpp>

#include "execution/execution.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace event_runtime::engine {

class ActiveRun;

/// Looks after step bodies that have a timeout: asks those whose time is over to stop, and cuts off those that do not
/// return within GRACE. Its thread begins with the first such body. Thread-safe.
class StepWatchdog {
 public:
  /// How long a body may take to notice that it is to stop.
  static constexpr std::chrono::milliseconds GRACE{1000};

  explicit StepWatchdog(Clock& clock) : clock_(clock) {}
  ~StepWatchdog();
  StepWatchdog(const StepWatchdog&) = delete;
  StepWatchdog& operator=(const StepWatchdog&) = delete;

  using Ticket = std::pair<Timestamp, std::uint64_t>;
  /// A body begins.
  Ticket begin(const std::shared_ptr<ActiveRun>& run, const execution::StepHash& step, Timestamp deadline);
  /// The run was cancelled: asks all of its bodies to stop.
  void stopBodies(const std::shared_ptr<ActiveRun>& run);
  /// It has returned.
  void end(const Ticket& ticket);

  /// Waits for the thread's end; nothing is looked after any more. Not on that thread.
  void stop();

 private:
  struct Watched {
    std::weak_ptr<ActiveRun> run;
    std::optional<execution::StepHash> step = std::nullopt;  ///< std::nullopt: all of them, and none is cut off
    std::uint64_t id = 0;
    bool asked = false;
  };
  Ticket add(Watched watched, Timestamp deadline);
  void run();

  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wakeUp_;
  std::map<Ticket, Watched> watched_;
  std::map<std::uint64_t, Ticket> moved_;  ///< where those that were asked to stop now are
  std::uint64_t nextId_ = 0;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace event_runtime::engine
