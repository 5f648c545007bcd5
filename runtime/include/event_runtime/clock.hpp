#pragma once

#include <event_runtime/time.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace event_runtime {

/// Where the engine gets the time from. Tests put a FakeClock (event_runtime/testing.hpp) in its place.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual Timestamp now() const = 0;

  /// Waits on `wakeUp`, with `lock` held on entry and exit, until somebody notifies it or `deadline` has come
  /// (std::nullopt: no deadline). May return early; callers check their condition again.
  virtual void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wakeUp,
                    std::optional<Timestamp> deadline) = 0;
};

/// The machine's wall clock. Waiting notices within a second when the clock is set forward.
std::shared_ptr<Clock> systemClock();

}  // namespace event_runtime
