// Slots by themselves.
#include "engine/concurrency_limiter.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace event_runtime::engine {
namespace {

std::vector<std::string> release(ConcurrencyLimiter& limiter, const std::vector<Slot>& slots) {
  std::vector<std::string> granted;
  limiter.release(slots, [&](ConcurrencyLimiter::Waiter waiter) { granted.push_back(waiter.runId); });
  return granted;
}

using Runs = std::vector<std::string>;

TEST_CASE("a run without limits never waits") {
  ConcurrencyLimiter limiter;
  CHECK(limiter.acquire("a", {}));
  CHECK(release(limiter, {}).empty());
}

TEST_CASE("slots are granted in the order they were asked for") {
  ConcurrencyLimiter limiter;
  const std::vector<Slot> slot{{"k", 2}};
  CHECK(limiter.acquire("a", slot));
  CHECK(limiter.acquire("b", slot));
  CHECK_FALSE(limiter.acquire("c", slot));
  CHECK_FALSE(limiter.acquire("d", slot));
  CHECK(limiter.waiting() == 2);
  CHECK(release(limiter, slot) == Runs{"c"});
  CHECK(release(limiter, slot) == Runs{"d"});
  CHECK(limiter.waiting() == 0);
  CHECK(release(limiter, slot).empty());
  CHECK(release(limiter, slot).empty());
  CHECK(limiter.acquire("e", slot));
}

TEST_CASE("of two limits a run takes both or none") {
  ConcurrencyLimiter limiter;
  const std::vector<Slot> ada{{"all", 2}, {"ada", 1}};
  const std::vector<Slot> bob{{"all", 2}, {"bob", 1}};
  CHECK(limiter.acquire("a1", ada));
  CHECK_FALSE(limiter.acquire("a2", ada));  // waits for `ada` and takes nothing of `all`
  CHECK(limiter.acquire("b1", bob));
  CHECK_FALSE(limiter.acquire("a3", ada));
  CHECK_FALSE(limiter.acquire("b2", bob));
  // `all` has room again, but a3 finds `ada` taken and moves there, so that b2 gets its chance.
  CHECK(release(limiter, bob) == Runs{"b2"});
  CHECK(release(limiter, ada) == Runs{"a2"});
  CHECK(release(limiter, ada) == Runs{"a3"});
  CHECK(limiter.waiting() == 0);
}

}  // namespace
}  // namespace event_runtime::engine
