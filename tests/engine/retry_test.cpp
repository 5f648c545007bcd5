// Failures: when a step or a handler is tried again, and what happens when it is not.
#include "fixture.hpp"

#include "engine/retry_policy.hpp"

#include <event_runtime/lifecycle_events.hpp>

namespace event_runtime::testing {
namespace {

std::string_view bytesOf(const execution::StepHash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

TEST_CASE("the backoff is Inngest's table, with up to half a minute of jitter that is always the same") {
  const std::vector<std::chrono::milliseconds> table{15s, 30s, 1min, 2min, 5min, 10min, 20min, 40min, 1h, 2h, 2h, 2h};
  for (std::size_t i = 0; i < table.size(); ++i) CHECK(engine::backoff(static_cast<int>(i) + 1) == table[i]);
  CHECK(engine::backoff(0) == 15s);
  CHECK(engine::backoff(1000) == 2h);

  std::chrono::milliseconds smallest = 1h;
  std::chrono::milliseconds largest = 0ms;
  for (int i = 0; i < 2000; ++i) {
    const auto jitter = engine::jitter("run-" + std::to_string(i), "step", 1);
    smallest = std::min(smallest, jitter);
    largest = std::max(largest, jitter);
  }
  CHECK(smallest >= 0ms);
  CHECK(smallest < 1s);
  CHECK(largest <= 30s);
  CHECK(largest > 29s);
  CHECK(engine::jitter("run", "step", 1) == engine::jitter("run", "step", 1));
  CHECK(engine::jitter("run", "step", 1) != engine::jitter("run", "step", 2));
  CHECK(engine::jitter("ab", "c", 1) != engine::jitter("a", "bc", 1));
}

TEST_CASE("RetryAfter is clamped to 1 s … 24 h, wherever it points") {
  const Timestamp now = parseTimestamp("2026-01-01T00:00:00Z");
  const auto when = [&](auto after) {
    return *engine::nextAttempt({"run", "step", 1, 4}, {{"E", "e"}, true, {after}}, now) - now;
  };
  CHECK(when(std::chrono::milliseconds(90s)) == 90s);
  CHECK(when(std::chrono::milliseconds(10ms)) == 1s);
  CHECK(when(std::chrono::milliseconds::min()) == 1s);
  CHECK(when(std::chrono::milliseconds::max()) == 24h);
  CHECK(when(now + 2h) == 2h);
  CHECK(when(Timestamp::min()) == 1s);
  CHECK(when(Timestamp::max()) == 24h);
}

TEST_CASE_TEMPLATE("a step that fails is tried again on schedule, 4 times unless told otherwise", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  std::vector<Timestamp> tries;
  std::vector<int> attempts;
  int before = 0;
  const auto engine = world.engine({onSignedUp("flaky", [&](const Event<Json>&, Step& step) {
    step.run("before", [&] { ++before; });
    step.run("charge", [&] {
      tries.push_back(world.clock->now());
      attempts.push_back(step.attempt());
      throw std::runtime_error("no answer");
    });
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto runId = onlyRun(*engine, id).id;
  const auto hash = execution::StepHash::of("charge", 0);

  for (int failures = 1; failures <= 4; ++failures) {
    REQUIRE(tries.size() == static_cast<std::size_t>(failures));
    const auto pause = engine::backoff(failures) + engine::jitter(runId, bytesOf(hash), failures);
    const auto step = engine->findRun(runId)->steps.at(1);
    CHECK(step.status == "retrying");
    CHECK(step.attempts == failures);
    CHECK(step.wakeAt == world.clock->now() + pause);
    REQUIRE(step.error);
    CHECK(step.error->name == "std::runtime_error");
    CHECK(step.error->message == "no answer");
    CHECK(engine->nextWakeUp() == step.wakeAt);
    world.advance(*engine, pause - 1ms);
    CHECK(tries.size() == static_cast<std::size_t>(failures));
    world.advance(*engine, 1ms);
  }

  CHECK(attempts == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(before == 1);
  const auto run = *engine->findRun(runId);
  CHECK(statusOf(run) == "failed");
  CHECK(run.steps.at(1).status == "failed");
  CHECK(run.steps.at(1).attempts == 5);
  REQUIRE(run.error);
  CHECK(run.error->message == "no answer");
  CHECK_FALSE(engine->nextWakeUp());
}

TEST_CASE_TEMPLATE("a step that succeeds on the second try completes the run", Kind, Memory, Sqlite) {
  World<Kind> world;
  int tries = 0;
  const auto engine = world.engine({onSignedUp("flaky", [&](const Event<Json>&, Step& step) {
    const int got = step.run("charge", [&] {
      if (++tries == 1) throw std::runtime_error("no answer");
      return 7;
    });
    return Json(got + step.run("then", [] { return 1; }));
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 45s);
  const auto run = onlyRun(*engine, id);
  CHECK(run.result == "8");
  CHECK(run.steps.at(0).attempts == 2);
  CHECK_FALSE(run.steps.at(0).error);
}

TEST_CASE_TEMPLATE("retries 0 means one try", Kind, Memory, Sqlite) {
  World<Kind> world;
  int tries = 0;
  const auto engine = world.engine({onSignedUp("once", {.retries = 0}, [&](const Event<Json>&, Step& step) {
    step.run("charge", [&] {
      ++tries;
      throw std::runtime_error("no answer");
    });
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 24h);
  CHECK(tries == 1);
  CHECK(statusOf(onlyRun(*engine, id)) == "failed");
}

TEST_CASE_TEMPLATE("NonRetriableError fails a step at once", Kind, Memory, Sqlite) {
  World<Kind> world;
  int tries = 0;
  const auto engine = world.engine({onSignedUp("declined", [&](const Event<Json>&, Step& step) {
    step.run("charge", [&] {
      ++tries;
      throw NonRetriableError("card declined");
    });
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  const auto run = onlyRun(*engine, id);
  CHECK(tries == 1);
  CHECK(statusOf(run) == "failed");
  CHECK(run.error->name == "event_runtime::NonRetriableError");
  CHECK(run.error->message == "card declined");
}

TEST_CASE_TEMPLATE("RetryAfterError says when", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<Timestamp> tries;
  const auto engine = world.engine({onSignedUp("later", [&](const Event<Json>&, Step& step) {
    step.run("call", [&] {
      tries.push_back(world.clock->now());
      if (tries.size() == 1) throw RetryAfterError("busy", 90s);
      if (tries.size() == 2) throw RetryAfterError("busy", world.clock->now() + 2h);
    });
  })});
  const auto start = world.clock->now();
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 90s - 1ms);
  world.advance(*engine, 1ms);
  world.advance(*engine, 2h - 1ms);
  world.advance(*engine, 1ms);
  CHECK(tries == std::vector<Timestamp>{start, start + 90s, start + 90s + 2h});
  CHECK(statusOf(onlyRun(*engine, id)) == "completed");
}

TEST_CASE_TEMPLATE("a handler catches a StepError and goes on, the same after a replay", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("fallback", {.retries = 0}, [&](const Event<Json>&, Step& step) {
    std::string caught;
    try {
      step.run("charge", [] { throw std::runtime_error("no answer"); });
    } catch (const StepError& error) {
      caught = error.stepId() + ": " + error.cause().message;
      step.run("refund", [] {});
    }
    step.sleep("wait", 1h);
    return Json(caught);
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  world.advance(*engine, 1h);
  const auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "completed");
  CHECK(run.result == R"("charge: no answer")");
}

TEST_CASE_TEMPLATE("a handler that throws outside its steps is tried again, its finished steps are not", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  int steps = 0;
  std::vector<int> attempts;
  const auto engine = world.engine({onSignedUp("throws", {.retries = 2}, [&](const Event<Json>&, Step& step) {
    step.run("once", [&] { ++steps; });
    attempts.push_back(step.attempt());
    throw std::logic_error("bug");
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  auto run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "sleeping");
  CHECK(run.attempt == 1);
  CHECK(run.error->message == "bug");
  const auto pause = engine::backoff(1) + engine::jitter(run.id, {}, 1);
  CHECK(engine->nextWakeUp() == world.clock->now() + pause);

  world.advance(*engine, pause);
  world.advance(*engine, 60s);

  run = onlyRun(*engine, id);
  CHECK(statusOf(run) == "failed");
  CHECK(run.attempt == 3);
  CHECK(run.error->name == "std::logic_error");
  CHECK(attempts == std::vector<int>{0, 1, 2});
  CHECK(steps == 1);
  CHECK(world.logger->count("run failed function=shop-throws run=" + run.id) == 1);
}

TEST_CASE_TEMPLATE("a failed run tells the failure handler, whose own failures tell nobody", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<FunctionFailed> reports;
  const auto engine = world.engine({
      onSignedUp("fails", {.retries = 0}, [](const Event<Json>&, Step&) { throw NonRetriableError("no \xFF way"); }),
      createEventHandler(FUNCTION_FAILED, "report", {.retries = 0},
                         [&](const Event<FunctionFailed>& event, Step&) {
                           reports.push_back(event.data);
                           throw std::runtime_error("the pager is down");
                         }),
  });
  const auto id = sendSignedUp(*engine, {{"user", "Ada"}}, {.id = "e-1", .user = R"({"a":1})"});
  engine->waitUntilIdle();

  REQUIRE(reports.size() == 1);
  const auto run = onlyRun(*engine, id);
  CHECK(reports[0].functionId == "shop-fails");
  CHECK(reports[0].runId == run.id);
  CHECK(reports[0].error == *run.error);
  const Json event = Json::parse(reports[0].event);
  CHECK(event["id"] == "e-1");
  CHECK(event["name"] == "user/signed-up");
  CHECK(event["data"] == Json{{"user", "Ada"}});
  CHECK(event["user"] == Json{{"a", 1}});
  CHECK(event["ts"] == world.clock->now().time_since_epoch().count());
  CHECK(engine->recentRuns(10).size() == 2);
}

TEST_CASE_TEMPLATE("without a failure handler no failure event is stored", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine =
      world.engine({onSignedUp("fails", [](const Event<Json>&, Step&) { throw NonRetriableError("no"); })});
  sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(engine->recentRuns(10).size() == 1);
}

TEST_CASE_TEMPLATE("a handler that swallows its unwinding is reported", Kind, Memory, Sqlite) {
  World<Kind> world;
  const auto engine = world.engine({onSignedUp("greedy", [](const Event<Json>&, Step& step) {
    try {
      step.sleep("wait", 1h);
    } catch (...) {
    }
  })});
  const auto id = sendSignedUp(*engine);
  engine->waitUntilIdle();
  CHECK(world.logger->count("swallows the exception that unwinds it") == 1);
  CHECK(world.logger->count("function=shop-greedy run=" + onlyRun(*engine, id).id) == 1);
}

}  // namespace
}  // namespace event_runtime::testing
