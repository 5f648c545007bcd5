// Schedules: when their runs begin, and that each tick has exactly one.
#include "fixture.hpp"

#include <algorithm>

namespace event_runtime::testing {
namespace {

using Times = std::vector<std::string>;

/// When handlers were started by schedules: the times of the schedule, to the minute.
class Ticks {
 public:
  void add(const ScheduledTimer& timer) {
    const std::lock_guard lock(mutex_);
    times_.push_back(formatTimestamp(timer.scheduledAt).substr(0, 16));
  }
  Times take() {
    const std::lock_guard lock(mutex_);
    std::ranges::sort(times_);
    return std::exchange(times_, {});
  }

 private:
  std::mutex mutex_;
  Times times_;
};

Handler noting(Ticks& ticks, Cron cron, HandlerOptions options = {}, std::string id = "tick") {
  return createEventHandler(
      cron, std::move(id), std::move(options),
      [&ticks](const Event<ScheduledTimer>& event, Step& step) { step.run("note", [&] { ticks.add(event.data); }); });
}

/// Moves the clock from one thing that is due to the next, up to a time.
template <class World>
void moveTo(World& world, Engine& engine, std::string_view time) {
  const Timestamp end = parseTimestamp(time);
  engine.waitUntilIdle();
  for (auto next = engine.nextWakeUp(); next && *next <= end; next = engine.nextWakeUp()) {
    world.clock->set(*next);
    engine.waitUntilIdle();
  }
  world.clock->set(end);
  engine.waitUntilIdle();
}

TEST_CASE_TEMPLATE("a schedule starts a run for each tick, with Inngest's event", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<Event<ScheduledTimer>> events;
  const auto engine =
      world.engine({createEventHandler(Cron("0 9 * * 1-5", {.timezone = "Europe/Paris"}), "digest", {},
                                       [&](const Event<ScheduledTimer>& event, Step&) { events.push_back(event); })});
  moveTo(world, *engine, "2026-01-05T09:00:00Z");
  REQUIRE(events.size() == 3);  // Thursday the 1st, Friday, Monday
  const auto& event = events.back();
  CHECK(event.name == "inngest/scheduled.timer");
  CHECK(event.id == "shop-digest 2026-01-05T08:00:00.000Z TZ=Europe/Paris 0 9 * * 1-5");
  CHECK(event.ts == parseTimestamp("2026-01-05T08:00:00Z"));
  CHECK(event.data.cron == "TZ=Europe/Paris 0 9 * * 1-5");
  CHECK(event.data.scheduledAt == event.ts);
  CHECK(event.data.fireAt == event.ts);
  CHECK(onlyRun(*engine, event.id).functionId == "shop-digest");
  CHECK(engine->nextWakeUp() == parseTimestamp("2026-01-06T08:00:00Z"));
}

TEST_CASE("a year of ticks: each day once, whatever clocks do") {
  World<Memory> world;
  Ticks paris, newYork, hourly;
  const auto engine = world.engine({noting(paris, Cron("TZ=Europe/Paris 30 2 * * *"), {}, "paris"),
                                    noting(newYork, Cron("TZ=America/New_York 30 1 * * *"), {}, "new-york"),
                                    noting(hourly, Cron("TZ=Europe/Paris 15 * * 3,10 SUN"), {}, "hourly")});
  moveTo(world, *engine, "2026-12-31T23:59:59Z");
  const Times inParis = paris.take();
  REQUIRE(inParis.size() == 365);
  for (std::size_t day = 1; day < inParis.size(); ++day) {
    const auto passed = parseTimestamp(inParis[day] + ":00Z") - parseTimestamp(inParis[day - 1] + ":00Z");
    CAPTURE(inParis[day]);
    // 02:30 is skipped on the 29th of March, when 03:00 comes at once, and comes twice on the 25th of October.
    CHECK(passed == (inParis[day] == "2026-03-29T01:00"   ? 23h + 30min
                     : inParis[day] == "2026-03-30T00:30" ? 23h + 30min
                     : inParis[day] == "2026-10-26T01:30" ? 25h
                                                          : 24h));
  }
  const Times inNewYork = newYork.take();
  CHECK(inNewYork.size() == 365);
  CHECK(std::ranges::count(inNewYork, "2026-11-01T05:30") == 1);
  CHECK(std::ranges::count(inNewYork, "2026-11-01T06:30") == 0);
  // Five Sundays in March, one of them an hour shorter, and four in October, one longer.
  CHECK(hourly.take().size() == 9 * 24);
}

TEST_CASE_TEMPLATE("events and schedules may start the same handler", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<std::string> seen;
  const auto engine = world.engine({createEventHandler(
      std::tuple(Cron("0 * * * *"), SIGNED_UP, Cron("30 * * * *")), "both", {},
      [&](const Event<std::variant<ScheduledTimer, Json>>& event, Step&) {
        seen.push_back(std::visit([](const auto& data) { return Json::parse(toJsonText(data)).dump(); }, event.data));
      })});
  moveTo(world, *engine, "2026-01-01T01:10:00Z");
  sendSignedUp(*engine, {{"n", 1}});
  engine->waitUntilIdle();
  CHECK(seen ==
        std::vector<std::string>{
            R"({"cron":"30 * * * *","fireAt":"2026-01-01T00:30:00.000Z","scheduledAt":"2026-01-01T00:30:00.000Z"})",
            R"({"cron":"0 * * * *","fireAt":"2026-01-01T01:00:00.000Z","scheduledAt":"2026-01-01T01:00:00.000Z"})",
            R"({"n":1})"});
}

TEST_CASE_TEMPLATE("after an outage missed ticks are skipped, or made up for once, or all", Kind, Memory, Sqlite) {
  World<Kind> world;
  Ticks skip, once, all;
  const HandlerList handlers{noting(skip, Cron("0 * * * *"), {}, "skip"),
                             noting(once, Cron("0 * * * *", {.missed = MissedTicks::once}), {}, "once"),
                             noting(all, Cron("0 * * * *", {.missed = MissedTicks::all}), {}, "all")};
  auto engine = world.engine(handlers);
  moveTo(world, *engine, "2026-01-01T01:30:00Z");
  CHECK(skip.take() == Times{"2026-01-01T01:00"});
  CHECK(once.take() == Times{"2026-01-01T01:00"});
  CHECK(all.take() == Times{"2026-01-01T01:00"});
  engine.reset();
  world.clock->set(parseTimestamp("2026-01-01T04:30:00Z"));
  engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(skip.take().empty());
  CHECK(once.take() == Times{"2026-01-01T04:00"});
  CHECK(all.take() == Times{"2026-01-01T02:00", "2026-01-01T03:00", "2026-01-01T04:00"});
  CHECK(world.logger->count("a schedule has missed ticks that it does not make up for function=shop-skip "
                            "cron=0 * * * * first=2026-01-01T02:00:00.000Z last=2026-01-01T04:00:00.000Z") == 1);
  // As before from then on; and a clock that is set forward is an outage too.
  moveTo(world, *engine, "2026-01-01T05:00:00Z");
  CHECK(skip.take() == Times{"2026-01-01T05:00"});
  once.take();
  all.take();
  world.advance(*engine, 2h + 30min);
  CHECK(skip.take().empty());
  CHECK(once.take() == Times{"2026-01-01T07:00"});
  CHECK(all.take() == Times{"2026-01-01T06:00", "2026-01-01T07:00"});
}

TEST_CASE_TEMPLATE("a tick that is up to a minute late is kept", Kind, Memory, Sqlite) {
  World<Kind> world;
  Ticks ticks;
  const HandlerList handlers{noting(ticks, Cron("0 * * * *"))};
  world.engine(handlers);
  world.clock->set(parseTimestamp("2026-01-01T01:01:00Z"));
  auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(ticks.take() == Times{"2026-01-01T01:00"});
  engine.reset();
  world.clock->set(parseTimestamp("2026-01-01T02:01:00.001Z"));
  engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(ticks.take().empty());
}

TEST_CASE("of very many missed ticks the last thousand are made up for") {
  World<Memory> world;
  Ticks ticks;
  const HandlerList handlers{noting(ticks, Cron("* * * * *", {.missed = MissedTicks::all}))};
  world.engine(handlers);
  world.clock->advance(24h * 365);
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  const Times times = ticks.take();
  REQUIRE(times.size() == 1000);
  CHECK(times.front() == "2026-12-31T07:21");
  CHECK(times.back() == "2027-01-01T00:00");
  CHECK(world.logger->count("does not make up for") == 1);
}

TEST_CASE_TEMPLATE("each tick has exactly one run, at whatever commit the engine is cut off", Kind, Memory, Sqlite) {
  for (int applies = 0; applies < 12; ++applies) {
    CAPTURE(applies);
    World<Kind> world;
    Ticks ticks;
    const HandlerList handlers{noting(ticks, Cron("*/30 * * * *", {.missed = MissedTicks::all}))};
    world.engine(handlers)->waitUntilIdle();
    std::atomic<int> left = applies;
    {
      world.beforeApply = [&] {
        if (--left < 0) throw StoreError("the process has ended");
      };
      const auto engine = world.engine(handlers);
      // The store stays dead, so the engine gives up in the end, or is not told to do more.
      for (int step = 0; step < 3 && left >= 0; ++step) {
        world.clock->advance(30min);
        while (left >= 0 && engine->recentRuns(10).size() < static_cast<std::size_t>(step) + 1)
          std::this_thread::yield();
      }
      engine->stopNow();
    }
    world.beforeApply = nullptr;
    world.clock->set(parseTimestamp("2026-01-01T03:10:00Z"));
    const auto engine = world.engine(handlers);
    engine->waitUntilIdle();
    std::vector<std::string> events;
    for (const RunRecord& run : engine->recentRuns(100)) {
      CHECK(statusOf(run) == "completed");
      events.push_back(run.eventId.substr(10, 16));
    }
    std::ranges::sort(events);
    CHECK(events == Times{"2026-01-01T00:30", "2026-01-01T01:00", "2026-01-01T01:30", "2026-01-01T02:00",
                          "2026-01-01T02:30", "2026-01-01T03:00"});
  }
}

TEST_CASE_TEMPLATE("a clock that is set back brings no tick twice", Kind, Memory, Sqlite) {
  World<Kind> world;
  Ticks ticks;
  const HandlerList handlers{noting(ticks, Cron("0 * * * *", {.missed = MissedTicks::all}))};
  auto engine = world.engine(handlers);
  moveTo(world, *engine, "2026-01-01T03:00:00Z");
  CHECK(ticks.take().size() == 3);
  for (const char* time : {"2026-01-01T00:30:00Z", "2026-01-01T02:59:59Z", "2026-01-01T01:00:00Z"}) {
    world.clock->set(parseTimestamp(time));
    engine->waitUntilIdle();
  }
  engine = nullptr;
  engine = world.engine(handlers);
  moveTo(world, *engine, "2026-01-01T03:59:59Z");
  CHECK(ticks.take().empty());
  moveTo(world, *engine, "2026-01-01T04:00:00Z");
  CHECK(ticks.take() == Times{"2026-01-01T04:00"});
  // For a week it was ahead: the schedule does not wait until then, and what had its run has no second one.
  moveTo(world, *engine, "2026-01-08T00:00:00Z");
  ticks.take();
  engine.reset();
  world.clock->set(parseTimestamp("2026-01-01T04:30:00Z"));
  engine = world.engine(handlers);
  CHECK(world.logger->count("a schedule was settled by a clock that was ahead") == 1);
  moveTo(world, *engine, "2026-01-08T02:00:00Z");
  CHECK(ticks.take() == Times{"2026-01-08T01:00", "2026-01-08T02:00"});
}

TEST_CASE_TEMPLATE("another expression begins anew; one that is gone is forgotten", Kind, Memory, Sqlite) {
  World<Kind> world;
  Ticks ticks;
  const CronOptions all{.missed = MissedTicks::all};
  const auto restart = [&](std::unique_ptr<Engine>& engine, HandlerList handlers, std::string_view time) {
    engine.reset();
    world.clock->set(parseTimestamp(time));
    engine = world.engine(std::move(handlers));
    engine->waitUntilIdle();
  };
  std::unique_ptr<Engine> engine;
  restart(engine, {noting(ticks, Cron("0 * * * *", all))}, "2026-01-01T00:30:00Z");
  restart(engine, {noting(ticks, Cron("10 * * * *", all))}, "2026-01-01T05:30:00Z");
  CHECK(ticks.take().empty());
  CHECK(world.store->controls("").size() == 1);
  restart(engine, {noting(ticks, Cron("10 * * * *", {.jitter = 5min, .missed = MissedTicks::all}))},
          "2026-01-01T07:30:00Z");
  CHECK(ticks.take() == Times{"2026-01-01T06:10", "2026-01-01T07:10"});
  restart(engine, {}, "2026-01-01T09:30:00Z");
  CHECK(world.store->controls("").empty());
}

TEST_CASE_TEMPLATE("jitter delays each tick by a time of its own, the same after a restart", Kind, Memory, Sqlite) {
  const auto delays = [](bool restarting) {
    World<Kind> world;
    std::vector<std::chrono::milliseconds> found;
    const HandlerList handlers{createEventHandler(Cron("* * * * *", {.jitter = 30s}), "tick", {},
                                                  [&](const Event<ScheduledTimer>& event, Step&) {
                                                    found.push_back(world.clock->now() - event.data.scheduledAt);
                                                    CHECK(event.data.fireAt == world.clock->now());
                                                    CHECK(event.ts == event.data.fireAt);
                                                  })};
    auto engine = world.engine(handlers);
    for (int i = 1; i <= 20; ++i) {
      moveTo(world, *engine, formatTimestamp(parseTimestamp("2026-01-01T00:00:45Z") + i * 1min));
      if (restarting) engine = nullptr, engine = world.engine(handlers);
    }
    return found;
  };
  const auto first = delays(false);
  CHECK(first.size() == 20);
  CHECK(std::ranges::all_of(first, [](auto delay) { return delay >= 1s && delay <= 30s; }));
  CHECK(*std::ranges::max_element(first) - *std::ranges::min_element(first) > 10s);
  CHECK(delays(true) == first);
  // One that is longer than the time to the next tick does not change their order.
  World<Kind> world;
  std::vector<Timestamp> seen;
  const auto engine = world.engine(
      {createEventHandler(Cron("* * * * *", {.jitter = 5min}), "tick", {},
                          [&](const Event<ScheduledTimer>& event, Step&) { seen.push_back(event.data.scheduledAt); })});
  moveTo(world, *engine, "2026-01-01T01:01:00Z");
  CHECK(seen.size() == 60);
  CHECK(std::ranges::is_sorted(seen));
}

TEST_CASE_TEMPLATE("controls of the flow hold for schedules too, and pausing skips ticks", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> singles = 0;
  Ticks ticks;
  const auto engine = world.engine(
      {createEventHandler(Cron("0 * * * *"), "single", {.singleton = Singleton{}},
                          [&](const Event<ScheduledTimer>&, Step& step) {
                            step.run("count", [&] { ++singles; });
                            step.sleep("long", 150min);
                          }),
       noting(ticks, Cron("0 * * * *", {.missed = MissedTicks::all}), {.rateLimit = RateLimit{1, 24h}}, "rare"),
       noting(ticks, Cron("0 * * * *", {.missed = MissedTicks::all}), {}, "paused")});
  engine->pauseFunction("paused");
  moveTo(world, *engine, "2026-01-01T06:30:00Z");
  CHECK(singles == 2);  // at 1 and at 4
  CHECK(ticks.take() == Times{"2026-01-01T01:00"});
  engine->resumeFunction("paused");
  moveTo(world, *engine, "2026-01-01T07:30:00Z");
  CHECK(ticks.take() == Times{"2026-01-01T07:00"});
}

}  // namespace
}  // namespace event_runtime::testing
