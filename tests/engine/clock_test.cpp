// The clock is set forth and back under an engine.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

/// Far away, and before any time that an event may have.
const Timestamp IN_1979 = Timestamp{std::chrono::milliseconds{297'000'000'000}};

Handler counting(std::atomic<int>& count, HandlerOptions options) {
  return onSignedUp("count", std::move(options),
                    [&count](const Event<Json>&, Step& step) { step.run("count", [&] { ++count; }); });
}

TEST_CASE_TEMPLATE("runs sleep, are retried and end wherever the clock is set", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  std::atomic<int> attempts = 0;
  const auto engine = world.engine({onSignedUp("sleeper", {.retries = 20}, [&](const Event<Json>&, Step& step) {
    step.sleep("nap", 1h);
    step.run("flaky", {.backoff = Backoff{.first = 1s}}, [&] {
      if (++attempts % 2 == 1) throw std::runtime_error("once more");
    });
    ++done;
  })});
  const Timestamp start = world.clock->now();
  int expected = 0;
  for (const Timestamp when : {start + 1h, start, start + 24h * 365, start - 24h * 365, IN_1979, start}) {
    CAPTURE(formatTimestamp(when));
    world.clock->set(when);
    engine->waitUntilIdle();
    // Whatever the earlier times have left is due by its own time, and what comes now by the new one.
    sendSignedUp(*engine);
    engine->waitUntilIdle();
    REQUIRE(engine->nextWakeUp());
    CHECK(*engine->nextWakeUp() <= when + 1h);
    world.advance(*engine, 1h);
    world.advance(*engine, 1s);
    CHECK(done >= ++expected);
  }
  world.clock->set(start + 24h * 366);
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  CHECK(done == 6);
}

TEST_CASE_TEMPLATE("a rate limit holds from the new time on, not until the time that it had been", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  std::atomic<int> count = 0;
  const auto engine =
      world.engine({counting(count, {.rateLimit = RateLimit{.limit = 1, .period = 1min}})});
  const Timestamp start = world.clock->now();
  const auto sendAt = [&](Timestamp when) {
    world.clock->set(when);
    sendSignedUp(*engine);
    engine->waitUntilIdle();
    return count.exchange(0);
  };
  CHECK(sendAt(start) == 1);
  CHECK(sendAt(start + 24h * 365) == 1);
  CHECK(sendAt(start + 1min) == 0);
  CHECK(sendAt(start + 1min + 59s) == 0);
  CHECK(sendAt(start + 2min) == 1);
  CHECK(sendAt(IN_1979) == 0);
  CHECK(sendAt(IN_1979 + 1min) == 1);
  CHECK(sendAt(IN_1979 + 1min + 1s) == 0);
}

TEST_CASE_TEMPLATE("events that are collected wait no longer for the clock's being set back", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> gathered = 0;
  HandlerOptions options;
  SUBCASE("batch") { options.batchEvents = BatchEvents{.maxSize = 10, .timeout = 10s}; }
  SUBCASE("debounce") {
    options.debounce = Debounce{.period = 10s, .timeout = 20s, .allEvents = true};
  }
  const auto engine = world.engine({onSignedUp("gather", options, [&](const std::vector<Event<Json>>& events, Step&) {
    gathered += static_cast<int>(events.size());
  })});
  const Timestamp start = world.clock->now();
  for (const Timestamp when : {start + 24h * 365, start, start - 24h * 365}) {
    world.clock->set(when);
    // Of long ago: a run never begins before its event's own time.
    sendSignedUp(*engine, {}, {.ts = start - 24h * 730});
    engine->waitUntilIdle();
  }
  CHECK(gathered == 0);
  world.advance(*engine, 10s);
  CHECK(gathered == 3);
}

}  // namespace
}  // namespace event_runtime::testing
