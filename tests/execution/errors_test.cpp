#include "support.hpp"

#include <filesystem>
#include <stdexcept>

using namespace event_runtime;
using namespace event_runtime::execution;
using namespace std::chrono_literals;

namespace {
struct Custom : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a body's exception becomes.
template <class Throw>
Failure thrownInBody(Throw throwIt) {
  Attempt attempt([&](Step& step) { step.run("a", throwIt); });
  const Turn turn = attempt->advance();
  REQUIRE(turn.operations.size() == 1);
  REQUIRE(std::holds_alternative<Threw>(turn.operations[0].what));
  return std::get<Threw>(turn.operations[0].what).failure;
}

/// What a handler's exception becomes.
template <class Throw>
Failure thrownInHandler(Throw throwIt) {
  Attempt attempt([&](Step&) { throwIt(); });
  return failureOf(attempt->advance());
}
}  // namespace

TEST_CASE("an exception becomes its type, its message and what it says about trying again") {
  const auto check = [](const Failure& failure, const char* name, const std::string& message, bool retriable) {
    CHECK(failure.error == ErrorInfo{name, message});
    CHECK(failure.retriable == retriable);
    CHECK_FALSE(failure.retryAfter);
  };
  const auto both = [&](auto throwIt, const char* name, const std::string& message, bool retriable) {
    check(thrownInBody(throwIt), name, message, retriable);
    check(thrownInHandler(throwIt), name, message, retriable);
  };
  both([] { throw std::runtime_error("no"); }, "std::runtime_error", "no", true);
  both([] { throw Custom("no"); }, "(anonymous namespace)::Custom", "no", true);
  both([] { throw NonRetriableError("never"); }, "event_runtime::NonRetriableError", "never", false);
  both([] { throw DeterminismError("never"); }, "event_runtime::DeterminismError", "never", false);
  both([] { throw std::filesystem::filesystem_error("gone", std::error_code()); }, "std::filesystem::filesystem_error",
       std::filesystem::filesystem_error("gone", std::error_code()).what(), true);
  const std::string unusual = "something was thrown that is not derived from std::exception";
  both([] { throw 42; }, "int", unusual + ": 42", true);
  both([] { throw "text"; }, "char const*", unusual + ": text", true);
  both([] { throw std::string("text"); }, "std::string", unusual + ": text", true);
  both([] { throw nullptr; }, "decltype(nullptr)", unusual, true);
  const Failure invalid = thrownInBody([] { throw ValidationError("bad", {}); });
  CHECK(invalid.error.name == "event_runtime::ValidationError");
  CHECK_FALSE(invalid.retriable);
}

TEST_CASE("RetryAfterError says when") {
  const Failure delay = thrownInBody([] { throw RetryAfterError("busy", 30s); });
  CHECK(delay.retriable);
  CHECK(std::get<std::chrono::milliseconds>(delay.retryAfter.value()) == 30s);
  const Failure time = thrownInHandler([] { throw RetryAfterError("busy", Timestamp{5s}); });
  CHECK(std::get<Timestamp>(time.retryAfter.value()) == Timestamp{5s});
}

TEST_CASE("messages are kept as UTF-8 and within bounds") {
  const auto message = [](const std::string& text) {
    return thrownInHandler([&] { throw std::runtime_error(text); }).error.message;
  };
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(message("größer €  𝄞") == "größer €  𝄞");
  CHECK(message("a\xFF"
                "b") == "a" + replacement + "b");
  CHECK(message("\xC0\xAF") == replacement + replacement);                                      // overlong
  CHECK(message("\xED\xA0\x80") == replacement + replacement + replacement);                    // a surrogate
  CHECK(message("\xF4\x90\x80\x80") == replacement + replacement + replacement + replacement);  // beyond U+10FFFF
  CHECK(message("cut \xE2\x82") == "cut " + replacement + replacement);
  const std::string cut = message(std::string(1000000, 'x'));
  CHECK(cut.size() <= 32 * 1024);
  CHECK(cut.ends_with("x… (1000000 bytes in all)"));
}

TEST_CASE("a step that failed for good throws StepError, which the handler may catch") {
  const auto code = [](Step& step) -> std::string {
    try {
      step.run("bad", [] { throw Custom("boom"); });
    } catch (const StepError& error) {
      return error.stepId() + "|" + error.cause().name + "|" + error.cause().message + "|" + error.what();
    }
    return "not reached";
  };
  const std::string expected = "\"bad|(anonymous namespace)::Custom|boom|boom\"";
  Memoised record;
  Attempt attempt(code);
  CHECK(endOf(finish(*attempt, &record)) == expected);
  Attempt replay(code, record);
  CHECK(endOf(replay->advance()) == expected);
}

TEST_CASE("a StepError that nobody catches fails the handler with the step's error, without retries") {
  Attempt attempt([](Step& step) { step.run("bad", [] { throw Custom("boom"); }); });
  const Turn end = finish(*attempt);
  CHECK(endOf(end) == "failed: (anonymous namespace)::Custom: boom");
  CHECK_FALSE(failureOf(end).retriable);
}

TEST_CASE("a step that threw runs again after retry(), and knows which attempt it is") {
  const auto code = [](Step& step) {
    return step.run("flaky", [&] {
      if (step.attempt() < 2) throw std::runtime_error("attempt " + std::to_string(step.attempt()));
      return step.attempt();
    });
  };
  SUBCASE("inline") {
    Attempt attempt(code);
    CHECK(asked(attempt->advance()) == Lines{"threw flaky: std::runtime_error: attempt 0"});
    CHECK(asked(attempt->advance()).empty());
    attempt->retry(hashOf("flaky"), 1);
    CHECK(asked(attempt->advance()) == Lines{"threw flaky: std::runtime_error: attempt 1"});
    attempt->retry(hashOf("flaky"), 2);
    CHECK(asked(attempt->advance()) == Lines{"ran flaky: 2"});
    CHECK_THROWS_AS(attempt->retry(hashOf("flaky"), 3), std::logic_error);
    attempt->supply(hashOf("flaky"), "2");
    CHECK(endOf(attempt->advance()) == "2");
  }
  SUBCASE("planned") {
    Attempt attempt(code, {}, {.immediate = false});
    CHECK(asked(attempt->advance()) == Lines{"planned flaky"});
    CHECK(asked({attempt->runStep(hashOf("flaky"), 1)}) == Lines{"threw flaky: std::runtime_error: attempt 1"});
    CHECK_THROWS_AS(attempt->runStep(hashOf("flaky"), 2), std::logic_error);
    attempt->retry(hashOf("flaky"), 2);
    CHECK(asked(attempt->advance()) == Lines{"planned flaky"});
    CHECK(asked({attempt->runStep(hashOf("flaky"), 2)}) == Lines{"ran flaky: 2"});
    attempt->supply(hashOf("flaky"), "2");
    CHECK(endOf(attempt->advance()) == "2");
  }
}

TEST_CASE("a step inside a step's body fails the outer one and names both") {
  for (const bool immediate : {true, false}) {
    CAPTURE(immediate);
    Attempt attempt([](Step& step) { step.run("outer", [&] { step.run("inner", [] {}); }); }, {},
                    {.immediate = immediate});
    Turn turn = attempt->advance();
    REQUIRE(turn.operations.size() == 1);
    if (!immediate) turn.operations[0] = attempt->runStep(hashOf("outer"));
    const Failure& failure = std::get<Threw>(turn.operations[0].what).failure;
    CHECK(failure.error.name == "event_runtime::DeterminismError");
    CHECK(failure.error.message.find("step \"inner\" is called inside the body of step \"outer\"") == 0);
    CHECK_FALSE(failure.retriable);
  }
  Attempt parallel([](Step& step) { step.run("outer", [&] { step.parallel([] {}); }); });
  CHECK(asked(parallel->advance())[0].find("parallel() is called inside the body of step \"outer\"") !=
        std::string::npos);
}

TEST_CASE("a step called off the handler's own stack is refused") {
  StackPool stacks;
  Step* escaped = nullptr;
  Attempt attempt([&](Step& step) {
    escaped = &step;
    step.run("a", [] {});
  });
  attempt->advance();
  CHECK_THROWS_WITH_AS(escaped->run("b", [] {}), doctest::Contains("step \"b\" is called from outside its handler"),
                       DeterminismError);
  CHECK(escaped->attempt() == 0);
}

TEST_CASE("a body whose result breaks its own type fails as a step") {
  Attempt attempt([](Step& step) { return step.run("nan", [] { return std::numeric_limits<double>::quiet_NaN(); }); });
  const Turn turn = attempt->advance();
  REQUIRE(turn.operations.size() == 1);
  const Failure& failure = std::get<Threw>(turn.operations[0].what).failure;
  CHECK(failure.error.name == "event_runtime::ValidationError");
  CHECK_FALSE(failure.retriable);
}

TEST_CASE("what a handler throws may be tried again") {
  Attempt attempt([](Step& step) {
    step.run("a", [] {});
    throw std::runtime_error("handler");
  });
  const Turn end = finish(*attempt);
  CHECK(endOf(end) == "failed: std::runtime_error: handler");
  CHECK(failureOf(end).retriable);
}
