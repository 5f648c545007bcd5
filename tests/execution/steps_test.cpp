#include "support.hpp"

#include <chrono>

using namespace event_runtime;
using namespace event_runtime::execution;
using namespace std::chrono_literals;

TEST_CASE("a step's body runs within advance(), and the handler goes on when its result is supplied") {
  int bodies = 0;
  Attempt attempt([&](Step& step) { return step.run("add", [&] { return ++bodies + 41; }) * 2; });

  const Turn first = attempt->advance();
  CHECK(asked(first) == Lines{"ran add: 42"});
  CHECK(first.operations[0].hash == hashOf("add"));
  CHECK_FALSE(first.outcome);

  CHECK(asked(attempt->advance()).empty());  // nothing was supplied: it waits
  attempt->supply(hashOf("add"), "42");
  CHECK(endOf(attempt->advance()) == "84");
  CHECK(bodies == 1);
  CHECK_FALSE(attempt->advance().outcome);  // it has ended
}

TEST_CASE("a handler without steps ends in the first turn") {
  Attempt attempt([](Step&) {});
  CHECK(endOf(attempt->advance()) == "null");
}

TEST_CASE("without immediate execution a body is planned, and runs when the driver says so") {
  Attempt attempt([](Step& step) { return step.run("add", [&] { return step.attempt(); }); }, {}, {.immediate = false});
  CHECK(asked(attempt->advance()) == Lines{"planned add"});
  CHECK(attempt->isPlanned(hashOf("add")));
  CHECK(asked({attempt->runStep(hashOf("add"), 3)}) == Lines{"ran add: 3"});
  CHECK_FALSE(attempt->isPlanned(hashOf("add")));
  attempt->supply(hashOf("add"), "3");
  CHECK(endOf(attempt->advance()) == "3");
}

TEST_CASE("a run is the same after a replay from any prefix of its record") {
  int bodies = 0;
  const auto code = [&](Step& step) {
    const auto first = step.run("first", [&] {
      ++bodies;
      return std::string("a");
    });
    step.sleep("pause", 1h);
    const auto second = step.run("second", [&] {
      ++bodies;
      return first + "b";
    });
    step.run("third", [&] { ++bodies; });
    return second;
  };
  Memoised record;
  Attempt whole(code);
  CHECK(endOf(finish(*whole, &record)) == "\"ab\"");
  REQUIRE(record.size() == 4);

  const StepHash order[] = {hashOf("first"), hashOf("pause"), hashOf("second"), hashOf("third")};
  for (std::size_t prefix = 0; prefix <= 4; ++prefix) {
    CAPTURE(prefix);
    Memoised memoised;
    for (std::size_t i = 0; i < prefix; ++i) memoised.insert(*record.find(order[i]));
    bodies = 0;
    Attempt replay(code, std::move(memoised));
    const Turn end = finish(*replay);
    CHECK(endOf(end) == "\"ab\"");
    CHECK(bodies == (prefix == 0 ? 3 : prefix <= 2 ? 2 : prefix == 3 ? 1 : 0));
    CHECK(end.unusedSteps.empty());
  }
}

TEST_CASE("an id that is repeated means its first, second, … call") {
  const auto code = [](Step& step) {
    std::vector<int> all;
    for (int i = 0; i < 4; ++i) all.push_back(step.run("same", [i] { return i * i; }));
    return all;
  };
  Memoised record;
  Attempt whole(code);
  CHECK(endOf(finish(*whole, &record)) == "[0,1,4,9]");
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(record.contains(hashOf("same", i)));

  record.erase(hashOf("same", 3));
  record.at(hashOf("same", 1)).result = "100";
  Attempt replay(code, record);
  CHECK(asked(replay->advance()) == Lines{"ran same: 9"});
  replay->supply(hashOf("same", 3), "9");
  CHECK(endOf(replay->advance()) == "[0,100,4,9]");
}

TEST_CASE("an id that looks like the repetition of another one is refused where both are used") {
  Attempt attempt([](Step& step) {
    step.run("a:1", [] {});
    step.run("a", [] {});
    step.run("a", [] {});
  });
  const Turn end = finish(*attempt);
  CHECK(endOf(end).find("step \"a\" can not be told from the repetition of another step") != std::string::npos);
  CHECK_FALSE(failureOf(end).retriable);
}

TEST_CASE("sleep asks for a delay or a time") {
  Attempt attempt([](Step& step) {
    step.sleep("duration", 90s);
    step.sleep("text", "1d2h");
    step.sleepUntil("time", Timestamp{5000ms});
    step.sleepUntil("time as text", "2030-01-01T00:00:00Z");
    step.sleep("past", -5s);
  });
  std::vector<decltype(Sleep::until)> asks;
  for (;;) {
    const Turn turn = attempt->advance();
    if (turn.outcome) break;
    REQUIRE(turn.operations.size() == 1);
    CHECK(turn.operations[0].kind == StepKind::sleep);
    asks.push_back(std::get<Sleep>(turn.operations[0].what).until);
    supplyAll(*attempt, turn);
  }
  CHECK(asks == std::vector<decltype(Sleep::until)>{90000ms, 26h, Timestamp{5000ms},
                                                    parseTimestamp("2030-01-01T00:00:00Z"), -5000ms});
}

TEST_CASE("a sleep of more than 366 days fails at once and names the limit") {
  Attempt exact([](Step& step) { step.sleep("long", 24h * 366); });
  CHECK(asked(exact->advance()) == Lines{"sleep long"});

  Attempt attempt([](Step& step) { step.sleep("long", 24h * 366 + 1ms); });
  const Turn turn = attempt->advance();
  CHECK(asked(turn).empty());
  CHECK(failureOf(turn).error.message.find("step \"long\": it is to sleep for ") == 0);
  CHECK(failureOf(turn).error.message.find("the limit is 366 days") != std::string::npos);
  CHECK_FALSE(failureOf(turn).retriable);

  Attempt nonsense([](Step& step) { step.sleep("long", "soon"); });
  CHECK_FALSE(failureOf(nonsense->advance()).retriable);
}

TEST_CASE("events are sent by the driver, and their ids are the step's result") {
  Attempt attempt([](Step& step) {
    std::vector<OutgoingEvent> events(2);
    events[0].name = "a/b";
    events[1].name = "c/d";
    return step.sendEvents("tell", std::move(events));
  });
  const Turn turn = attempt->advance();
  REQUIRE(asked(turn) == Lines{"send tell"});
  CHECK(turn.operations[0].kind == StepKind::sendEvent);
  CHECK(std::get<SendEvents>(turn.operations[0].what).events[1].name == "c/d");
  CHECK(sentEventsResult({"x", "y"}) == R"({"ids":["x","y"]})");
  attempt->supply(hashOf("tell"), sentEventsResult({"x", "y"}));
  CHECK(endOf(attempt->advance()) == R"(["x","y"])");
}

TEST_CASE("a record of events that does not fit the call is a mismatch, not a crash") {
  for (const char* record : {R"({"ids":[]})", R"({})", "null", R"({"ids":[1]})"}) {
    CAPTURE(record);
    Attempt attempt([](Step& step) { return step.sendEvents("tell", std::vector<OutgoingEvent>(1)); },
                    {{hashOf("tell"), {record, StepKind::sendEvent}}});
    const Turn turn = attempt->advance();
    CHECK(failureOf(turn).error.name == "event_runtime::DeterminismError");
  }
}

TEST_CASE("a step that is now of another kind than its record fails the run") {
  Attempt attempt([](Step& step) { step.run("x", [] {}); }, {{hashOf("x"), {"null", StepKind::sleep}}});
  const Turn turn = attempt->advance();
  CHECK(failureOf(turn).error.message.find("recorded: sleep \"x\"; now: run \"x\"") == 0);
  CHECK(failureOf(turn).error.name == "event_runtime::DeterminismError");
  CHECK_FALSE(failureOf(turn).retriable);

  Attempt unknown([](Step& step) { step.run("x", [] {}); }, {{hashOf("x"), {"null", std::nullopt}}});
  CHECK(endOf(unknown->advance()) == "null");
}

TEST_CASE("a record that does not fit the step's type fails the run") {
  Attempt attempt([](Step& step) { return step.run("x", [] { return 1; }); },
                  {{hashOf("x"), {R"("one")", StepKind::run}}});
  const Turn turn = attempt->advance();
  CHECK(failureOf(turn).error.message.find("step \"x\": its recorded result does not fit") == 0);
  CHECK_FALSE(failureOf(turn).retriable);
}

TEST_CASE("an empty id fails the run") {
  Attempt attempt([](Step& step) { step.run("", [] {}); });
  const Turn turn = attempt->advance();
  CHECK(failureOf(turn).error.message.find("a step's id is empty") == 0);
  CHECK_FALSE(failureOf(turn).retriable);
}

TEST_CASE("memoised steps that the handler no longer asks for are reported") {
  Memoised memoised{
      {hashOf("a"), {"1", StepKind::run}}, {hashOf("b"), {"2", StepKind::run}}, {hashOf("c"), {"3", StepKind::run}}};
  Attempt attempt([](Step& step) { return step.run("b", [] { return 0; }); }, memoised);
  const Turn turn = attempt->advance();
  CHECK(endOf(turn) == "2");
  std::vector<StepHash> expected{hashOf("a"), hashOf("c")};
  std::sort(expected.begin(), expected.end());
  CHECK(turn.unusedSteps == expected);
}

TEST_CASE("a run of more than 1,000 steps fails and names the limit") {
  const auto code = [](int count) {
    return [count](Step& step) {
      for (int i = 0; i < count; ++i) step.run("again", [] {});
    };
  };
  Attempt most(code(1000));
  CHECK(endOf(finish(*most)) == "null");
  Attempt tooMany(code(1001));
  const Turn end = finish(*tooMany);
  CHECK(failureOf(end).error.message.find("a run has at most 1000 steps") != std::string::npos);
  CHECK_FALSE(failureOf(end).retriable);
}

TEST_CASE("a result of more than 4 MiB fails the step and names it") {
  const auto code = [](std::size_t size) {
    return [size](Step& step) { step.run("load", [size] { return std::string(size, 'x'); }); };
  };
  Attempt largest(code(MAX_RESULT_SIZE - 2));  // and two quotes
  CHECK(endOf(finish(*largest)) == "null");
  Attempt tooLarge(code(MAX_RESULT_SIZE - 1));
  const Turn turn = tooLarge->advance();
  REQUIRE(turn.operations.size() == 1);
  const Failure& failure = std::get<Threw>(turn.operations[0].what).failure;
  CHECK(failure.error.message.find("step \"load\" gave 4194305 bytes of JSON") == 0);
  CHECK_FALSE(failure.retriable);

  Attempt handler([](Step&) { return std::string(MAX_RESULT_SIZE, 'x'); });
  CHECK(failureOf(handler->advance()).error.message.find("the handler gave 4194306 bytes") == 0);
}

TEST_CASE("attempt() and runId() tell of the run, and within a body of the step") {
  Attempt attempt(
      [](Step& step) {
        const int inBody = step.run("body", [&] { return step.attempt(); });
        return std::to_string(step.attempt()) + " " + std::to_string(inBody) + " " + step.runId();
      },
      {}, {}, {hashOf("body")}, 2);
  CHECK(asked(attempt->advance()) ==
        Lines{"planned body"});  // tried before: when and how often is the driver's business
  CHECK(asked({attempt->runStep(hashOf("body"), 7)}) == Lines{"ran body: 7"});
  attempt->supply(hashOf("body"), "7");
  CHECK(endOf(attempt->advance()) == "\"2 7 " + RUN_ID + "\"");
}

TEST_CASE("a driver that answers a step which does not wait is told so") {
  Attempt attempt([](Step& step) { step.run("a", [] {}); });
  CHECK_THROWS_AS(attempt->supply(hashOf("a"), "null"), std::logic_error);
  CHECK(asked(attempt->advance()) == Lines{"ran a: null"});
  CHECK_THROWS_AS(attempt->runStep(hashOf("a")), std::logic_error);
  CHECK_THROWS_AS(attempt->retry(hashOf("a"), 1), std::logic_error);
  attempt->supply(hashOf("a"), "null");
  CHECK_THROWS_AS(attempt->supply(hashOf("a"), "null"), std::logic_error);
  CHECK(endOf(attempt->advance()) == "null");
}
