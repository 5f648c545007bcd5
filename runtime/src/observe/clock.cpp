#include <event_runtime/clock.hpp>

#include <algorithm>

namespace event_runtime {

namespace {

class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }

  void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wakeUp,
            std::optional<Timestamp> deadline) override {
    if (!deadline) {
      wakeUp.wait(lock);
      return;
    }
    // The steady clock measures the wait, so a wall clock that is set shows only between two slices.
    constexpr std::chrono::milliseconds SLICE{1000};
    const Timestamp time = now();
    if (*deadline > time) wakeUp.wait_for(lock, std::min(*deadline - time, SLICE));
  }
};

}  // namespace

std::shared_ptr<Clock> systemClock() { return std::make_shared<SystemClock>(); }

}  // namespace event_runtime
