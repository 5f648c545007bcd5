// The machine's clock. These tests wait for real, for milliseconds.
#include <event_runtime/clock.hpp>

#include <doctest/doctest.h>

#include <thread>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

TEST_CASE("now is now, in whole milliseconds") {
  const auto clock = systemClock();
  const auto before = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const Timestamp now = clock->now();
  CHECK(now >= before);
  CHECK(now <= before + 1min);
}

TEST_CASE("waiting for what has passed does not wait") {
  const auto clock = systemClock();
  std::mutex mutex;
  std::condition_variable wakeUp;
  std::unique_lock lock(mutex);
  clock->wait(lock, wakeUp, clock->now() - 1ms);
  clock->wait(lock, wakeUp, Timestamp::min() + std::chrono::hours(1));
  CHECK(lock.owns_lock());
}

TEST_CASE("waiting ends at the deadline, or a slice later than never") {
  const auto clock = systemClock();
  std::mutex mutex;
  std::condition_variable wakeUp;
  std::unique_lock lock(mutex);
  const Timestamp deadline = clock->now() + 20ms;
  while (clock->now() < deadline) clock->wait(lock, wakeUp, deadline);
  CHECK(lock.owns_lock());
  // Ends on its own although the deadline is as far as it can be: the caller looks at the clock again.
  clock->wait(lock, wakeUp, Timestamp::max());
  CHECK(lock.owns_lock());
}

TEST_CASE("a notification ends waiting, with a deadline and without") {
  const auto clock = systemClock();
  for (const auto deadline : {std::optional<Timestamp>(clock->now() + 1h), std::optional<Timestamp>()}) {
    std::mutex mutex;
    std::condition_variable wakeUp;
    bool ready = false;
    std::unique_lock lock(mutex);
    std::jthread notifier([&] {
      const std::lock_guard inside(mutex);
      ready = true;
      wakeUp.notify_all();
    });
    while (!ready) clock->wait(lock, wakeUp, deadline);
    CHECK(ready);
    lock.unlock();
  }
}

}  // namespace
}  // namespace event_runtime
