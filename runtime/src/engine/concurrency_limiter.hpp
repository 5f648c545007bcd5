#pragma once

#include "function/handler_registry.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace event_runtime::engine {

/// A place among the runs that may execute at a time.
struct Slot {
  std::string key;  ///< names the limit: the function, which of its limits, the value of the limit's key
  int limit = 1;
};

/// What a run that `event` has started must hold to execute.
std::vector<Slot> slotsFor(const function::Function& function, const StoredEvent& event);

/// Grants runs all of their slots or none, for each key in the order of their ranks; of equal ranks first come, first
/// served. Used by one thread.
class ConcurrencyLimiter {
 public:
  /// Takes all of the slots for a run. False: one of them was not to be had, and the run waits until release() names
  /// it.
  bool acquire(const std::string& runId, const std::vector<Slot>& slots, Timestamp rank = {});

  struct Waiter {
    std::string runId;
    std::vector<Slot> slots;
    Timestamp rank{};
  };

  /// Gives the slots back, and calls `granted` for each run that has got its own by it.
  void release(const std::vector<Slot>& slots, const std::function<void(Waiter)>& granted);

  /// How many runs wait.
  std::size_t waiting() const noexcept { return waiting_; }

 private:
  struct Key {
    int taken = 0;
    std::map<std::pair<Timestamp, std::uint64_t>, Waiter> waiters;
  };

  /// Takes all slots, or queues the waiter at the first one that is full.
  bool acquire(Waiter& waiter);

  std::unordered_map<std::string, Key> keys_;  ///< those that are taken or waited for
  std::size_t waiting_ = 0;
  std::uint64_t arrivals_ = 0;
};

}  // namespace event_runtime::engine
