// What a step says for itself: retries, pauses, a timeout; and bodies that misbehave.
#include "fixture.hpp"
#include "gate.hpp"

#include "engine/step_watchdog.hpp"

#include <thread>

namespace event_runtime::testing {
namespace {

/// Opens a gate when a body that was given up ends at last: what it uses has to live until then.
struct Unwound {
  Gate& gate;
  ~Unwound() { gate.open(); }
};

struct HttpError : std::runtime_error {
  explicit HttpError(int seconds) : std::runtime_error("429 Too Many Requests"), retryAfter(seconds) {}
  std::chrono::seconds retryAfter;
};

TEST_CASE_TEMPLATE("a step's own retries stand above its handler's", Kind, Memory, Sqlite) {
  World<Kind> world;
  int many = 0;
  int once = 0;
  const auto engine = world.engine({onSignedUp("own", {.retries = 1}, [&](const Event<Json>&, Step& step) {
    try {
      step.run("once", {.retries = 0}, [&] {
        ++once;
        throw std::runtime_error("no");
      });
    } catch (const StepError&) {
    }
    const Backoff backoff{.first = 1s, .factor = 2, .longest = 5s};
    return step.run("many", {.retries = 30, .backoff = backoff}, [&] {
      if (++many < 26) throw std::runtime_error("not yet");
      return many;
    });
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(once == 1);
  CHECK(many == 1);
  // 1 s, 2 s, 4 s, then 5 s each.
  world.advance(*engine, 1s);
  CHECK(many == 2);
  world.advance(*engine, 1999ms);
  CHECK(many == 2);
  world.advance(*engine, 1ms);
  CHECK(many == 3);
  world.advance(*engine, 4s);
  CHECK(many == 4);
  for (int i = 0; i < 22; ++i) world.advance(*engine, 5s);
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "completed");
  CHECK(run.result == "26");
  CHECK(run.steps[1].attempts == 26);
}

TEST_CASE_TEMPLATE("the pause is computed from the error", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<int> failures;
  int calls = 0;
  const auto engine = world.engine({onSignedUp("polite", [&](const Event<Json>&, Step& step) {
    StepOptions options;
    options.delay = [&](const std::exception& error, int count) -> std::optional<std::chrono::milliseconds> {
      failures.push_back(count);
      if (const auto* http = dynamic_cast<const HttpError*>(&error)) return http->retryAfter;
      throw std::logic_error("then the usual pause");
    };
    step.run("call", options, [&] {
      if (++calls == 1) throw HttpError(7);
      if (calls == 2) throw HttpError(-5);  // at once
      if (calls == 3) throw std::runtime_error("odd");
    });
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(calls == 1);
  CHECK(engine->nextWakeUp() == world.clock->now() + 7s);
  world.advance(*engine, 7s);
  CHECK(calls == 3);
  CHECK(failures == std::vector<int>{1, 2, 3});
  REQUIRE(engine->nextWakeUp());
  CHECK(*engine->nextWakeUp() - world.clock->now() >= 1min);  // the third failure's, of Inngest's table
  world.advance(*engine, 2min);
  CHECK(statusOf(onlyRun(*engine, id)) == "completed");
}

TEST_CASE_TEMPLATE("options out of range fail the run and say which", Kind, Memory, Sqlite) {
  World<Kind> world;
  const std::vector<std::pair<StepOptions, std::string>> cases{
      {{.retries = -1}, "its retries are -1; they must be 0 to 1000"},
      {{.retries = 1001}, "its retries are 1001"},
      {{.timeout = -1ms}, "its timeout must be between 0 and 366 days"},
      {{.backoff = Backoff{.factor = 0.5}}, "factor must be between 1 and 100"},
      {{.backoff = Backoff{.longest = 24h * 400}}, "durations of its backoff"}};
  for (const auto& [options, message] : cases) {
    const auto engine = world.engine(
        {onSignedUp("bad", [&, &bad = options](const Event<Json>&, Step& step) { step.run("step", bad, [] {}); })});
    const auto id = sendSignedUp(*engine);
    engine->waitUntilIdle();
    const auto run = onlyRun(*engine, id);
    CHECK(statusOf(run) == "failed");
    REQUIRE(run.error);
    INFO(run.error->message);
    CHECK(run.error->message.find(message) != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("a body that sees its stop token ends in time", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gate begun;
  int attempts = 0;
  const auto engine = world.engine({onSignedUp("crawl", [&](const Event<Json>&, Step& step) {
    CHECK_FALSE(step.stopToken().stop_possible());
    return step.run("crawl", {.timeout = 10s, .backoff = Backoff{.first = 1s}}, [&] {
      const std::stop_token stop = step.stopToken();
      if (++attempts == 2) return std::string(stop.stop_requested() ? "stopped again" : "done");
      Gate stopped;
      const std::stop_callback callback(stop, [&] { stopped.open(); });
      begun.open();
      stopped.pass();
      throw std::runtime_error("stopped after ten seconds");
    });
  })});
  const auto id = sendSignedUp(*engine);
  begun.pass();
  world.advance(*engine, 10s);
  CHECK(onlyRun(*engine, id).steps[0].error->message == "stopped after ten seconds");
  world.advance(*engine, 1s);
  const auto run = onlyRun(*engine, id);
  CHECK(run.result == R"("done")");
  CHECK(world.logger->count("cut off") == 0);
}

TEST_CASE_TEMPLATE("a body that never returns is cut off, and the run goes on without it", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gate begun;
  Gate release;
  Gate returned;
  std::atomic<int> attempts = 0;
  std::atomic<int> before = 0;
  auto engine =
      world.engine({onSignedUp("stuck",
                               [&](const Event<Json>&, Step& step) {
                                 step.run("before", [&] { ++before; });
                                 return step.run("hang", {.timeout = 10s, .backoff = Backoff{.first = 1s}}, [&] {
                                   if (++attempts > 1) return std::string("second time");
                                   const Unwound unwound{returned};
                                   begun.open();
                                   release.pass();
                                   return std::string("too late");
                                 });
                               })},
                   [](EngineOptions& options) { options.workers = 1; });
  const auto id = sendSignedUp(*engine);
  begun.pass();
  world.clock->advance(10s);
  world.advance(*engine, engine::StepWatchdog::GRACE);
  auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "sleeping");
  REQUIRE(run.steps.size() == 2);
  CHECK(run.steps[1].status == "retrying");
  CHECK(run.steps[1].error->name == "event_runtime::StepTimeoutError");
  CHECK(run.steps[1].error->message.find("timeout of 10s") != std::string::npos);

  // The one worker is lost, and another has taken its place.
  world.advance(*engine, 1s);
  run = onlyRun(*engine, id);
  CHECK(run.result == R"("second time")");
  CHECK(run.steps[1].attempts == 2);
  CHECK(before == 1);

  // The engine does not wait for the body; what it gives at last is dropped.
  engine.reset();
  release.open();
  returned.pass();
  CHECK(world.store->findRun(run.id)->result == R"("second time")");
}

TEST_CASE_TEMPLATE("a body that never returns and has no retries left fails its step", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gate begun;
  Gate release;
  Gate returned;
  std::atomic<int> others = 0;
  const auto engine = world.engine({onSignedUp("stuck", [&](const Event<Json>&, Step& step) {
    try {
      auto hang = step.branch("hang", StepOptions{.retries = 0, .timeout = 5s}, [&] {
        const Unwound unwound{returned};
        begun.open();
        release.pass();
      });
      auto other = [&] {
        step.run("other", [&] { ++others; });
        step.sleep("nap", 4s);
        step.run("another", [&] { ++others; });
      };
      step.parallel(hang, other);
      return Json("not reached");
    } catch (const StepError& error) {
      return Json{{"step", error.stepId()}, {"cause", error.cause().name}};
    }
  })});
  const auto id = sendSignedUp(*engine);
  begun.pass();
  while (engine->runsOfEvent(id).front().steps.empty()) std::this_thread::yield();  // until it naps
  while (!engine->nextWakeUp()) std::this_thread::yield();
  world.clock->advance(4s);
  while (others < 2) std::this_thread::yield();
  world.clock->advance(1s);
  world.advance(*engine, engine::StepWatchdog::GRACE);
  const auto run = onlyRun(*engine, id);
  CHECK(run.result == R"({"cause":"event_runtime::StepTimeoutError","step":"hang"})");
  CHECK(others == 2);
  release.open();
  returned.pass();
}

TEST_CASE_TEMPLATE("what is no exception, a result too large and a swallowed interrupt are named", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  const auto engine = world.engine(
      {onSignedUp("thrower", {.retries = 0}, [](const Event<Json>&, Step& step) { step.run("t", [] { throw 42; }); }),
       onSignedUp("large", [](const Event<Json>&,
                              Step& step) { step.run("l", [] { return std::string(5 * 1024 * 1024, 'x'); }); }),
       onSignedUp("swallower", [](const Event<Json>&, Step& step) {
         try {
           step.sleep("nap", 1h);
         } catch (...) {
         }
       })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  for (const auto& run : engine->runsOfEvent(id)) {
    if (run.functionId == "shop-thrower") CHECK(run.error->message.find("42") != std::string::npos);
    if (run.functionId == "shop-large") {
      CHECK(run.error->message.find("4 MiB") != std::string::npos);
      CHECK(run.steps[0].attempts == 1);
    }
    if (run.functionId == "shop-swallower") CHECK(statusOf(run) == "sleeping");
  }
  CHECK(world.logger->count("swallows the exception") == 1);
  world.advance(*engine, 1h);
  for (const auto& run : engine->runsOfEvent(id)) {
    CHECK(statusOf(run) == (run.functionId == "shop-swallower" ? "completed" : "failed"));
  }
}

}  // namespace
}  // namespace event_runtime::testing
