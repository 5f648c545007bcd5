// The clock that tests move: no wake-up is lost, nothing deadlocks, whoever waits may go away.
#include <event_runtime/testing.hpp>

#include <doctest/doctest.h>

#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

/// A thread that waits on a mutex and a condition variable of its own, which go away with it.
class Sleeper {
 public:
  Sleeper(FakeClock& clock, Timestamp until)
      : thread_([this, &clock, until] {
          std::mutex mutex;
          std::condition_variable wakeUp;
          std::unique_lock lock(mutex);
          while (clock.now() < until) clock.wait(lock, wakeUp, until);
          wokeAt = clock.now();
        }) {}
  void join() { thread_.join(); }

  Timestamp wokeAt{};

 private:
  std::jthread thread_;
};

TEST_CASE("time stands still until it is moved") {
  FakeClock clock(parseTimestamp("2026-06-01T12:00:00Z"));
  CHECK(clock.now() == parseTimestamp("2026-06-01T12:00:00Z"));
  clock.advance(90min);
  CHECK(clock.now() == parseTimestamp("2026-06-01T13:30:00Z"));
  clock.set(parseTimestamp("2025-01-01T00:00:00Z"));
  CHECK(clock.now() == parseTimestamp("2025-01-01T00:00:00Z"));
}

TEST_CASE("a deadline that has come is not waited for") {
  FakeClock clock;
  std::mutex mutex;
  std::condition_variable wakeUp;
  std::unique_lock lock(mutex);
  clock.wait(lock, wakeUp, clock.now());
  clock.wait(lock, wakeUp, clock.now() - 1h);
  CHECK(lock.owns_lock());
}

TEST_CASE("advancing wakes whoever waits, whether it waits already or is about to") {
  for (int round = 0; round < 300; ++round) {
    FakeClock clock;
    const Timestamp until = clock.now() + 1h;
    Sleeper sleeper(clock, until);
    clock.advance(1h);
    sleeper.join();  // hangs if the wake-up was lost
    REQUIRE(sleeper.wokeAt == until);
  }
}

TEST_CASE("many sleepers wake, each at its time, while the clock goes on and they go away") {
  FakeClock clock;
  const Timestamp start = clock.now();
  std::vector<std::unique_ptr<Sleeper>> sleepers;
  for (int i = 1; i <= 16; ++i) sleepers.push_back(std::make_unique<Sleeper>(clock, start + i * 1s));
  std::jthread helper([&] {
    for (int i = 0; i < 16; ++i) clock.advance(500ms);
  });
  for (int i = 0; i < 16; ++i) clock.advance(500ms);
  helper.join();
  for (std::size_t i = 0; i < sleepers.size(); ++i) {
    sleepers[i]->join();
    CHECK(sleepers[i]->wokeAt >= start + (i + 1) * 1s);
  }
  CHECK(clock.now() == start + 16s);
}

TEST_CASE("a notification ends waiting without a deadline") {
  FakeClock clock;
  std::mutex mutex;
  std::condition_variable wakeUp;
  bool ready = false;
  std::unique_lock lock(mutex);
  std::jthread notifier([&] {
    const std::lock_guard inside(mutex);
    ready = true;
    wakeUp.notify_all();
  });
  while (!ready) clock.wait(lock, wakeUp, std::nullopt);
  CHECK(lock.owns_lock());
  lock.unlock();
}

TEST_CASE("the clock may be asked and moved while others hold the mutex they wait with") {
  FakeClock clock;
  std::mutex mutex;
  std::condition_variable wakeUp;
  bool stop = false;  // guarded by mutex, as is `turns`
  int turns = 0;
  std::latch started(3);
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 3; ++i) {
      workers.emplace_back([&] {
        std::unique_lock lock(mutex);
        started.count_down();
        while (!stop) {
          ++turns;
          clock.wait(lock, wakeUp, clock.now() + 1ms);
        }
      });
    }
    started.wait();
    for (int i = 0; i < 2000; ++i) clock.advance(1ms);
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    clock.advance(1h);
  }
  CHECK(turns >= 3);
}

}  // namespace
}  // namespace event_runtime
