#pragma once

#include <event_runtime/clock.hpp>

#include <condition_variable>
#include <mutex>
#include <vector>

namespace event_runtime {

/// A clock that stands still until the test moves it. Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(Timestamp start = parseTimestamp("2026-01-01T00:00:00Z"));

  Timestamp now() const override;
  void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wakeUp,
            std::optional<Timestamp> deadline) override;

  /// Moves the time on and wakes everybody whose deadline has come.
  void advance(std::chrono::milliseconds duration);
  void set(Timestamp time);

 private:
  struct Waiter {
    std::mutex* mutex;
    std::condition_variable* wakeUp;
  };
  mutable std::mutex mutex_;
  Timestamp now_;
  std::vector<Waiter> waiters_;
};

}  // namespace event_runtime
