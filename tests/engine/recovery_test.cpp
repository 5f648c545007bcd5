// Engines that come and go on one store.
#include "fixture.hpp"

#include <condition_variable>
#include <map>
#include <thread>

namespace event_runtime::testing {
namespace {

/// How often each step's body ran.
class Tally {
 public:
  void count(const std::string& step) {
    const std::lock_guard lock(mutex_);
    ++counts_[step];
  }
  std::map<std::string, int> counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> counts_;
};

/// A bit of everything: steps, a sleep, parallel branches, a retry, an event for a second handler.
HandlerList everything(Tally& tally) {
  return {onSignedUp("everything",
                     [&tally](const Event<Json>&, Step& step) {
                       const auto body = [&](const std::string& id) {
                         return step.run(id, [&] { return tally.count(id), id; });
                       };
                       body("first");
                       step.sleep("nap", 1h);
                       step.parallel([&] { body("left"); },
                                     [&] {
                                       body("right");
                                       step.sleep("right-nap", 10min);
                                       body("right-after");
                                     });
                       step.run("flaky", [&] {
                         tally.count("flaky");
                         if (step.attempt() == 0) throw std::runtime_error("not yet");
                       });
                       step.sendEvent("tell", WELCOMED, Json::object());
                       body("last");
                       return Json("done");
                     }),
          createEventHandler(WELCOMED, "listener", {}, [&tally](const Event<Json>&, Step& step) {
            step.run("heard", [&] { tally.count("heard"); });
          })};
}

/// Stops an engine at once when the store "dies", as the end of its process would.
class SuddenEnd {
 public:
  /// The store dies at its n-th apply().
  explicit SuddenEnd(int applies) : left_(applies) {}
  void beforeApply() {
    const std::lock_guard lock(mutex_);
    if (left_ > 0) {
      --left_;
      return;
    }
    dead_ = true;
    changed_.notify_all();
    throw StoreError("the process has ended");
  }
  bool waitForDeathOr(const std::atomic<bool>& done) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return dead_ || done; });
    return dead_;
  }
  void notify() {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  bool dead() const {
    const std::lock_guard lock(mutex_);
    return dead_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int left_;
  bool dead_ = false;
};

constexpr int HOURS_UNTIL_ALL_IS_DONE = 6;

TEST_CASE_TEMPLATE("a run that is cut off at any commit is finished by the next engine", Kind, Memory, Sqlite) {
  bool survived = false;
  int applies = 0;
  for (; !survived; ++applies) {
    CAPTURE(applies);
    REQUIRE(applies < 100);
    World<Kind> world;
    Tally tally;
    SuddenEnd end(applies);
    std::atomic<bool> accepted = false;
    {
      world.beforeApply = [&] { end.beforeApply(); };
      const auto engine = world.engine(everything(tally));
      std::atomic<bool> done = false;
      std::thread reaper([&] {
        if (end.waitForDeathOr(done)) engine->stopNow();
      });
      try {
        sendSignedUp(*engine, {}, {.id = "e-1"});
        accepted = true;
        for (int hour = 0; hour < HOURS_UNTIL_ALL_IS_DONE && !end.dead(); ++hour) {
          engine->waitUntilIdle();
          world.clock->advance(1h);
        }
      } catch (const SendError&) {
      }
      done = true;
      end.notify();
      reaper.join();
      survived = !end.dead();
    }
    std::vector<std::string> finished;
    for (const auto& run : world.store->recentRuns(10)) {
      for (const auto& step : run.steps) {
        if (step.status == "completed" && step.kind == "run") finished.push_back(step.id);
      }
    }
    const auto before = tally.counts();

    world.beforeApply = nullptr;
    const auto engine = world.engine(everything(tally));
    for (int hour = 0; hour < HOURS_UNTIL_ALL_IS_DONE; ++hour) world.advance(*engine, 1h);

    const auto runs = engine->recentRuns(10);
    if (!accepted) {
      CHECK(runs.empty());
      continue;
    }
    REQUIRE(runs.size() == 2);
    CHECK(statusOf(runs[0]) == "completed");
    CHECK(statusOf(runs[1]) == "completed");
    const auto after = tally.counts();
    CHECK(after.size() == 7);
    for (const auto& step : finished) CHECK(after.at(step) == before.at(step));
    for (const auto& [step, count] : after) {
      const int once = step == "flaky" ? 2 : 1;
      CHECK(count >= once);
      CHECK(count <= once + 1);
    }
  }
  // It was cut off at each of its commits.
  CHECK(applies > 10);
}

TEST_CASE_TEMPLATE("runs accepted before the start, or by an engine that never started, run", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  const HandlerList handlers{onSignedUp("count", [&](const Event<Json>&, Step&) { ++done; })};
  world.startEngines = false;
  sendSignedUp(*world.engine(handlers));
  const auto engine = world.engine(handlers);
  sendSignedUp(*engine);
  CHECK(done == 0);
  engine->start();
  engine->waitUntilIdle();
  CHECK(done == 2);
}

TEST_CASE_TEMPLATE("more runs than a page are taken up again, ready and due", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  const HandlerList handlers{
      onSignedUp("count", [&](const Event<Json>&, Step& step) { step.run("a", [&] { ++done; }); })};
  world.startEngines = false;
  {
    const auto engine = world.engine(handlers);
    std::vector<OutgoingEvent> events;
    for (int i = 0; i < 600; ++i) {
      events.push_back(makeEvent(SIGNED_UP, Json::object()));
      events.push_back(makeEvent(SIGNED_UP, Json::object(), {.ts = world.clock->now() + 1h}));
    }
    engine->client()->send(std::move(events));
  }
  world.clock->advance(2h);
  world.startEngines = true;
  const auto engine = world.engine(handlers, [](EngineOptions& options) { options.maxRunsInFlight = 50; });
  engine->waitUntilIdle();
  CHECK(done == 1200);
}

TEST_CASE_TEMPLATE("runs of a function that is gone stay in the store, and are told of once", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  const HandlerList handlers{onSignedUp("moved", [&](const Event<Json>&, Step& step) {
    step.sleep("wait", 1h);
    ++done;
  })};
  {
    const auto engine = world.engine(handlers);
    sendSignedUp(*engine);
    sendSignedUp(*engine);
    engine->waitUntilIdle();
  }
  {
    const auto engine = world.engine({});
    world.advance(*engine, 2h);
    CHECK(engine->recentRuns(10).size() == 2);
    CHECK(world.logger->count("a function that does not exist") == 1);
    CHECK(world.logger->count("function=shop-moved") == 1);
  }
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(done == 2);
}

TEST_CASE_TEMPLATE("a step that is waiting for its retry keeps its time and its attempts", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<int> attempts;
  const HandlerList handlers{onSignedUp("flaky", [&](const Event<Json>&, Step& step) {
    step.run("charge", [&] {
      attempts.push_back(step.attempt());
      if (attempts.size() < 3) throw RetryAfterError("busy", 1h);
    });
    step.run("then", [] {});
  })};
  {
    const auto engine = world.engine(handlers);
    sendSignedUp(*engine);
    engine->waitUntilIdle();
  }
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(attempts == std::vector<int>{0});
  world.advance(*engine, 1h);
  world.advance(*engine, 1h);
  CHECK(attempts == std::vector<int>{0, 1, 2});
  const auto run = engine->recentRuns(1).at(0);
  CHECK(statusOf(run) == "completed");
  CHECK(run.steps.at(0).attempts == 3);
}

TEST_CASE_TEMPLATE("a clock that is set back loses no wake-up", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  const auto engine = world.engine({onSignedUp("sleeper", [&](const Event<Json>&, Step& step) {
    step.sleep("wait", 1h);
    step.run("count", [&] { ++done; });
  })});
  const auto start = world.clock->now();
  sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 24h);
  CHECK(done == 1);

  world.clock->set(start);
  sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(engine->nextWakeUp() == start + 1h);
  world.advance(*engine, 1h);
  CHECK(done == 2);
}

TEST_CASE_TEMPLATE("a handler that has changed under its run is reported", Kind, Memory, Sqlite) {
  World<Kind> world;
  {
    const auto engine = world.engine({onSignedUp("changes", [](const Event<Json>&, Step& step) {
      step.run("old", [] {});
      step.sleep("wait", 1h);
    })});
    sendSignedUp(*engine);
    engine->waitUntilIdle();
  }
  const auto engine = world.engine({onSignedUp("changes", [](const Event<Json>&, Step& step) {
    step.run("new", [] {});
    step.sleep("wait", 1h);
  })});
  world.advance(*engine, 1h);
  CHECK(statusOf(engine->recentRuns(1).at(0)) == "completed");
  CHECK(world.logger->count("no longer asked for") == 1);
}

}  // namespace
}  // namespace event_runtime::testing
