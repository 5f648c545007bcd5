#include "support.hpp"

#include "execution/sanitizers.hpp"

#include <memory>

#if EVENT_RUNTIME_ASAN
#include <sanitizer/lsan_interface.h>
#endif

using namespace event_runtime;
using namespace event_runtime::execution;
using namespace std::chrono_literals;

namespace {
/// What a test gives up on purpose is no leak to report.
class LeaksOnPurpose {
 public:
  LeaksOnPurpose() { setReported(false); }
  ~LeaksOnPurpose() { setReported(true); }
  LeaksOnPurpose(const LeaksOnPurpose&) = delete;
  LeaksOnPurpose& operator=(const LeaksOnPurpose&) = delete;

 private:
  static void setReported([[maybe_unused]] bool reported) {
#if EVENT_RUNTIME_ASAN
    reported ? __lsan_enable() : __lsan_disable();
#endif
  }
};

struct Counted {
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  ~Counted() { --alive_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& alive_;
};

/// Notes its name when it is destroyed.
struct Named {
  std::string& log;
  char name;
  ~Named() { log += name; }
};
}  // namespace

TEST_CASE("an execution that is dropped at any point unwinds its stacks") {
  int alive = 0;
  const auto code = [&](Step& step) {
    const Counted outer(alive);
    step.run("a", [] {});
    step.parallel(
        [&] {
          const Counted inner(alive);
          step.run("b1", [] {});
          step.parallel(step.branch("b2", [] {}), [&] {
            const Counted innermost(alive);
            step.sleep("b3", 1h);
          });
        },
        [&] {
          const Counted inner(alive);
          step.sleep("c1", 1h);
          step.run("c2", [] {});
        });
    step.run("d", [] {});
  };
  bool ended = false;
  for (int turns = 0; !ended; ++turns) {
    CAPTURE(turns);
    REQUIRE(turns < 20);
    Attempt attempt(code);
    for (int i = 0; i < turns; ++i) {
      Turn turn = attempt->advance();
      ended = turn.outcome.has_value();
      // One operation at a time, so that it is dropped in as many states as possible.
      if (turn.operations.empty()) continue;
      for (Operation& operation : turn.operations) {
        if (std::holds_alternative<Planned>(operation.what)) operation = attempt->runStep(operation.hash);
      }
      supplyAll(*attempt, turn);
    }
    CHECK((alive > 0) == (turns > 0 && !ended));
    attempt.drop();
    CHECK(alive == 0);
  }
}

TEST_CASE("branches are unwound before what they stand on") {
  std::string log;
  Attempt attempt([&](Step& step) {
    const Named root{log, 'r'};
    step.parallel(
        [&] {
          const Named outer{log, 'o'};
          step.parallel([&] {
            const Named inner{log, 'i'};
            step.sleep("a", 1h);
          });
        },
        [&] {
          const Named other{log, 'x'};
          step.sleep("b", 1h);
        });
  });
  attempt->advance();
  attempt->interrupt();
  CHECK(log == "ioxr");
  CHECK_FALSE(attempt->swallowedInterrupt());
}

TEST_CASE("what was planned and has run, but was not supplied, is unwound as well") {
  int alive = 0;
  Attempt attempt(
      [&](Step& step) {
        const Counted counted(alive);
        step.run("a", [] {});
      },
      {}, {.immediate = false});
  attempt->advance();
  attempt->runStep(hashOf("a"));
  CHECK(alive == 1);
  attempt->interrupt();
  CHECK(alive == 0);
  attempt->supply(hashOf("a"), "null");  // comes too late, and does no harm
  attempt->retry(hashOf("a"), 1);
  CHECK(asked(attempt->advance()).empty());
  CHECK_THROWS_AS(attempt->runStep(hashOf("a")), std::logic_error);
}

TEST_CASE("an execution that was never advanced, or has ended, is dropped without ado") {
  bool called = false;
  {
    Attempt attempt([&](Step&) { called = true; });
    attempt->interrupt();
    CHECK_FALSE(attempt->advance().outcome);
  }
  CHECK_FALSE(called);
  Attempt ended([](Step&) {});
  CHECK(endOf(ended->advance()) == "null");
  ended->interrupt();
  CHECK_FALSE(ended->swallowedInterrupt());
}

TEST_CASE("catch (const std::exception&) lets an interrupt pass") {
  bool caught = false;
  Attempt attempt([&](Step& step) {
    try {
      step.sleep("a", 1h);
    } catch (const std::exception&) {
      caught = true;
    }
  });
  attempt->advance();
  attempt->interrupt();
  CHECK_FALSE(caught);
  CHECK_FALSE(attempt->swallowedInterrupt());
}

TEST_CASE("an interrupt that is caught and thrown on is not swallowed") {
  Attempt attempt([&](Step& step) {
    try {
      step.sleep("a", 1h);
    } catch (...) {
      throw;
    }
  });
  attempt->advance();
  attempt->interrupt();
  CHECK_FALSE(attempt->swallowedInterrupt());
}

TEST_CASE("a swallowed interrupt is found out, and thrown again by every further step") {
  int again = 0;
  SUBCASE("the handler returns") {
    Attempt attempt([](Step& step) {
      try {
        step.sleep("a", 1h);
      } catch (...) {
      }
    });
    attempt->advance();
    attempt->interrupt();
    CHECK(attempt->swallowedInterrupt());
    CHECK_FALSE(attempt->advance().outcome);
  }
  SUBCASE("the handler throws something else") {
    Attempt attempt([](Step& step) {
      try {
        step.sleep("a", 1h);
      } catch (...) {
        throw std::runtime_error("instead");
      }
    });
    attempt->advance();
    attempt->interrupt();
    CHECK(attempt->swallowedInterrupt());
  }
  SUBCASE("the handler goes on with steps") {
    Attempt attempt([&](Step& step) {
      for (int i = 0; i < 3; ++i) {
        try {
          step.run("a", [] {});
        } catch (...) {
          ++again;
        }
      }
      step.parallel([] {});
      FAIL_CHECK("not reached");
    });
    attempt->advance();
    attempt->interrupt();
    CHECK(again == 3);
    CHECK(attempt->swallowedInterrupt());
  }
  SUBCASE("a branch swallows it") {
    Attempt attempt([&](Step& step) {
      step.parallel([&] {
        try {
          step.run("a", [] {});
        } catch (...) {
        }
      });
      FAIL_CHECK("parallel() must not return");
    });
    attempt->advance();
    attempt->interrupt();
    CHECK(attempt->swallowedInterrupt());
  }
}

TEST_CASE("a handler that swallows interrupts for ever is given up") {
  const LeaksOnPurpose leaks;
  Attempt attempt([](Step& step) {
    for (;;) {
      try {
        step.sleep("a", 1h);
      } catch (...) {
      }
    }
  });
  attempt->advance();
  attempt->interrupt();
  CHECK(attempt->swallowedInterrupt());
}

TEST_CASE("a destructor that calls a step while its stack is unwound does not end the process") {
  const LeaksOnPurpose leaks;
  struct Cleanup {
    Step& step;
    ~Cleanup() {
      step.run("clean-up", [] {});
    }
  };
  bool unwound = false;
  struct Flag {
    bool& flag;
    ~Flag() { flag = true; }
  };
  Attempt attempt([&](Step& step) {
    const Flag flag{unwound};
    step.parallel([&] {
      const Cleanup cleanup{step};
      step.sleep("a", 1h);
    });
  });
  attempt->advance();
  attempt->interrupt();
  CHECK(attempt->swallowedInterrupt());
  CHECK(unwound);  // the rest of the run was unwound all the same
  attempt.drop();
  CHECK(attempt.stacks().freeCount() == 2);
}

TEST_CASE("a step in a destructor works while an ordinary exception unwinds the handler") {
  struct Cleanup {
    Step& step;
    ~Cleanup() {
      step.run("clean-up", [] {});
    }
  };
  Attempt attempt([](Step& step) {
    const Cleanup cleanup{step};
    step.run("a", [] {});
    throw std::runtime_error("handler");
  });
  Memoised record;
  CHECK(endOf(finish(*attempt, &record)) == "failed: std::runtime_error: handler");
  CHECK(record.contains(hashOf("clean-up")));
}
