// Steps that wait for something from outside: events, signals, other functions; and runs that are cancelled meanwhile.
#include "fixture.hpp"

#include <condition_variable>

namespace event_runtime::testing {
namespace {

inline constexpr EventTag<Json> PAID{"order/paid"};
inline constexpr EventTag<Json> DECLINED{"order/declined"};
inline constexpr FunctionTag<Json, Json> DOUBLE{"double"};

std::string textOf(const std::optional<Event<Json>>& event) { return event ? event->data.dump() : "nothing"; }

TEST_CASE_TEMPLATE("a run waits for an event, out of memory, and gets it", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::string seen;
  const auto handlers = HandlerList{onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    const auto paid = step.waitForEvent("paid", PAID, {.timeout = 24h});
    if (paid) seen = paid->id + " " + paid->name + " " + paid->user + " " + paid->data.dump();
    step.sleep("replay", 1s);
    return Json(textOf(paid));
  })};
  auto engine = world.engine(handlers);
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "sleeping");
  CHECK(run.steps[0].kind == "waitForEvent");
  CHECK(run.steps[0].status == "waiting");
  CHECK(run.steps[0].wakeAt == world.clock->now() + 24h);

  // Another engine, as after a crash, knows what is waited for.
  engine.reset();
  engine = world.engine(handlers);
  engine->client()->sendEvent(DECLINED, Json::object());
  engine->client()->sendEvent(PAID, Json{{"amount", 7}}, {.id = "p-1", .user = R"({"name":"Ada"})"});
  engine->waitUntilIdle();
  world.advance(*engine, 1s);
  run = onlyRun(*engine, id);
  CHECK(run.result == R"("{\"amount\":7}")");
  CHECK(seen == R"(p-1 order/paid {"name":"Ada"} {"amount":7})");
  CHECK(run.steps[0].status == "completed");
  CHECK_FALSE(engine->nextWakeUp());

  // Nobody waits any more.
  engine->client()->sendEvent(PAID, Json::object());
  engine->waitUntilIdle();
}

TEST_CASE_TEMPLATE("an event that does not come, or comes too late", Kind, Memory, Sqlite) {
  World<Kind> world;
  const HandlerList handlers{onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    const auto none = step.waitForEvent("none", DECLINED, {.timeout = 0ms});
    return Json(textOf(none) + ", " + textOf(step.waitForEvent("paid", PAID, {.timeout = 1h})));
  })};
  {
    const auto engine = world.engine(handlers);
    const auto id = sendSignedUp(*engine, {}, {.id = "e-1"});
    engine->waitUntilIdle();
    world.advance(*engine, 1h - 1ms);
    CHECK(statusOf(onlyRun(*engine, id)) == "sleeping");
    world.advance(*engine, 1ms);
    CHECK(onlyRun(*engine, id).result == R"("nothing, nothing")");
    sendSignedUp(*engine, {}, {.id = "e-2"});
    engine->waitUntilIdle();
  }
  // The time ran out while no engine ran; the event comes before anybody has noticed.
  world.clock->advance(2h);
  world.startEngines = false;
  const auto engine = world.engine(handlers);
  engine->client()->sendEvent(PAID, Json::object());
  engine->start();
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, "e-2").result == R"("nothing, nothing")");
}

TEST_CASE_TEMPLATE("an event is matched by a value of the event that started the run", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    return Json(textOf(step.waitForEvent("paid", PAID, {.timeout = 1h, .match = "data.userId"})));
  })});
  const auto ada = sendSignedUp(*engine, {{"userId", "ada"}});
  const auto bob = sendSignedUp(*engine, {{"userId", "bob"}});
  engine->waitUntilIdle();
  engine->client()->sendEvent(PAID, Json{{"userId", "eve"}});
  engine->client()->sendEvent(PAID, Json::object());
  engine->client()->sendEvent(PAID, Json{{"userId", "bob"}, {"n", 1}});
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, ada)) == "sleeping");
  CHECK(onlyRun(*engine, bob).result == R"("{\"n\":1,\"userId\":\"bob\"}")");
  // A thousand runs wait; the event finds the one.
  for (int i = 0; i < 1000; ++i) sendSignedUp(*engine, {{"userId", "user-" + std::to_string(i)}});
  const auto last = sendSignedUp(*engine, {{"userId", "last"}});
  engine->waitUntilIdle();
  engine->client()->sendEvent(PAID, Json{{"userId", "last"}});
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, last)) == "completed");
}

TEST_CASE_TEMPLATE("a match that is no path fails its step", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    step.waitForEvent("paid", PAID, {.timeout = 1h, .match = "data..userId"});
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "failed");
  CHECK(run.error->message.find("`data..userId` is no path") != std::string::npos);
}

TEST_CASE_TEMPLATE("an event that overtakes the step is found by looking back", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    step.run("charge", [&] { return step.runId(); });
    step.sleep("slow", 10s);
    std::string found;
    for (int i = 0; i < 3; ++i) {
      const auto paid = step.waitForEvent("paid", PAID, {.timeout = 1s, .match = "data.userId", .lookback = 1min});
      found += textOf(paid) + ";";
    }
    return Json(found);
  })});
  engine->client()->sendEvent(PAID, Json{{"userId", "ada"}, {"n", 0}});
  world.advance(*engine, 55s);
  const auto id = sendSignedUp(*engine, {{"userId", "ada"}});
  engine->waitUntilIdle();
  engine->client()->sendEvent(PAID, Json{{"userId", "bob"}});
  engine->client()->sendEvent(PAID, Json{{"userId", "ada"}, {"n", 1}});
  world.advance(*engine, 5s);
  engine->client()->sendEvent(PAID, Json{{"userId", "ada"}, {"n", 2}});
  world.advance(*engine, 5s);  // the first is 65 s old now
  world.advance(*engine, 1s);
  CHECK(onlyRun(*engine, id).result == R"("{\"n\":1,\"userId\":\"ada\"};{\"n\":2,\"userId\":\"ada\"};nothing;")");
}

TEST_CASE_TEMPLATE("the event that has started the run cannot resume it", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    return Json(textOf(step.waitForEvent("again", SIGNED_UP, {.timeout = 1h, .lookback = 1h})));
  })});
  const auto first = sendSignedUp(*engine, {{"n", 1}});
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, first)) == "sleeping");
  sendSignedUp(*engine, {{"n", 2}});
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, first).result == R"("{\"n\":2}")");
}

TEST_CASE_TEMPLATE("the first of several events, or none of them", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    const auto first = step.waitForAny("answer", {.timeout = 1h}, PAID, DECLINED);
    step.sleep("replay", 1s);
    if (const auto* paid = std::get_if<1>(&first)) return Json("paid " + paid->data.dump());
    if (const auto* declined = std::get_if<2>(&first)) return Json("declined " + declined->data.dump());
    return Json("no answer");
  })});
  const auto declined = sendSignedUp(*engine);
  engine->waitUntilIdle();
  engine->client()->sendEvent(DECLINED, Json{{"n", 1}});
  engine->client()->sendEvent(PAID, Json{{"n", 2}});
  engine->waitUntilIdle();
  const auto none = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  world.advance(*engine, 1s);
  CHECK(onlyRun(*engine, declined).result == R"("declined {\"n\":1}")");
  CHECK(onlyRun(*engine, none).result == R"("no answer")");
}

TEST_CASE_TEMPLATE("branches wait for events beside each other, while another works", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> bodies = 0;
  const auto engine = world.engine({onSignedUp("wait", [&](const Event<Json>&, Step& step) {
    const auto [paid, declined, inner] =
        step.parallel([&] { return textOf(step.waitForEvent("paid", PAID, {.timeout = 1h})); },
                      [&] { return textOf(step.waitForEvent("declined", DECLINED, {.timeout = 2h})); },
                      [&] {
                        // Branches of branches.
                        const auto [a, b] = step.parallel(step.branch("a", [&] { return ++bodies; }), [&] {
                          step.sleep("nap", 10s);
                          return step.run("b", [&] { return ++bodies; });
                        });
                        return a + b;
                      });
    return Json{paid, declined, inner};
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(bodies == 1);
  world.advance(*engine, 10s);
  CHECK(bodies == 2);
  engine->client()->sendEvent(DECLINED, Json{{"n", 1}});
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  CHECK(onlyRun(*engine, id).result == R"(["nothing","{\"n\":1}",3])");
  CHECK(bodies == 2);
}

TEST_CASE_TEMPLATE("a step calls another function and gets its result or its error", Kind, Memory, Sqlite) {
  World<Kind> world;
  int doubled = 0;
  const auto engine =
      world.engine({onSignedUp("caller",
                               [&](const Event<Json>&, Step& step) {
                                 const Json four = step.invoke("double-2", DOUBLE, {{"n", 2}});
                                 std::string failure;
                                 try {
                                   step.invoke("double-x", DOUBLE, {{"n", "x"}});
                                 } catch (const StepError& error) {
                                   failure = error.stepId() + ": " + error.cause().message;
                                 }
                                 try {
                                   step.invoke("nobody", FunctionTag<Json, Json>{"nobody"}, Json());
                                 } catch (const StepError& error) {
                                   failure += "; " + error.cause().message;
                                 }
                                 step.sleep("replay", 1s);
                                 return Json{four, failure};
                               }),
                    createEventHandler(PAID, "double", {.retries = 0}, [&](const Event<Json>& event, Step& step) {
                      CHECK(event.name == "inngest/function.invoked");
                      const int n = step.run("look", [&] {
                        ++doubled;
                        if (!event.data["n"].is_number()) throw NonRetriableError("not a number");
                        return event.data["n"].template get<int>();
                      });
                      step.sleep("think", 1min);
                      return Json(2 * n);
                    })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, id).steps[0].kind == "invoke");
  CHECK(onlyRun(*engine, id).steps[0].status == "waiting");
  world.advance(*engine, 1min);
  world.advance(*engine, 1s);
  const auto run = onlyRun(*engine, id);
  CHECK(run.result ==
        R"([4,"double-x: not a number; it calls the handler 'nobody', which this application does not have"])");
  CHECK(doubled == 2);
}

TEST_CASE_TEMPLATE("a called function that ends at once gives its result as well", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine(
      {onSignedUp("caller", [](const Event<Json>&, Step& step) { return step.invoke("double", DOUBLE, {{"n", 2}}); }),
       createEventHandler(PAID, "double", {}, [](const Event<Json>& event, Step&) {
         return Json(2 * event.data["n"].template get<int>());
       })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, id).result == "4");
}

TEST_CASE_TEMPLATE("a called function that does not end in time, or is cancelled", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine(
      {onSignedUp("caller",
                  [&](const Event<Json>&, Step& step) {
                    std::string causes;
                    for (int i = 0; i < 2; ++i) {
                      try {
                        step.invoke("call", DOUBLE, Json(), {.timeout = 1h});
                      } catch (const StepError& error) {
                        causes += error.cause().name + ";";
                      }
                    }
                    return Json(causes);
                  }),
       createEventHandler(PAID, "double", {}, [&](const Event<Json>&, Step& step) { step.sleep("long", 24h); })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  std::string child;
  for (const auto& run : engine->recentRuns(1)) child = run.id;
  CHECK(engine->findRun(child)->functionId == "shop-double");
  CHECK(engine->cancelRun(child, "no longer needed"));
  engine->waitUntilIdle();
  CHECK(statusOf(*engine->findRun(child)) == "cancelled");
  CHECK(engine->findRun(child)->error->message == "no longer needed");
  CHECK(onlyRun(*engine, id).result == R"("event_runtime::StepTimeoutError;event_runtime::Cancelled;")");
  world.advance(*engine, 24h);
}

TEST_CASE_TEMPLATE("a signal goes to the one step that waits for it", Kind, Memory, Sqlite) {
  World<Kind> world;
  const HandlerList handlers{onSignedUp("wait", [&](const Event<Json>& event, Step& step) {
    const auto conflict = event.data.value("replace", false) ? SignalConflict::replace : SignalConflict::fail;
    const auto answer =
        step.waitForSignal<std::string>("answer", "approval/7", {.timeout = 1h, .onConflict = conflict});
    return Json(answer.value_or("nothing"));
  })};
  auto engine = world.engine(handlers);
  CHECK_FALSE(engine->client()->sendSignal("approval/7", std::string("too early")));
  const auto first = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto second = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, second)) == "failed");
  CHECK(onlyRun(*engine, second).error->name == "event_runtime::SignalConflict");

  engine.reset();
  engine = world.engine(handlers);
  const auto third = sendSignedUp(*engine, {{"replace", true}});
  engine->waitUntilIdle();
  CHECK(engine->client()->sendSignal("approval/7", std::string("yes")));
  CHECK_FALSE(engine->client()->sendSignal("approval/7", std::string("no")));
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, third).result == R"("yes")");
  CHECK(statusOf(onlyRun(*engine, first)) == "sleeping");
  world.advance(*engine, 1h);
  CHECK(onlyRun(*engine, first).result == R"("nothing")");
}

TEST_CASE_TEMPLATE("many events and runs that wait for them, at the same time", Kind, Memory, Sqlite) {
  // Runs are suspended, resumed and go on in memory, in every order that chance gives.
  World<Kind> world;
  constexpr int RUNS = 200;
  const auto engine =
      world.engine({onSignedUp("ping",
                               [&](const Event<Json>& event, Step& step) {
                                 int sum = 0;
                                 for (int i = 0; i < 3; ++i) {
                                   step.sendEvent("ask", PAID, Json{{"userId", event.data["userId"]}, {"n", i}});
                                   const auto answer = step.waitForEvent(
                                       "answer", DECLINED, {.timeout = 1h, .match = "data.userId", .lookback = 1min});
                                   sum += answer ? answer->data["n"].template get<int>() : -1000;
                                 }
                                 return Json(sum);
                               }),
                    createEventHandler(
                        PAID, "pong", {},
                        [&](const Event<Json>& event, Step& step) { step.sendEvent("answer", DECLINED, event.data); })},
                   [](EngineOptions& options) { options.maxRunsInFlight = 20; });
  for (int i = 0; i < RUNS; ++i) sendSignedUp(*engine, {{"userId", i}});
  engine->waitUntilIdle();
  int completed = 0;
  for (const auto& run : engine->recentRuns(10 * RUNS)) {
    if (run.functionId != "shop-ping") continue;
    CHECK(run.result == "3");
    ++completed;
  }
  CHECK(completed == RUNS);
}

TEST_CASE_TEMPLATE("a run is cancelled while it sleeps, waits, works or is queued", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::mutex mutex;
  std::condition_variable changed;
  bool begun = false;
  std::atomic<int> after = 0;
  const auto engine =
      world.engine({onSignedUp("work", {.concurrency = {{.limit = 1}}}, [&](const Event<Json>& event, Step& step) {
        if (event.data.contains("sleep")) {
          step.sleep("long", 24h);
        } else {
          step.run("body", [&] {
            const std::stop_token stop = step.stopToken();
            std::unique_lock lock(mutex);
            begun = true;
            changed.notify_all();
            const std::stop_callback wake(stop, [&] { changed.notify_all(); });
            while (!stop.stop_requested()) changed.wait_for(lock, 1ms);
            return 1;
          });
        }
        step.run("after", [&] { ++after; });
      })});
  const auto sleeping = sendSignedUp(*engine, {{"sleep", true}});
  engine->waitUntilIdle();
  const auto working = sendSignedUp(*engine);
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun; });
  }
  const auto queued = sendSignedUp(*engine);
  for (const auto& id : {sleeping, queued, working}) {
    const auto run = onlyRun(*engine, id);
    CHECK(engine->cancelRun(run.id));
    CHECK_FALSE(engine->cancelRun(run.id));
  }
  CHECK_FALSE(engine->cancelRun("no-such-run"));
  engine->waitUntilIdle();
  for (const auto& id : {sleeping, queued, working}) CHECK(statusOf(onlyRun(*engine, id)) == "cancelled");
  // The step that was running is on record.
  CHECK(onlyRun(*engine, working).steps[0].status == "completed");
  world.advance(*engine, 48h);
  CHECK(after == 0);
  // The slot is free again.
  begun = false;
  const auto next = sendSignedUp(*engine, {{"sleep", true}});
  engine->waitUntilIdle();
  world.advance(*engine, 24h);
  CHECK(statusOf(onlyRun(*engine, next)) == "completed");
}

}  // namespace
}  // namespace event_runtime::testing
