// step.race(): who wins, what becomes of the others, and the same again at a replay.
#include "support.hpp"

#include <event_runtime/json.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace event_runtime::execution {
namespace {

struct Unwound {
  int& count;
  ~Unwound() { ++count; }
};

/// "left" sleeps, and "right" runs a step and sleeps.
auto leftAndRight(int& unwound) {
  return [&unwound](Step& step) {
    const auto winner = step.race(
        "first",
        [&] {
          const Unwound guard{unwound};
          step.sleep("nap-left", std::chrono::hours{1});
          return step.run("left", [] { return 1; });
        },
        [&] {
          const Unwound guard{unwound};
          const auto text = step.run("right", [] { return std::string("two"); });
          step.sleep("nap-right", std::chrono::hours{2});
          return text;
        });
    const int after = step.run("after", [] { return 3; });
    return std::to_string(winner.index()) + (winner.index() == 0 ? "" : std::get<1>(winner)) + std::to_string(after);
  };
}

TEST_CASE("the first branch to finish wins; the other is unwound and its steps are abandoned") {
  int unwound = 0;
  Attempt attempt(leftAndRight(unwound));
  auto turn = attempt->advance();
  CHECK(asked(turn) == Lines{"sleep nap-left", "planned right"});
  const auto napLeft = turn.operations[0].hash;
  auto right = attempt->runStep(hashOf("right"));
  attempt->supply(right.hash, std::get<Ran>(right.what).result);
  turn = attempt->advance();
  CHECK(asked(turn) == Lines{"sleep nap-right"});
  const auto napRight = turn.operations[0].hash;

  attempt->supply(napRight, "null");
  turn = attempt->advance();
  CHECK(asked(turn) == Lines{"ran first: 1"});
  CHECK(turn.abandoned == std::vector<StepHash>{napLeft});
  CHECK(unwound == 2);
  CHECK(turn.operations[0].kind == StepKind::race);
  attempt->supply(napLeft, "null");  // comes too late, and is ignored

  attempt->supply(turn.operations[0].hash, "1");
  CHECK(endOf(finish(*attempt)) == "\"1two3\"");
  CHECK_FALSE(attempt->swallowedInterrupt());
}

TEST_CASE("at a replay the recorded branch wins, whatever else is on record") {
  int unwound = 0;
  // Both have got to their end, but for the left one's last step; the right one has won.
  Memoised memoised;
  memoised.emplace(hashOf("nap-left"), MemoisedStep{"null", StepKind::sleep});
  memoised.emplace(hashOf("nap-right"), MemoisedStep{"null", StepKind::sleep});
  memoised.emplace(hashOf("right"), MemoisedStep{"\"two\"", StepKind::run});
  memoised.emplace(hashOf("first"), MemoisedStep{"1", StepKind::race});
  Attempt attempt(leftAndRight(unwound), memoised);
  const auto turn = attempt->advance();
  // The left one does not begin a step any more.
  CHECK(asked(turn) == Lines{"ran after: 3"});
  CHECK(unwound == 2);
}

TEST_CASE("a race that was not decided goes on as it was") {
  int unwound = 0;
  Memoised memoised;
  memoised.emplace(hashOf("right"), MemoisedStep{"\"two\"", StepKind::run});
  Attempt attempt(leftAndRight(unwound), memoised);
  const auto turn = attempt->advance();
  CHECK(asked(turn) == Lines{"sleep nap-left", "sleep nap-right"});
  attempt.drop();
  CHECK(unwound == 2);
}

TEST_CASE("the winner's error is the race's, recorded like a result") {
  Memoised record;
  const auto handler = [](Step& step) {
    try {
      step.race(
          "first", [&] { step.run("fail", []() -> int { throw NonRetriableError("broken"); }); },
          [&] { step.sleep("nap", std::chrono::hours{1}); });
    } catch (const StepError& error) {
      return error.stepId() + ": " + error.what();
    }
    return std::string("not reached");
  };
  Attempt attempt(handler);
  auto turn = attempt->advance();
  auto failed = attempt->runStep(hashOf("fail"));
  attempt->supply(failed.hash, std::get<Threw>(failed.what).failure.error);
  record.emplace(failed.hash, MemoisedStep{std::get<Threw>(failed.what).failure.error, StepKind::run});
  turn = attempt->advance();
  CHECK(asked(turn) == Lines{"ran first: 0"});
  record.emplace(turn.operations[0].hash, MemoisedStep{"0", StepKind::race});
  attempt->supply(turn.operations[0].hash, "0");
  CHECK(endOf(attempt->advance()) == "\"fail: broken\"");
  Attempt replay(handler, record);
  CHECK(endOf(replay->advance()) == "\"fail: broken\"");
}

TEST_CASE("a loser's body is asked to stop, and the race waits for it") {
  std::mutex mutex;
  std::condition_variable changed;
  bool begun = false;
  bool returned = false;
  Attempt attempt([&](Step& step) {
    step.race(
        "first",
        [&] {
          step.run("slow", [&] {
            const std::stop_token stop = step.stopToken();
            std::unique_lock lock(mutex);
            begun = true;
            changed.notify_all();
            while (!stop.stop_requested()) changed.wait_for(lock, std::chrono::milliseconds{1});
            returned = true;
          });
        },
        [&] { step.run("quick", [] {}); });
    CHECK(returned);
    return std::string("done");
  });
  attempt->advance();
  std::thread worker([&] {
    const auto slow = attempt->runStep(hashOf("slow"));
    CHECK(std::holds_alternative<Ran>(slow.what));
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun; });
  }
  attempt->runStep(hashOf("quick"));
  attempt->supply(hashOf("quick"), "null");
  auto turn = attempt->advance();
  worker.join();
  while (turn.operations.empty()) turn = attempt->advance();
  CHECK(asked(turn) == Lines{"ran first: 1"});
  attempt->supply(hashOf("slow"), "null");  // on its way when the race ended
  attempt->supply(turn.operations[0].hash, "1");
  CHECK(endOf(attempt->advance()) == "\"done\"");
}

TEST_CASE("a planned body that has lost is not run") {
  Attempt attempt([&](Step& step) {
    step.race(
        "first", [&] { step.run("a", [] {}); }, [&] { step.run("b", [] { FAIL("it has lost"); }); });
    return std::string("done");
  });
  CHECK(asked(attempt->advance()) == Lines{"planned a", "planned b"});
  attempt->runStep(hashOf("a"));
  attempt->supply(hashOf("a"), "null");
  const auto turn = attempt->advance();
  CHECK(turn.abandoned == std::vector<StepHash>{hashOf("b")});
  CHECK_FALSE(attempt->isPlanned(hashOf("b")));
  CHECK(std::holds_alternative<Planned>(attempt->runStep(hashOf("b")).what));
}

TEST_CASE("races within races and beside branches") {
  Memoised record;
  const auto handler = [](Step& step) {
    const auto outer = step.race(
        "outer",
        [&] {
          const auto inner = step.race(
              "inner", [&] { step.sleep("a", std::chrono::hours{1}); },
              [&] { return step.run("b", [] { return 5; }); });
          const auto [x, y] = step.parallel(step.branch("x", [] { return 1; }), step.branch("y", [] { return 2; }));
          return std::get<1>(inner) + x + y;
        },
        [&] { step.sleep("c", std::chrono::hours{3}); });
    return outer.index() == 0 ? std::get<0>(outer) : -1;
  };
  Attempt attempt(handler);
  // Sleeps never end here.
  Turn turn;
  for (int i = 0; i < 20 && !turn.outcome; ++i) {
    turn = attempt->advance();
    for (Operation& operation : turn.operations) {
      if (std::holds_alternative<Planned>(operation.what)) operation = attempt->runStep(operation.hash);
      if (const auto* ran = std::get_if<Ran>(&operation.what)) {
        record.emplace(operation.hash, MemoisedStep{ran->result, operation.kind});
        attempt->supply(operation.hash, ran->result);
      }
    }
  }
  CHECK(endOf(turn) == "8");
  Attempt replay(handler, record);
  CHECK(endOf(replay->advance()) == "8");
}

TEST_CASE("a race that has other branches now than it was recorded with") {
  Memoised record;
  record.emplace(hashOf("first"), MemoisedStep{"2", StepKind::race});
  Attempt attempt(
      [](Step& step) {
        step.race(
            "first", [] {}, [] {});
      },
      record);
  CHECK(endOf(attempt->advance()).find("recorded: branch 2 has won; now: it has 2 branches") != std::string::npos);
}

}  // namespace
}  // namespace event_runtime::execution
