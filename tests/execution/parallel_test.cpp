#include "support.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace event_runtime;
using namespace event_runtime::execution;

namespace {
/// Two chains of two steps each.
std::string chains(Step& step) {
  auto [left, right] = step.parallel(
      [&] {
        const auto first = step.run("l1", [] { return std::string("l"); });
        return step.run("l2", [&] { return first + "L"; });
      },
      [&] {
        const auto first = step.run("r1", [] { return std::string("r"); });
        return step.run("r2", [&] { return first + "R"; });
      });
  return left + right;
}
}  // namespace

TEST_CASE("steps of parallel branches are planned together and run on threads at the same time") {
  std::latch bothRun(2);
  Attempt attempt([&](Step& step) {
    auto [a, b] = step.parallel(step.branch("a",
                                            [&] {
                                              bothRun.arrive_and_wait();
                                              return 1;
                                            }),
                                step.branch("b", [&] {
                                  bothRun.arrive_and_wait();
                                  return 2;
                                }));
    return a * 10 + b;
  });
  const Turn turn = attempt->advance();
  REQUIRE(asked(turn) == Lines{"planned a", "planned b"});

  // Each body waits for the other one: they end only if they run at the same time.
  std::vector<Operation> done(2);
  std::thread other([&] { done[1] = attempt->runStep(hashOf("b")); });
  done[0] = attempt->runStep(hashOf("a"));
  other.join();
  CHECK(asked(done) == Lines{"ran a: 1", "ran b: 2"});

  attempt->supply(hashOf("b"), "2");
  CHECK_FALSE(attempt->advance().outcome);
  attempt->supply(hashOf("a"), "1");
  CHECK(endOf(attempt->advance()) == "12");
}

TEST_CASE("branches go on by themselves, whichever is first, and the last one runs inline") {
  Attempt attempt(chains);
  CHECK(asked(attempt->advance()) == Lines{"planned l1", "planned r1"});
  attempt->supply(hashOf("r1"), attempt->runStep(hashOf("r1")).what.index() == 1 ? "\"r\"" : "");
  CHECK(asked(attempt->advance()) == Lines{"planned r2"});
  attempt->supply(hashOf("r2"), "\"rR\"");  // from elsewhere: its body need not run here
  CHECK(asked(attempt->advance()).empty());
  attempt->supply(hashOf("l1"), "\"l\"");
  CHECK(asked(attempt->advance()) == Lines{"ran l2: \"lL\""});  // nothing else is under way
  attempt->supply(hashOf("l2"), "\"lL\"");
  CHECK(endOf(attempt->advance()) == "\"lLrR\"");
}

TEST_CASE("chains replay from any subset of their record") {
  Memoised record;
  Attempt whole(chains);
  CHECK(endOf(finish(*whole, &record)) == "\"lLrR\"");
  REQUIRE(record.size() == 4);
  for (const std::size_t left : {0U, 1U, 2U}) {
    for (const std::size_t right : {0U, 1U, 2U}) {
      Memoised memoised;
      for (std::size_t i = 1; i <= left; ++i) memoised.insert(*record.find(hashOf("l" + std::to_string(i))));
      for (std::size_t i = 1; i <= right; ++i) memoised.insert(*record.find(hashOf("r" + std::to_string(i))));
      Attempt replay(chains, std::move(memoised));
      CHECK(endOf(finish(*replay)) == "\"lLrR\"");
    }
  }
}

TEST_CASE("what was supplied goes on in the order of the branches, whatever the order of supplying") {
  std::string order;
  Attempt attempt([&](Step& step) {
    std::vector<std::function<void()>> branches;
    for (const char name : {'a', 'b', 'c'}) {
      branches.emplace_back([&, name] {
        step.run(std::string(1, name), [] {});
        order += name;
      });
    }
    step.parallel(branches);
  });
  attempt->advance();
  for (const char* id : {"c", "a", "b"}) attempt->supply(hashOf(id), "null");
  CHECK(endOf(attempt->advance()) == "null");
  CHECK(order == "abc");
}

TEST_CASE("parallel() may stand in a branch of another one") {
  Attempt attempt([](Step& step) {
    auto [one, rest] = step.parallel(step.branch("one", [] { return 1; }), [&] {
      auto [two, three] = step.parallel(step.branch("two", [] { return 2; }), [&] {
        auto [four] = step.parallel(step.branch("three", [] { return 3; }));
        return four;
      });
      return two + three;
    });
    return one + rest + step.run("after", [] { return 10; });
  });
  CHECK(asked(attempt->advance()) == Lines{"planned one", "planned two", "planned three"});
  for (const char* id : {"three", "one", "two"}) attempt->supply(hashOf(id), "5");
  CHECK(asked(attempt->advance()) == Lines{"ran after: 10"});
  attempt->supply(hashOf("after"), "10");
  CHECK(endOf(attempt->advance()) == "25");
}

TEST_CASE("when branches throw, all of them finish and the first in order is thrown at the call") {
  bool thirdFinished = false;
  Attempt attempt([&](Step& step) -> std::string {
    try {
      step.parallel([] {},
                    [&] {
                      step.run("late", [] {});
                      throw std::runtime_error("second");
                    },
                    [&] {
                      step.run("early", [] {});
                      thirdFinished = true;
                      throw std::runtime_error("third");
                    });
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "nothing";
  });
  attempt->advance();
  attempt->supply(hashOf("early"), "null");
  CHECK_FALSE(attempt->advance().outcome);
  CHECK(thirdFinished);
  attempt->supply(hashOf("late"), "null");
  CHECK(endOf(attempt->advance()) == "\"second\"");
}

TEST_CASE("a branch's StepError arrives at the parallel() call") {
  Attempt attempt([](Step& step) -> std::string {
    try {
      step.parallel(step.branch("good", [] { return 1; }),
                    step.branch("bad", []() -> int { throw std::runtime_error("boom"); }));
    } catch (const StepError& error) {
      return error.stepId();
    }
    return "nothing";
  });
  CHECK(endOf(finish(*attempt)) == "\"bad\"");
}

TEST_CASE("bodies run while the handler advances in other branches") {
  // Given a long body on another thread
  std::latch started(1);
  std::latch release(1);
  Attempt attempt([&](Step& step) {
    auto [slow, count] = step.parallel(step.branch("slow",
                                                   [&] {
                                                     started.count_down();
                                                     release.wait();
                                                     return 1;
                                                   }),
                                       [&] {
                                         int sum = 0;
                                         for (int i = 0; i < 20; ++i) sum += step.run("quick", [&] { return i; });
                                         return sum;
                                       });
    return slow + count;
  });
  attempt->advance();
  std::thread other(
      [&] { attempt->supply(hashOf("slow"), std::get<Ran>(attempt->runStep(hashOf("slow")).what).result); });
  started.wait();
  // When the other branch goes through all its steps
  for (std::uint32_t i = 0; i < 20; ++i) {
    const Operation ran = attempt->runStep(hashOf("quick", i));
    attempt->supply(ran.hash, std::get<Ran>(ran.what).result);
    attempt->advance();
  }
  // Then the first one ends when it is let go
  release.count_down();
  other.join();
  CHECK(endOf(attempt->advance()) == "191");
}

TEST_CASE("a step inside a body is found out on every thread") {
  std::latch bothRun(2);
  Attempt attempt([&](Step& step) {
    step.parallel(step.branch("a",
                              [&] {
                                bothRun.arrive_and_wait();
                                step.run("in-a", [] {});
                              }),
                  step.branch("b", [&] {
                    bothRun.arrive_and_wait();
                    return step.attempt();
                  }));
  });
  attempt->advance();
  std::vector<Operation> done(2);
  std::thread other([&] { done[1] = attempt->runStep(hashOf("b"), 4); });
  done[0] = attempt->runStep(hashOf("a"), 1);
  other.join();
  CHECK(asked(done)[0].find("step \"in-a\" is called inside the body of step \"a\"") != std::string::npos);
  CHECK(asked(done)[1] == "ran b: 4");
}

TEST_CASE("many branches on several threads, round after round") {
  constexpr int BRANCHES = 16;
  constexpr int ROUNDS = 8;
  Attempt attempt([&](Step& step) {
    std::vector<std::function<int()>> branches;
    for (int branch = 0; branch < BRANCHES; ++branch) {
      branches.emplace_back([&step, branch] {
        int sum = 0;
        for (int round = 0; round < ROUNDS; ++round) {
          sum += step.run("branch-" + std::to_string(branch), [&] { return branch + round; });
        }
        return sum;
      });
    }
    int total = 0;
    for (const int sum : step.parallel(branches)) total += sum;
    return total;
  });
  Turn turn = attempt->advance();
  for (int round = 0; round < ROUNDS; ++round) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < turn.operations.size(); i = next++) {
        Operation& operation = turn.operations[i];
        if (std::holds_alternative<Planned>(operation.what)) operation = attempt->runStep(operation.hash);
        attempt->supply(operation.hash, std::get<Ran>(operation.what).result);
      }
    };
    std::thread other(work);
    work();
    other.join();
    turn = attempt->advance();
  }
  CHECK(endOf(turn) == std::to_string(ROUNDS * BRANCHES * (BRANCHES - 1) / 2 + BRANCHES * ROUNDS * (ROUNDS - 1) / 2));
}
