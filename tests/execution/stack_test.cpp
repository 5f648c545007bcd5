#include "support.hpp"

#include "execution/fiber.hpp"
#include "execution/sanitizers.hpp"

#include <cstdint>
#include <cstring>
#include <deque>
#include <thread>

using namespace event_runtime;
using namespace event_runtime::execution;

namespace {
#if EVENT_RUNTIME_TSAN
constexpr int MANY = 2000;  // ThreadSanitizer counts fibers as threads and has room for 8,128
#else
constexpr int MANY = 10000;
#endif

/// Uses at least `depth` times `bytes` of stack, and calls a step at the deepest point.
int descend(Step& step, int depth) {
  volatile char bytes[512];
  std::memset(const_cast<char*>(bytes), depth, sizeof bytes);
  if (depth == 0) return step.run("deepest", [] { return 1; });
  return descend(step, depth - 1) + (bytes[100] == static_cast<char>(depth) ? 1 : 0);
}
}  // namespace

TEST_CASE("a pool gives stacks of whole pages and takes them back up to its bound") {
  StackPool pool(100001, 2, 1);
  CHECK(pool.stackSize() == 102400);
  std::vector<boost::context::stack_context> stacks;
  for (int i = 0; i < 4; ++i) {
    stacks.push_back(pool.allocate());
    CHECK(stacks.back().size == 102400);
    std::memset(static_cast<char*>(stacks.back().sp) - stacks.back().size, 1, stacks.back().size);
  }
  void* const warm = stacks.front().sp;
  for (auto& stack : stacks) pool.deallocate(stack);
  CHECK(pool.freeCount() == 2);
  auto last = pool.allocate();
  auto first = pool.allocate();
  CHECK(first.sp == warm);  // the one that kept its memory is at the bottom
  CHECK(static_cast<char*>(first.sp)[-1] == 1);
  pool.deallocate(first);
  pool.deallocate(last);
}

TEST_CASE("a very small stack is made larger, a huge one that the system refuses is an error with a remedy") {
  CHECK(StackPool(1).stackSize() == 16 * 1024);
  StackPool huge(std::size_t{1} << 52);
  CHECK_THROWS_WITH_AS(huge.allocate(), doctest::Contains("cannot get a stack of"), std::system_error);

  const Handler handler = handlerOf([](Step&) {});
  Execution execution(handler, {}, {}, huge);
  const Turn turn = execution.advance();
  CHECK(failureOf(turn).retriable);
  CHECK(failureOf(turn).error.name == "std::system_error");
}

TEST_CASE("fibers go back and forth, from several threads, and inside each other") {
  struct State {
    StackPool stacks;
    std::optional<Fiber> outer;
    std::optional<Fiber> inner;
    std::string log;
  } state;
  state.inner.emplace(
      state.stacks,
      [](void* argument) {
        auto& own = *static_cast<State*>(argument);
        own.log += 'b';
        own.inner->suspend();
        own.log += 'e';
      },
      &state);
  state.outer.emplace(
      state.stacks,
      [](void* argument) {
        auto& own = *static_cast<State*>(argument);
        own.log += 'a';
        own.inner->resume();
        own.log += 'c';
        own.outer->suspend();
        own.log += 'd';
        own.inner->resume();
        own.log += 'f';
      },
      &state);
  state.outer->resume();
  CHECK_FALSE(state.outer->ended());
  std::thread([&] { state.outer->resume(); }).join();
  CHECK(state.log == "abcdef");
  CHECK(state.outer->ended());
  CHECK(state.inner->ended());
}

TEST_CASE("a handler may recurse as deep as its stack allows, and wait there") {
  const auto code = [](Step& step) { return descend(step, 150); };
  Attempt attempt(code);
  CHECK(endOf(finish(*attempt)) == "151");
}

TEST_CASE("many executions wait at the same time") {
  // Given handlers that wait in a branch, each on two stacks
  StackPool stacks(64 * 1024);
  const Handler handler = handlerOf([](Step& step) {
    const std::string local = step.runId();
    auto [number] = step.parallel(step.branch("a", [] { return 1; }));
    return local + std::to_string(number + step.run("b", [] { return 2; }));
  });
  std::deque<Execution> executions;
  for (int i = 0; i < MANY / 2; ++i) {
    Input input;
    input.runId = std::to_string(i) + ":";
    executions.emplace_back(handler, std::move(input), Options{}, stacks);
    CHECK(asked(executions.back().advance()) == Lines{"ran a: 1"});
  }
  // When they go on in another order
  for (int i = MANY / 2 - 1; i >= 0; --i) {
    Execution& execution = executions[static_cast<std::size_t>(i)];
    execution.supply(hashOf("a"), "1");
    execution.advance();
    execution.supply(hashOf("b"), "2");
    // Then each has kept its own
    CHECK(endOf(execution.advance()) == "\"" + std::to_string(i) + ":3\"");
  }
}

TEST_CASE("many executions that wait are dropped at the same time") {
  StackPool stacks;
  const Handler handler = handlerOf([](Step& step) { step.run("a", [] {}); });
  std::deque<Execution> executions;
  for (int i = 0; i < MANY; ++i) {
    executions.emplace_back(handler, Input{}, Options{}, stacks);
    executions.back().advance();
  }
  executions.clear();
  CHECK(stacks.freeCount() == 1024);
}
