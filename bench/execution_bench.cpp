// What the core of durable execution costs without a store: a switch of fibers beside a call of a function, and a run
// of three steps beside the three bodies called one after the other.

#include "execution/execution.hpp"
#include "execution/fiber.hpp"
#include "execution/stack_pool.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace {

using namespace event_runtime;
using namespace event_runtime::execution;

constexpr const char* IDS[] = {"reserve-seat", "charge-card", "send-ticket"};

std::int64_t body(std::int64_t value) {
  benchmark::DoNotOptimize(value);
  return value + 1;
}

/// The floor: a call through a pointer.
void callFunction(benchmark::State& state) {
  const std::function<std::int64_t(std::int64_t)> function = body;
  std::int64_t value = 0;
  for (auto _ : state) value = function(value);
  benchmark::DoNotOptimize(value);
}
BENCHMARK(callFunction);

/// There and back: two switches with the exception state.
void switchFiber(benchmark::State& state) {
  struct Loop {
    std::optional<Fiber> fiber;
    bool stop = false;
  } loop;
  StackPool stacks;
  loop.fiber.emplace(
      stacks,
      [](void* argument) {
        auto& own = *static_cast<Loop*>(argument);
        while (!own.stop) own.fiber->suspend();
      },
      &loop);
  for (auto _ : state) loop.fiber->resume();
  loop.stop = true;
  loop.fiber->resume();
}
BENCHMARK(switchFiber);

/// A stack out of the pool, one switch there and one back, and the stack given back.
void startFiber(benchmark::State& state) {
  StackPool stacks;
  for (auto _ : state) {
    Fiber fiber(
        stacks, [](void*) {}, nullptr);
    fiber.resume();
  }
}
BENCHMARK(startFiber);

/// The SHA-1 by which a step is known.
void hashStepId(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(StepHash::of(IDS[0], 0));
}
BENCHMARK(hashStepId);

Handler threeSteps() {
  Handler handler;
  handler.id = "three-steps";
  handler.events = {"bench/event"};
  handler.invoke = [](const StoredEvent&, Step& step, JsonBuffer& result) {
    std::int64_t value = 0;
    for (const char* id : IDS) value = step.run(id, [&] { return body(value); });
    encodeJson(result, value);
  };
  return handler;
}

/// The floor of the next ones: the same bodies and their results' JSON text, encoded and decoded.
void threeBodies(benchmark::State& state) {
  for (auto _ : state) {
    std::int64_t value = 0;
    for (const char* id : IDS) {
      benchmark::DoNotOptimize(id);
      value = *parse<std::int64_t>(toJsonText(body(value)));
    }
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK(threeBodies);

/// Three steps, each supplied as a driver does once it is on disk.
void runThreeSteps(benchmark::State& state) {
  const Handler handler = threeSteps();
  StackPool stacks;
  for (auto _ : state) {
    Execution execution(handler, {}, {}, stacks);
    for (;;) {
      Turn turn = execution.advance();
      if (turn.outcome) break;
      for (Operation& operation : turn.operations) {
        execution.supply(operation.hash, std::get<Ran>(std::move(operation.what)).result);
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * 3);
}
BENCHMARK(runThreeSteps);

/// The same run out of its record: what it costs to wake a run that slept.
void replayThreeSteps(benchmark::State& state) {
  const Handler handler = threeSteps();
  StackPool stacks;
  Memoised record;
  for (int i = 0; i < 3; ++i)
    record.emplace(StepHash::of(IDS[i], 0), MemoisedStep{std::to_string(i + 1), StepKind::run});
  for (auto _ : state) {
    Input input;
    input.memoised = record;
    Execution execution(handler, std::move(input), {}, stacks);
    if (!execution.advance().outcome) state.SkipWithError("the record does not fit");
  }
  state.SetItemsProcessed(state.iterations() * 3);
}
BENCHMARK(replayThreeSteps);

}  // namespace

BENCHMARK_MAIN();
