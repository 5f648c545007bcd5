// The C++ runtime keeps for each thread which exceptions are being handled. A handler that waits inside a catch block
// must find its own again, whatever ran on the thread meanwhile and whichever thread it goes on in.

#include "support.hpp"

#include <exception>
#include <latch>
#include <thread>

using namespace event_runtime;
using namespace event_runtime::execution;

namespace {
/// Waits in two catch blocks, one inside the other, and throws both exceptions on.
std::string compensates(Step& step, const std::string& name) {
  try {
    try {
      step.run("charge", [&] { throw std::runtime_error("charge of " + name); });
    } catch (const StepError& error) {
      step.run("refund", [] {});
      const std::string seen = error.what();
      try {
        step.run("mail", [&] { throw std::logic_error("mail of " + name); });
      } catch (const StepError& inner) {
        step.run("note", [] {});
        CHECK(std::string(inner.what()) == "mail of " + name);
        CHECK(seen == "charge of " + name);
      }
      step.run("report", [] {});
      throw;  // the outer one
    }
  } catch (const StepError& error) {
    step.run("last", [] {});
    return error.what();
  }
  return "not reached";
}

struct TwoRuns {
  Attempt a{[](Step& step) { return compensates(step, "a"); }};
  Attempt b{[](Step& step) { return compensates(step, "b"); }};
};

/// One turn; the outcome, once there is one.
std::string turnOf(Attempt& attempt) {
  const Turn turn = attempt->advance();
  CHECK(std::current_exception() == nullptr);
  CHECK(std::uncaught_exceptions() == 0);
  supplyAll(*attempt, turn);
  return endOf(turn);
}
}  // namespace

TEST_CASE("two runs that wait in catch blocks keep their exceptions apart on one thread") {
  TwoRuns runs;
  std::string a;
  std::string b;
  for (int i = 0; i < 20 && (a.empty() || b.empty()); ++i) {
    if (a.empty()) a = turnOf(runs.a);
    if (b.empty()) b = turnOf(runs.b);
  }
  CHECK(a == "\"charge of a\"");
  CHECK(b == "\"charge of b\"");
}

TEST_CASE("a run that waits in a catch block goes on in another thread") {
  TwoRuns runs;
  std::string a;
  std::string b;
  for (int i = 0; i < 20 && (a.empty() || b.empty()); ++i) {
    // Both at a time, each in a new thread every turn.
    std::thread first([&] {
      if (a.empty()) a = turnOf(runs.a);
    });
    std::thread second([&] {
      if (b.empty()) b = turnOf(runs.b);
    });
    first.join();
    second.join();
  }
  CHECK(a == "\"charge of a\"");
  CHECK(b == "\"charge of b\"");
}

TEST_CASE("a driver that is itself handling an exception keeps it while a handler has its own") {
  Attempt attempt([](Step& step) { return compensates(step, "a"); });
  std::string end;
  while (end.empty()) {
    try {
      throw std::runtime_error("of the driver");
    } catch (const std::runtime_error&) {
      const Turn turn = attempt->advance();
      supplyAll(*attempt, turn);
      end = endOf(turn);
      try {
        throw;
      } catch (const std::runtime_error& own) {
        CHECK(std::string(own.what()) == "of the driver");
      }
    }
  }
  CHECK(end == "\"charge of a\"");
}

TEST_CASE("a body in a catch block runs on another thread and throws there") {
  Attempt attempt([](Step& step) { return compensates(step, "a"); }, {}, {.immediate = false});
  for (int i = 0; i < 20; ++i) {
    Turn turn = attempt->advance();
    if (turn.outcome) {
      CHECK(endOf(turn) == "\"charge of a\"");
      return;
    }
    std::thread([&] { turn.operations[0] = attempt->runStep(turn.operations[0].hash); }).join();
    supplyAll(*attempt, turn);
  }
  FAIL("the handler does not end");
}

TEST_CASE("branches handle exceptions of their own at the same time") {
  Attempt attempt([](Step& step) {
    const auto branch = [&](const std::string& name) {
      return [&step, name]() -> std::string {
        try {
          step.run("try-" + name, [&] { throw std::runtime_error(name); });
        } catch (const StepError&) {
          step.run("undo-" + name, [] {});
          try {
            throw;
          } catch (const StepError& again) {
            step.run("log-" + name, [] {});
            return again.what();
          }
        }
        return "not reached";
      };
    };
    auto [a, b, c] = step.parallel(branch("a"), branch("b"), branch("c"));
    return a + b + c;
  });
  Turn turn = attempt->advance();
  for (int i = 0; i < 20 && !turn.outcome; ++i) {
    std::vector<std::thread> threads;
    std::latch together(static_cast<std::ptrdiff_t>(turn.operations.size()));
    for (Operation& operation : turn.operations) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        if (std::holds_alternative<Planned>(operation.what)) operation = attempt->runStep(operation.hash);
      });
    }
    for (std::thread& thread : threads) thread.join();
    supplyAll(*attempt, turn);
    turn = attempt->advance();
  }
  CHECK(endOf(turn) == "\"abc\"");
}

TEST_CASE("an interrupt passes through a catch block that waits") {
  bool destroyed = false;
  struct Flag {
    bool& flag;
    ~Flag() { flag = true; }
  };
  Attempt attempt([&](Step& step) {
    try {
      step.run("a", [] { throw std::runtime_error("boom"); });
    } catch (const StepError&) {
      const Flag flag{destroyed};
      step.run("b", [] {});
    }
  });
  supplyAll(*attempt, attempt->advance());
  attempt->advance();
  attempt->interrupt();
  CHECK(destroyed);
  CHECK_FALSE(attempt->swallowedInterrupt());
  CHECK(std::current_exception() == nullptr);
}

TEST_CASE("std::exception_ptr and nested exceptions pass between handler and steps") {
  Attempt attempt([](Step& step) -> std::string {
    std::exception_ptr kept;
    try {
      step.run("a", [] { throw std::runtime_error("kept"); });
    } catch (...) {
      kept = std::current_exception();
    }
    step.run("b", [] {});
    try {
      std::rethrow_exception(kept);
    } catch (const StepError& error) {
      return error.what();
    }
  });
  CHECK(endOf(finish(*attempt)) == "\"kept\"");
}
