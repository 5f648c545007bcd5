#pragma once

#include <event_runtime/clock.hpp>

#include <condition_variable>
#include <list>
#include <mutex>

namespace event_runtime {

/// A clock that stands still until the test moves it. Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(Timestamp start = parseTimestamp("2026-01-01T00:00:00Z"));

  Timestamp now() const override;
  void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wakeUp,
            std::optional<Timestamp> deadline) override;

  /// Moves the time on, or to a point, back as well, and wakes everybody who waits. Not to be called by somebody who
  /// holds a mutex that others wait with.
  void advance(std::chrono::milliseconds duration);
  void set(Timestamp time);

 private:
  struct Waiter {
    std::mutex* mutex;
    std::condition_variable* wakeUp;
    int notifiers = 0;  ///< calls of wakeAll() that use the pointers; the waiter stays until there are none
  };
  void wakeAll();

  mutable std::mutex mutex_;
  Timestamp now_;
  std::list<Waiter> waiters_;
  std::condition_variable notified_;
};

}  // namespace event_runtime
