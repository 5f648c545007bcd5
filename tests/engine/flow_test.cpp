// Controls of the flow, as a user sees them: which events start runs, when, and what ends them.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

inline constexpr EventTag<Json> CANCELLED{"order/cancelled"};
inline constexpr EventTag<Json> ANY_ORDER{"order/*"};
inline constexpr EventTag<Json> ORDERED{"order/created"};

/// What handlers have seen, in order.
class Seen {
 public:
  void add(std::string what) {
    const std::lock_guard lock(mutex_);
    what_.push_back(std::move(what));
  }
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(what_, {});
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return what_.size();
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> what_;
};

using Strings = std::vector<std::string>;

/// A handler that notes the member `n` of its events.
Handler noting(Seen& seen, HandlerOptions options, std::string id = "note") {
  return onSignedUp(std::move(id), std::move(options), [&seen](const Event<Json>& event, Step& step) {
    step.run("note", [&] { seen.add(event.data["n"].dump()); });
  });
}

template <class World>
void restart(World& world, std::unique_ptr<Engine>& engine, const HandlerList& handlers) {
  engine.reset();
  engine = world.engine(handlers);
}

TEST_CASE_TEMPLATE("rateLimit: a tenth at once and one more, then one per interval; the rest are dropped", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{
      noting(seen, {.rateLimit = RateLimit{.limit = 100, .period = 1min, .key = "event.data.user"}})};
  auto engine = world.engine(handlers);
  for (int i = 0; i < 40; ++i) sendSignedUp(*engine, {{"n", i}, {"user", "ada"}});
  engine->waitUntilIdle();
  CHECK(seen.take().size() == 11);
  sendSignedUp(*engine, {{"n", 1}, {"user", "bob"}});
  engine->waitUntilIdle();
  CHECK(seen.take().size() == 1);
  // What was let through is remembered by the next engine.
  restart(world, engine, handlers);
  world.advance(*engine, 599ms);
  sendSignedUp(*engine, {{"n", 2}, {"user", "ada"}});
  engine->waitUntilIdle();
  CHECK(seen.take().empty());
  world.advance(*engine, 1ms);
  for (int i = 0; i < 5; ++i) sendSignedUp(*engine, {{"n", i}, {"user", "ada"}});
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{"0"});
  // In one hour everything is forgotten, and no row is left.
  world.advance(*engine, 1h);
  CHECK(world.store->controls("").empty());
}

TEST_CASE_TEMPLATE("a key that is false turns the limit off; idempotency is a limit of one a day", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  Seen seen;
  Seen once;
  const auto engine = world.engine(
      {noting(seen, {.rateLimit = RateLimit{.limit = 1, .period = 1h, .key = "event.data.free ? false : 1"}}),
       noting(once, {.idempotency = "event.data.order"}, "once")});
  for (int i = 0; i < 5; ++i) sendSignedUp(*engine, {{"n", i}, {"free", true}, {"order", i / 2}});
  for (int i = 5; i < 10; ++i) sendSignedUp(*engine, {{"n", i}, {"free", false}, {"order", i / 2}});
  engine->waitUntilIdle();
  CHECK(seen.take().size() == 6);
  CHECK(once.take().size() == 5);
  world.advance(*engine, 24h - 1ms);
  sendSignedUp(*engine, {{"n", 1}, {"order", 0}});
  engine->waitUntilIdle();
  CHECK(once.take().empty());
  world.advance(*engine, 1ms);
  sendSignedUp(*engine, {{"n", 1}, {"order", 0}});
  engine->waitUntilIdle();
  CHECK(once.take().size() == 1);
}

TEST_CASE_TEMPLATE("throttle: starts are spaced, none is lost", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{noting(seen, {.throttle = Throttle{.limit = 2, .period = 10s, .burst = 3}})};
  auto engine = world.engine(handlers);
  for (int i = 0; i < 6; ++i) sendSignedUp(*engine, {{"n", i}});
  engine->waitUntilIdle();
  CHECK(seen.count() == 3);
  world.advance(*engine, 5s - 1ms);
  CHECK(seen.count() == 3);
  world.advance(*engine, 1ms);
  CHECK(seen.count() == 4);
  restart(world, engine, handlers);
  engine->waitUntilIdle();
  sendSignedUp(*engine, {{"n", 6}});
  world.advance(*engine, 5s);
  world.advance(*engine, 5s);
  CHECK(seen.count() == 6);
  world.advance(*engine, 5s);
  CHECK(seen.take().back() == "6");
}

TEST_CASE_TEMPLATE("throttle: an event of tomorrow takes its turn tomorrow, and keeps nobody waiting", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{
      noting(seen, {.throttle = Throttle{.limit = 1, .period = 10s}, .timeouts = {.start = 1s}})};
  auto engine = world.engine(handlers);
  const Timestamp tomorrow = world.clock->now() + 24h;
  sendSignedUp(*engine, {{"n", "tomorrow"}}, {.ts = tomorrow});
  sendSignedUp(*engine, {{"n", "first"}});
  sendSignedUp(*engine, {{"n", "second"}});
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{R"("first")"});
  world.advance(*engine, 10s);
  CHECK(seen.take() == Strings{R"("second")"});
  restart(world, engine, handlers);
  world.clock->set(tomorrow - 4s);
  sendSignedUp(*engine, {{"n", "just before"}});
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{R"("just before")"});
  world.advance(*engine, 4s);
  CHECK(seen.take().empty());
  restart(world, engine, handlers);
  // It has not been late to begin: its time to begin counts from its turn.
  world.advance(*engine, 6s - 1ms);
  CHECK(seen.take().empty());
  world.advance(*engine, 1ms);
  CHECK(seen.take() == Strings{R"("tomorrow")"});
  world.advance(*engine, 1h);
  CHECK(world.store->controls("").empty());
}

TEST_CASE_TEMPLATE("throttle: what would have begun during an outage does not begin all at once", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{noting(seen, {.throttle = Throttle{.limit = 1, .period = 10s}})};
  auto engine = world.engine(handlers);
  for (int i = 0; i < 5; ++i) sendSignedUp(*engine, {{"n", i}});
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{"0"});
  engine.reset();
  world.clock->advance(1h);
  engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{"1"});
  world.advance(*engine, 10s - 1ms);
  CHECK(seen.take().empty());
  world.advance(*engine, 1ms);
  CHECK(seen.take() == Strings{"2"});
  // Somewhat late is no outage: a turn is kept.
  world.advance(*engine, 40s);
  const auto together = seen.take();
  CHECK(together.size() == 2);
  // A cancelled run leaves nothing behind.
  sendSignedUp(*engine, {{"n", 5}});
  CHECK(engine->cancelRun(onlyRun(*engine, sendSignedUp(*engine, {{"n", 6}})).id));
  world.advance(*engine, 1h);
  CHECK(seen.take() == Strings{"5"});
  CHECK(world.store->controls("").empty());
}

TEST_CASE_TEMPLATE("debounce: the last event, when there is quiet, or all of them", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{
      noting(seen, {.debounce = Debounce{.period = 10s, .timeout = 25s, .key = "event.data.user"}}),
      onSignedUp("all", {.debounce = Debounce{.period = 10s, .allEvents = true}},
                 [&](const std::vector<Event<Json>>& events, Step& step) {
                   step.run("note", [&] {
                     std::string all = "all";
                     for (const auto& event : events) all += " " + event.data["n"].dump();
                     seen.add(all);
                   });
                 })};
  auto engine = world.engine(handlers);
  for (int i = 0; i < 3; ++i) {
    sendSignedUp(*engine, {{"n", i}, {"user", "ada"}});
    world.advance(*engine, 8s);
    CHECK(seen.take().empty());
  }
  restart(world, engine, handlers);
  world.advance(*engine, 1s);
  CHECK(seen.take() == Strings{"2"});  // its timeout
  world.advance(*engine, 1s);
  CHECK(seen.take() == Strings{"all 0 1 2"});
  sendSignedUp(*engine, {{"n", 7}, {"user", "bob"}});
  sendSignedUp(*engine, {{"n", 8}, {"user", "ada"}});
  world.advance(*engine, 10s);
  auto got = seen.take();
  std::ranges::sort(got);
  CHECK(got == Strings{"7", "8", "all 7 8"});
}

TEST_CASE_TEMPLATE("batchEvents: when it is full, when its time is over, by key", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{onSignedUp(
      "batch",
      {.batchEvents =
           BatchEvents{.maxSize = 3, .timeout = 20s, .key = "event.data.user", .condition = "event.data.n < 100"}},
      [&](const std::vector<Event<Json>>& events, Step& step) {
        std::string all;
        for (const auto& event : events) all += event.data["user"].template get<std::string>() + event.data["n"].dump();
        step.sleep("replay", 1s);
        step.run("note", [&] { seen.add(all); });
        return Json(all);
      })};
  auto engine = world.engine(handlers);
  for (int i = 0; i < 5; ++i) sendSignedUp(*engine, {{"n", i}, {"user", i == 2 ? "b" : "a"}});
  sendSignedUp(*engine, {{"n", 100}, {"user", "a"}});
  engine->waitUntilIdle();
  world.advance(*engine, 1s);
  auto got = seen.take();
  std::ranges::sort(got);
  CHECK(got == Strings{"a0a1a3", "a100"});
  restart(world, engine, handlers);
  world.advance(*engine, 19s);
  world.advance(*engine, 1s);
  got = seen.take();
  std::ranges::sort(got);
  CHECK(got == Strings{"a4", "b2"});
  CHECK(world.store->controls("").empty());
}

TEST_CASE_TEMPLATE("singleton: skip drops events, cancel ends the run", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const auto slow = [&](std::string name) {
    return [&seen, name](const Event<Json>& event, Step& step) {
      step.sleep("work", 1min);
      step.run("note", [&] { seen.add(name + event.data["n"].dump()); });
    };
  };
  const HandlerList handlers{
      onSignedUp("skip", {.singleton = Singleton{.key = "event.data.user"}}, slow("skip ")),
      onSignedUp("cancel", {.singleton = Singleton{.mode = SingletonMode::cancel}}, slow("cancel "))};
  auto engine = world.engine(handlers);
  const auto first = sendSignedUp(*engine, {{"n", 0}, {"user", "ada"}});
  engine->waitUntilIdle();
  restart(world, engine, handlers);
  sendSignedUp(*engine, {{"n", 1}, {"user", "ada"}});
  sendSignedUp(*engine, {{"n", 2}, {"user", "bob"}});
  engine->waitUntilIdle();
  world.advance(*engine, 1min);
  auto got = seen.take();
  std::ranges::sort(got);
  CHECK(got == Strings{"cancel 2", "skip 0", "skip 2"});
  int cancelled = 0;
  for (const auto& run : engine->runsOfEvent(first)) cancelled += statusOf(run) == "cancelled" ? 1 : 0;
  CHECK(cancelled == 1);
  sendSignedUp(*engine, {{"n", 3}, {"user", "ada"}});
  engine->waitUntilIdle();
  world.advance(*engine, 1min);
  CHECK(seen.take().size() == 2);
}

TEST_CASE_TEMPLATE("cancelOn: by a matching value, by a condition, not by an older event", Kind, Memory, Sqlite) {
  World<Kind> world;
  const HandlerList handlers{
      onSignedUp("match", {.cancelOn = {{.event = "order/cancelled", .match = "data.id", .timeout = 2h}}},
                 [](const Event<Json>&, Step& step) { step.sleep("long", 24h); }),
      onSignedUp("condition",
                 {.cancelOn = {{.event = "order/cancelled",
                                .condition = "async.data.id == event.data.id && async.data.sure"}}},
                 [](const Event<Json>&, Step& step) { step.sleep("long", 24h); })};
  auto engine = world.engine(handlers);
  const auto cancelledRuns = [&](const std::string& event) {
    Strings ids;
    for (const auto& run : engine->runsOfEvent(event)) {
      if (statusOf(run) == "cancelled") ids.push_back(run.functionId);
    }
    return ids;
  };
  const auto one = sendSignedUp(*engine, {{"id", 1}});
  const auto two = sendSignedUp(*engine, {{"id", 2}});
  engine->waitUntilIdle();
  restart(world, engine, handlers);
  engine->client()->sendEvent(CANCELLED, Json{{"id", 1}}, {.ts = world.clock->now() - 1s});
  engine->client()->sendEvent(CANCELLED, Json{{"id", 1}, {"sure", false}});
  engine->waitUntilIdle();
  CHECK(cancelledRuns(one) == Strings{"shop-match"});
  CHECK(cancelledRuns(two).empty());
  engine->client()->sendEvent(CANCELLED, Json{{"id", 1}, {"sure", true}});
  engine->waitUntilIdle();
  CHECK(cancelledRuns(one).size() == 2);
  world.advance(*engine, 2h);
  engine->client()->sendEvent(CANCELLED, Json{{"id", 2}, {"sure", true}});
  engine->waitUntilIdle();
  CHECK(cancelledRuns(two) == Strings{"shop-condition"});
}

TEST_CASE_TEMPLATE("priority decides who is next", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  world.startEngines = false;
  const auto engine = world.engine({noting(seen, {.concurrency = {{.limit = 1}}, .priority = "event.data.p"})},
                                   [](EngineOptions& options) { options.workers = 1; });
  sendSignedUp(*engine, {{"n", 0}, {"p", 0}});
  sendSignedUp(*engine, {{"n", 1}, {"p", 5}});
  sendSignedUp(*engine, {{"n", 2}, {"p", -5}});
  sendSignedUp(*engine, {{"n", 3}, {"p", "high"}});
  sendSignedUp(*engine, {{"n", 4}, {"p", 10000}});
  engine->start();
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{"4", "1", "0", "3", "2"});
}

TEST_CASE_TEMPLATE("timeouts: a run that does not start, and one that does not end", Kind, Memory, Sqlite) {
  World<Kind> world;
  const HandlerList handlers{
      onSignedUp("queue", {.throttle = Throttle{.limit = 1, .period = 1h}, .timeouts = {.start = 30min, .finish = 2h}},
                 [](const Event<Json>&, Step& step) { step.sleep("nap", 1h + 58min); }),
      onSignedUp("slow", {.timeouts = {.finish = 10s}},
                 [](const Event<Json>&, Step& step) { step.sleep("nap", 1min); })};
  auto engine = world.engine(handlers);
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  restart(world, engine, handlers);
  world.advance(*engine, 10s);
  for (const auto& run : engine->runsOfEvent(id)) {
    if (run.functionId != "shop-slow") continue;
    CHECK(statusOf(run) == "cancelled");
    CHECK(run.error->message == "it has not ended in time (timeouts.finish)");
  }
  world.advance(*engine, 1h + 59min);
  world.advance(*engine, 1h);
  for (const auto& run : engine->runsOfEvent(id)) {
    if (run.functionId == "shop-queue") CHECK(statusOf(run) == "completed");
  }
  CHECK(world.store->controls("finish").empty());
  CHECK(world.store->controls("start").empty());
}

TEST_CASE_TEMPLATE("nothing is left of a timeout when its run ends at once", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine =
      world.engine({onSignedUp("quick", {.timeouts = {.start = 1h, .finish = 1h}}, [](const Event<Json>&, Step&) {})});
  for (int i = 0; i < 20; ++i) sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(engine->nextWakeUp() == std::nullopt);
}

TEST_CASE_TEMPLATE("a run that waits for a slot too long is cancelled (timeouts.start)", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  world.startEngines = false;
  const auto engine = world.engine({noting(seen, {.timeouts = {.start = 10s}})});
  const auto late = sendSignedUp(*engine, {{"n", 1}});
  world.clock->advance(10s);
  const auto inTime = sendSignedUp(*engine, {{"n", 2}});
  engine->start();
  engine->waitUntilIdle();
  // The first was either begun or cancelled, the second begun.
  CHECK(statusOf(onlyRun(*engine, inTime)) == "completed");
  CHECK(statusOf(onlyRun(*engine, late)) == "cancelled");
  CHECK(seen.take() == Strings{"2"});
}

TEST_CASE_TEMPLATE("triggers with conditions and patterns; one run for each function and event", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const auto engine = world.engine({createEventHandler(
      std::tuple(ORDERED, ANY_ORDER), "orders", {.conditions = {"event.data.n > 1", "event.name == 'order/cancelled'"}},
      [&](const Event<Json>& event, Step&) { seen.add(event.name + event.data["n"].dump()); })});
  for (int n = 1; n <= 2; ++n) {
    engine->client()->sendEvent(ORDERED, Json{{"n", n}});
    engine->client()->sendEvent(CANCELLED, Json{{"n", n}});
    sendSignedUp(*engine, {{"n", n}});
  }
  engine->waitUntilIdle();
  auto got = seen.take();
  std::ranges::sort(got);
  CHECK(got == Strings{"order/cancelled1", "order/cancelled2", "order/created2"});
}

TEST_CASE_TEMPLATE("a paused function starts no runs, until it is resumed", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const HandlerList handlers{noting(seen, {}), noting(seen, {.priority = "1"}, "controlled")};
  auto engine = world.engine(handlers);
  engine->pauseFunction("note");
  engine->pauseFunction("controlled");
  sendSignedUp(*engine, {{"n", 1}});
  restart(world, engine, handlers);
  sendSignedUp(*engine, {{"n", 2}});
  engine->waitUntilIdle();
  CHECK(seen.take().empty());
  engine->resumeFunction("note");
  sendSignedUp(*engine, {{"n", 3}});
  engine->waitUntilIdle();
  CHECK(seen.take() == Strings{"3"});
  CHECK_THROWS_AS(engine->pauseFunction("nobody"), std::invalid_argument);
}

TEST_CASE_TEMPLATE("onFailure runs for its own handler's failures, in a function of its own", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const auto onFailure = [&](const Event<FunctionFailed>& event, Step& step) {
    step.run("note", [&] { seen.add(event.data.functionId + ": " + event.data.error.message); });
  };
  const auto failing = [](const Event<Json>&, Step& step) {
    step.run("fail", []() -> int { throw NonRetriableError("broken"); });
  };
  const auto engine = world.engine({onSignedUp("a", {.onFailure = onFailure}, failing), onSignedUp("b", failing),
                                    onSignedUp("c", {.timeouts = {.finish = 1s}, .onFailure = onFailure},
                                               [](const Event<Json>&, Step& step) { step.sleep("nap", 1h); })});
  sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 1s);
  CHECK(seen.take() == Strings{"shop-a: broken"});
}

TEST_CASE_TEMPLATE("a call of a controlled function is refused at once, or goes through", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine(
      {onSignedUp("caller",
                  [](const Event<Json>&, Step& step) {
                    std::string results;
                    for (int i = 0; i < 2; ++i) {
                      try {
                        results += step.invoke("call", FunctionTag<Json, Json>{"callee"}, {{"n", i}}).dump() + ";";
                      } catch (const StepError& error) {
                        results += error.cause().name + ";";
                      }
                    }
                    return Json(results);
                  }),
       createEventHandler(ORDERED, "callee", {.rateLimit = RateLimit{.limit = 1, .period = 1h}},
                          [](const Event<Json>& event, Step&) { return event.data["n"]; })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, id).result == R"("0;event_runtime::CallRefused;")");
}

TEST_CASE_TEMPLATE("runs tell of their end, those of listeners do not", Kind, Memory, Sqlite) {
  World<Kind> world;
  Seen seen;
  const auto engine = world.engine(
      {onSignedUp("work",
                  [](const Event<Json>& event, Step& step) {
                    if (event.data.contains("fail")) throw NonRetriableError("broken");
                    step.sleep("nap", 1s);
                    return Json("done");
                  }),
       createEventHandler(FUNCTION_FINISHED, "finished", {},
                          [&](const Event<FunctionFinished>& event, Step&) {
                            seen.add(event.data.functionId + " " +
                                     (event.data.error ? event.data.error->message : event.data.result));
                          }),
       createEventHandler(FUNCTION_CANCELLED, "cancelled", {.conditions = {"event.data.function_id == 'shop-work'"}},
                          [&](const Event<FunctionCancelled>& event, Step&) {
                            seen.add(event.data.functionId + " " + event.data.reason + " " +
                                     Json::parse(event.data.event)["name"].template get<std::string>());
                          })});
  sendSignedUp(*engine);
  sendSignedUp(*engine, {{"fail", true}});
  engine->waitUntilIdle();
  world.advance(*engine, 1s);
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  engine->cancelRun(onlyRun(*engine, id).id, "enough");
  engine->waitUntilIdle();
  auto got = seen.take();
  std::ranges::sort(got);
  // The run of `cancelled` finishes too.
  CHECK(got ==
        Strings{"shop-cancelled null", "shop-work \"done\"", "shop-work broken", "shop-work enough user/signed-up"});
}

}  // namespace
}  // namespace event_runtime::testing
