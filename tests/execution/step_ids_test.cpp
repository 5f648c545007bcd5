#include "support.hpp"

using namespace event_runtime;
using namespace event_runtime::execution;

namespace {
constexpr const char* REFUSED = "is called in two branches of a parallel(), after other steps";
}

TEST_CASE("branches may start with the same id: they are numbered in their order") {
  const auto code = [](Step& step) {
    auto [a, b, c] = step.parallel(step.branch("count", [] { return 1; }), step.branch("count", [] { return 2; }),
                                   step.branch("count", [] { return 3; }));
    return a * 100 + b * 10 + c;
  };
  Attempt attempt(code);
  const Turn turn = attempt->advance();
  REQUIRE(turn.operations.size() == 3);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(turn.operations[i].hash == hashOf("count", i));
  // Whatever ended first: a replay gives each branch its own.
  Attempt replay(code, {{hashOf("count", 2), {"3", StepKind::run}}});
  CHECK(asked(replay->advance()) == Lines{"planned count", "planned count"});
  replay->supply(hashOf("count", 1), "2");
  replay->supply(hashOf("count"), "1");
  CHECK(endOf(replay->advance()) == "123");
}

TEST_CASE("an id that branches share after their first steps is refused, in whatever order they come") {
  const auto code = [](Step& step) {
    step.parallel(
        [&] {
          step.run("load-a", [] {});
          step.run("send", [] {});
        },
        [&] {
          step.run("load-b", [] {});
          step.run("send", [] {});
        });
  };
  for (const bool firstIsFirst : {true, false}) {
    Attempt attempt(code);
    attempt->advance();
    attempt->supply(hashOf(firstIsFirst ? "load-a" : "load-b"), "null");
    CHECK(asked(attempt->advance()) == Lines{"planned send"});
    attempt->supply(hashOf("send"), "null");
    attempt->supply(hashOf(firstIsFirst ? "load-b" : "load-a"), "null");
    const Turn end = attempt->advance();
    CHECK(endOf(end).find(std::string("step \"send\" ") + REFUSED) != std::string::npos);
    CHECK_FALSE(failureOf(end).retriable);
  }
  // On a replay as well, where both are at once at it.
  Attempt replay(code, {{hashOf("load-a"), {"null", StepKind::run}}, {hashOf("load-b"), {"null", StepKind::run}}});
  CHECK(endOf(finish(*replay)).find(REFUSED) != std::string::npos);
}

TEST_CASE("an id with which one branch starts and which another one repeats later is refused") {
  Attempt attempt([](Step& step) {
    step.parallel(step.branch("a", [] {}), [&] {
      step.run("b", [] {});
      step.run("a", [] {});
    });
  });
  CHECK(endOf(finish(*attempt)).find(REFUSED) != std::string::npos);
}

TEST_CASE("a branch may repeat its own ids, and code after parallel() those of the branches") {
  Memoised record;
  Attempt attempt([](Step& step) {
    step.run("x", [] {});
    step.parallel(
        [&] {
          for (int i = 0; i < 3; ++i) step.run("x", [] {});
        },
        [&] {
          for (int i = 0; i < 3; ++i) step.run("y", [] {});
        });
    step.run("x", [] {});
    step.run("y", [] {});
    step.parallel(step.branch("x", [] {}), step.branch("x", [] {}));
  });
  CHECK(endOf(finish(*attempt, &record)) == "null");
  for (std::uint32_t i = 0; i < 7; ++i) CHECK(record.contains(hashOf("x", i)));
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(record.contains(hashOf("y", i)));
  CHECK(record.size() == 11);
}

TEST_CASE("nested branches share ids with their aunts only at the start") {
  const auto nested = [](bool stepBefore) {
    return [stepBefore](Step& step) {
      step.parallel(
          [&] {
            if (stepBefore) step.run("before", [] {});
            step.parallel(step.branch("x", [] {}), step.branch("x", [] {}));
          },
          step.branch("x", [] {}));
    };
  };
  Attempt atStart(nested(false));
  CHECK(endOf(finish(*atStart)) == "null");
  Attempt later(nested(true));
  CHECK(endOf(finish(*later)).find(REFUSED) != std::string::npos);
}
