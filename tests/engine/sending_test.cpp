// Events on their way in.
#include "fixture.hpp"

#include <set>
#include <thread>

namespace event_runtime::testing {
namespace {

std::vector<OutgoingEvent> signedUp(std::vector<std::string> ids) {
  std::vector<OutgoingEvent> events;
  for (auto& id : ids) events.push_back(makeEvent(SIGNED_UP, Json::object(), {.id = std::move(id)}));
  return events;
}

TEST_CASE_TEMPLATE("an event is known by its sender's id, or by a ULID", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({});
  CHECK(sendSignedUp(*engine, {}, {.id = "order-17"}) == "order-17");
  const auto made = sendSignedUp(*engine);
  CHECK(made.size() == 26);
  CHECK(sendSignedUp(*engine) > made);
}

TEST_CASE_TEMPLATE("a second event with the same id is accepted and starts nothing", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> runs = 0;
  const HandlerList handlers{onSignedUp("count", [&](const Event<Json>&, Step&) { ++runs; })};
  {
    const auto engine = world.engine(handlers);
    CHECK(sendSignedUp(*engine, {}, {.id = "e-1"}) == "e-1");
    CHECK(sendSignedUp(*engine, {}, {.id = "e-1"}) == "e-1");
    engine->waitUntilIdle();
  }
  const auto engine = world.engine(handlers);
  CHECK(sendSignedUp(*engine, {}, {.id = "e-1"}) == "e-1");
  engine->waitUntilIdle();
  CHECK(runs == 1);
  CHECK(engine->runsOfEvent("e-1").size() == 1);
}

TEST_CASE_TEMPLATE("an id holds for 24 hours; then it is a new event's", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<std::string> seen;
  const HandlerList handlers{onSignedUp("note", [&](const Event<Json>& event, Step& step) {
    step.sleep("for two days", 48h);
    step.run("note", [&] { seen.push_back(event.id + event.data["n"].dump()); });
  })};
  auto engine = world.engine(handlers);
  const auto send = [&](int n) {
    CHECK(sendSignedUp(*engine, {{"n", n}}, {.id = "e-1"}) == "e-1");
    engine->waitUntilIdle();
    return engine->runsOfEvent("e-1").size();
  };
  CHECK(send(1) == 1);
  world.advance(*engine, 24h - 1ms);
  CHECK(send(2) == 1);
  world.advance(*engine, 1ms);
  CHECK(send(3) == 2);
  CHECK(send(4) == 2);
  // Back to before it came: the second one holds all the more.
  world.clock->advance(-5h);
  CHECK(send(5) == 2);
  world.clock->advance(5h);
  engine.reset();
  engine = world.engine(handlers);
  CHECK(send(6) == 2);
  // Each run has gone on with its own event.
  world.advance(*engine, 24h);
  CHECK(seen == std::vector<std::string>{"e-11"});
  CHECK(send(7) == 3);
  world.advance(*engine, 24h);
  CHECK(seen == std::vector<std::string>{"e-11", "e-13"});
}

TEST_CASE_TEMPLATE("an id that comes again is its own event for what waits, fails or is collected", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  std::vector<std::string> collected, failures;
  const HandlerList handlers{
      onSignedUp("collect", {.debounce = Debounce{.period = 48h, .allEvents = true}},
                 [&](const std::vector<Event<Json>>& events, Step& step) {
                   step.run("note", [&] {
                     for (const auto& event : events) collected.push_back(event.id + event.data["n"].dump());
                   });
                 }),
      onSignedUp("fail", [&](const Event<Json>&, Step&) { throw NonRetriableError("broken"); }),
      createEventHandler(FUNCTION_FAILED, "report", {}, [&](const Event<FunctionFailed>& event, Step& step) {
        step.run("note", [&] { failures.push_back(event.data.event); });
      })};
  const auto engine = world.engine(handlers);
  for (int n = 1; n <= 3; ++n) {
    sendSignedUp(*engine, {{"n", n}}, {.id = "e-1"});
    world.advance(*engine, 24h);
  }
  world.advance(*engine, 24h);
  CHECK(collected == std::vector<std::string>{"e-11", "e-12", "e-13"});
  REQUIRE(failures.size() == 3);
  for (std::size_t n = 0; n < 3; ++n) {
    CHECK(failures[n].find(R"("data":{"n":)" + std::to_string(n + 1) + "}") != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("a batch gives its ids in order; duplicates within it start one run", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> runs = 0;
  const auto engine = world.engine({onSignedUp("count", [&](const Event<Json>&, Step&) { ++runs; })});
  auto events = signedUp({"a", "b", "a"});
  events.push_back(makeEvent(WELCOMED, Json::object()));
  const auto ids = engine->client()->send(std::move(events));
  engine->waitUntilIdle();
  REQUIRE(ids.size() == 4);
  CHECK(ids[0] == "a");
  CHECK(ids[1] == "b");
  CHECK(ids[2] == "a");
  CHECK(runs == 2);
  CHECK(engine->client()->send({}).empty());
}

TEST_CASE_TEMPLATE("a batch is accepted wholly or not at all", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<bool> broken = false;
  world.beforeApply = [&] {
    if (broken) throw StoreError("events.db: the disk is full; free some space");
  };
  const auto engine = world.engine({onSignedUp("count", [](const Event<Json>&, Step&) {})});
  broken = true;
  try {
    engine->client()->send(signedUp({"a", "b"}));
    FAIL("a SendError was expected");
  } catch (const SendError& error) {
    CHECK(std::string(error.what()).find("the disk is full") != std::string::npos);
  }
  broken = false;
  engine->waitUntilIdle();
  CHECK(engine->recentRuns(10).empty());

  engine->client()->send(signedUp({"a", "b"}));
  engine->waitUntilIdle();
  CHECK(engine->recentRuns(10).size() == 2);
}

TEST_CASE_TEMPLATE("events that nobody handles are stored, and are duplicates when sent again", Kind, Memory, Sqlite) {
  World<Kind> world;
  sendSignedUp(*world.engine({}), {}, {.id = "e-1"});
  const auto engine = world.engine({onSignedUp("late", [](const Event<Json>&, Step&) {})});
  sendSignedUp(*engine, {}, {.id = "e-1"});
  engine->waitUntilIdle();
  CHECK(engine->runsOfEvent("e-1").empty());
}

TEST_CASE_TEMPLATE("an event of the future starts its runs then", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<Timestamp> started;
  const auto engine =
      world.engine({onSignedUp("later", [&](const Event<Json>&, Step&) { started.push_back(world.clock->now()); })});
  const auto when = world.clock->now() + 3h;
  const auto id = sendSignedUp(*engine, {}, {.ts = when});
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, id)) == "sleeping");
  CHECK(engine->nextWakeUp() == when);
  world.advance(*engine, 3h - 1ms);
  CHECK(started.empty());
  world.advance(*engine, 1ms);
  CHECK(started == std::vector<Timestamp>{when});
}

TEST_CASE_TEMPLATE("a handler may send through the client while it runs", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> heard = 0;
  std::unique_ptr<Engine> engine;
  engine = world.engine({onSignedUp("sender",
                                    [&](const Event<Json>&, Step& step) {
                                      step.run("send", [&] { engine->client()->sendEvent(WELCOMED, Json::object()); });
                                    }),
                         createEventHandler(WELCOMED, "listener", {}, [&](const Event<Json>&, Step&) { ++heard; })},
                        [](EngineOptions& options) { options.workers = 1; });
  sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(heard == 1);
}

TEST_CASE_TEMPLATE("many threads send at once, and every event has its run", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::mutex mutex;
  std::set<std::string> handled;
  const auto engine = world.engine({onSignedUp("count", [&](const Event<Json>& event, Step& step) {
    step.run("note", [&] {
      const std::lock_guard lock(mutex);
      handled.insert(event.id);
    });
  })});
  std::vector<std::thread> senders;
  std::set<std::string> sent;
  for (int i = 0; i < 4; ++i) {
    senders.emplace_back([&] {
      for (int j = 0; j < 50; ++j) {
        auto id = sendSignedUp(*engine);
        const std::lock_guard lock(mutex);
        sent.insert(std::move(id));
      }
    });
  }
  for (auto& sender : senders) sender.join();
  engine->waitUntilIdle();
  CHECK(sent.size() == 200);
  CHECK(handled == sent);
}

TEST_CASE_TEMPLATE("an application cannot send the runtime's own events", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("sender", [](const Event<Json>&, Step& step) {
    step.sendEvent("fake", EventTag<Json>{"inngest/function.failed"}, Json::object());
  })});
  CHECK_THROWS_AS(engine->client()->sendEvent(EventTag<Json>{"inngest/x"}, Json::object()), ValidationError);
  CHECK_THROWS_AS(engine->client()->send({OutgoingEvent{"inngest/function.invoked", "{}", "", {}}}), ValidationError);
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "failed");
  CHECK(run.error->message.find("must not begin with `inngest/`") != std::string::npos);
}

}  // namespace
}  // namespace event_runtime::testing
