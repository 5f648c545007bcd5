// What handlers and their steps do, from event to result.
#include "fixture.hpp"

#include <condition_variable>

namespace event_runtime::testing {
namespace {

TEST_CASE_TEMPLATE("a handler runs its steps one after the other and its result is stored", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<std::string> done;
  const auto engine = world.engine({onSignedUp("welcome", [&](const Event<Json>& event, Step& step) {
    const int a = step.run("a", [&] { return done.push_back("a"), event.data["n"].template get<int>() + 1; });
    const int b = step.run("b", [&] { return done.push_back("b"), a * 10; });
    step.run("c", [&] { done.push_back("c"); });
    return Json{{"sum", a + b}};
  })});

  const auto id = sendSignedUp(*engine, {{"n", 1}});
  engine->waitUntilIdle();

  CHECK(done == std::vector<std::string>{"a", "b", "c"});
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "completed");
  CHECK(run.functionId == "shop-welcome");
  CHECK(run.result == R"({"sum":22})");
  CHECK(run.attempt == 0);
  CHECK(run.startedAt == world.clock->now());
  CHECK(run.endedAt == world.clock->now());
  REQUIRE(run.steps.size() == 3);
  CHECK(run.steps[0].id == "a");
  CHECK(run.steps[0].kind == "run");
  CHECK(run.steps[0].status == "completed");
  CHECK(run.steps[0].attempts == 1);
  CHECK(run.steps[0].result == "2");
  CHECK(run.steps[1].result == "20");
  CHECK(run.steps[2].result == "null");
  CHECK(engine->findRun(run.id)->result == run.result);
  CHECK(engine->recentRuns(10).size() == 1);
}

TEST_CASE_TEMPLATE("a handler without steps, and one that gives nothing", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("nothing", [](const Event<Json>&, Step&) {})});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, id).result == "null");
}

TEST_CASE_TEMPLATE("a run sleeps for a day, out of memory, and goes on after it", Kind, Memory, Sqlite) {
  World<Kind> world;
  int before = 0;
  int after = 0;
  const auto engine = world.engine({onSignedUp("tips", [&](const Event<Json>&, Step& step) {
    step.run("before", [&] { ++before; });
    step.sleep("wait-1-day", 24h);
    step.run("after", [&] { ++after; });
    return Json("done");
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();

  auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "sleeping");
  REQUIRE(run.steps.size() == 2);
  CHECK(run.steps[1].status == "sleeping");
  CHECK(run.steps[1].wakeAt == world.clock->now() + 24h);
  CHECK(engine->nextWakeUp() == world.clock->now() + 24h);

  world.advance(*engine, 24h - 1ms);
  CHECK(after == 0);
  world.advance(*engine, 1ms);

  run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "completed");
  CHECK(run.steps[1].status == "completed");
  CHECK(run.steps[1].result == "null");
  CHECK(before == 1);
  CHECK(after == 1);
  CHECK_FALSE(engine->nextWakeUp());
}

TEST_CASE_TEMPLATE("sleeping no time, or until the past, goes on at once; too long fails", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("naps", {.retries = 0}, [&](const Event<Json>&, Step& step) {
    step.sleep("zero", 0ms);
    step.sleep("negative", std::chrono::milliseconds::min());
    step.sleepUntil("past", world.clock->now() - 1h);
    step.sleepUntil("far", world.clock->now() + 24h * 366 + 1ms);
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "failed");
  REQUIRE(run.steps.size() == 4);
  CHECK(run.steps[2].status == "completed");
  CHECK(run.steps[3].status == "failed");
  REQUIRE(run.error);
  CHECK(run.error->message.find("366 days") != std::string::npos);
}

TEST_CASE_TEMPLATE("a run that sleeps again and again, in a loop", Kind, Memory, Sqlite) {
  World<Kind> world;
  int bodies = 0;
  const auto engine = world.engine({onSignedUp("loop", [&](const Event<Json>&, Step& step) {
    for (int i = 0; i < 5; ++i) {
      step.run("tick", [&] { ++bodies; });
      step.sleep("pause", 1h);
    }
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  for (int hours = 1; hours <= 5; ++hours) {
    CHECK(bodies == hours);
    world.advance(*engine, 1h);
  }
  CHECK(bodies == 5);
  CHECK(statusOf(onlyRun(*engine, id)) == "completed");
}

/// Lets two threads pass only together.
class Meeting {
 public:
  void arrive() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return arrived_ >= 2; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
};

TEST_CASE_TEMPLATE("bodies of parallel branches run at the same time", Kind, Memory, Sqlite) {
  World<Kind> world;
  Meeting meeting;
  const auto engine = world.engine({onSignedUp("both", [&](const Event<Json>&, Step& step) {
    const auto [left, right] = step.parallel(step.branch("left", [&] { return meeting.arrive(), 1; }),
                                             step.branch("right", [&] { return meeting.arrive(), 2; }));
    return Json{left, right};
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(onlyRun(*engine, id).result == "[1,2]");
}

TEST_CASE_TEMPLATE("one branch works while another sleeps and a third waits for its retry", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> flakyCalls = 0;
  std::atomic<int> slowCalls = 0;
  const auto engine = world.engine({onSignedUp("mixed", [&](const Event<Json>&, Step& step) {
    const auto sleeper = [&] {
      step.sleep("nap", 10s);
      return step.run("after-nap", [] { return 1; });
    };
    auto flaky = step.branch("flaky", [&] {
      if (++flakyCalls == 1) throw std::runtime_error("not yet");
      return 2;
    });
    const auto worker = [&] {
      int sum = 0;
      for (int i = 0; i < 3; ++i) {
        sum += step.run("work", [&] { return ++slowCalls, 1; });
        step.sleep("breath", 4s);
      }
      return sum;
    };
    const auto [a, b, c] = step.parallel(sleeper, flaky, worker);
    return Json{a, b, c};
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  for (int i = 0; i < 60; ++i) world.advance(*engine, 1s);
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "completed");
  CHECK(run.result == "[1,2,3]");
  CHECK(flakyCalls == 2);
  CHECK(slowCalls == 3);
}

TEST_CASE_TEMPLATE("a sendEvent step sends exactly once and starts the other handler", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> welcomed = 0;
  const auto engine =
      world.engine({onSignedUp("sender",
                               [&](const Event<Json>&, Step& step) {
                                 const auto sent = step.sendEvent("tell", WELCOMED, Json{{"who", "Ada"}});
                                 step.sleep("wait", 1h);  // and so the handler is replayed
                                 return Json{{"sent", sent}};
                               }),
                    createEventHandler(WELCOMED, "listener", {}, [&](const Event<Json>& event, Step&) {
                      ++welcomed;
                      return Json{{"id", event.id}, {"who", event.data["who"]}};
                    })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 1h);

  CHECK(welcomed == 1);
  const auto sender = onlyRun(*engine, id);
  CHECK(sender.steps.at(0).kind == "sendEvent");
  const std::string sent = Json::parse(sender.result)["sent"];
  const auto listener = onlyRun(*engine, sent);
  CHECK(Json::parse(listener.result) == Json{{"id", sent}, {"who", "Ada"}});
}

TEST_CASE_TEMPLATE("several handlers of one event each have a run of their own", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("first", [](const Event<Json>&, Step&) { return Json(1); }),
                                    onSignedUp("second", [](const Event<Json>&, Step&) { return Json(2); })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto runs = engine->runsOfEvent(id);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].functionId == "shop-first");
  CHECK(runs[0].result == "1");
  CHECK(runs[1].functionId == "shop-second");
  CHECK(runs[1].result == "2");
}

TEST_CASE_TEMPLATE("a handler sees its event as it was sent, before and after a replay", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<Event<Json>> seen;
  const auto engine = world.engine({onSignedUp("look", [&](const Event<Json>& event, Step& step) {
    seen.push_back(event);
    step.sleep("wait", 1h);
  })});
  const auto ts = world.clock->now() - 1h;
  sendSignedUp(*engine, {{"caf\u00e9", "\"\\\u2603"}}, {.id = "my-id", .ts = ts, .user = R"({"role":"admin"})"});
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  REQUIRE(seen.size() == 2);
  for (const auto& event : seen) {
    CHECK(event.id == "my-id");
    CHECK(event.name == "user/signed-up");
    CHECK(event.ts == ts);
    CHECK(event.data == Json{{"caf\u00e9", "\"\\\u2603"}});
    CHECK(event.user == R"({"role":"admin"})");
  }
}

}  // namespace
}  // namespace event_runtime::testing
