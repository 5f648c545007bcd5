#include "application.hpp"

#include "client.hpp"
#include "events.hpp"
#include "transcript/types.hpp"

#include <event_runtime/json.hpp>
#include <event_runtime/lifecycle_events.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace transcripts {

using namespace event_runtime;
using namespace std::chrono_literals;

namespace {

/// JavaScript's, which one of the recorded steps throws.
class TypeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

HandlerOptions configured() {
  HandlerOptions options;
  options.retries = 7;
  options.concurrency = {{.limit = 5, .key = "event.data.userId"},
                         {.limit = 2, .key = "\"shared\"", .scope = ConcurrencyScope::env}};
  options.throttle = Throttle{.limit = 10, .period = 1min, .burst = 2, .key = "event.data.userId"};
  options.priority = "event.data.vip ? 120 : 0";
  options.idempotency = "event.data.orderId";
  options.cancelOn = {{.event = "t/cancel", .condition = "async.data.id == event.data.id", .timeout = 1h}};
  options.timeouts = {.start = 10min, .finish = 1h};
  options.conditions = {"event.data.n > 3"};
  return options;
}

void addPlainFunctions(HandlerList& handlers) {
  handlers.push_back(
      createEventHandler(Events::PLAIN_REQUESTED, "plain", {}, [](const Event<PlainRequested>& event, Step&) {
        return Json{{"name", event.name}, {"n", event.data.n}};
      }));
  handlers.push_back(createEventHandler(Events::RETURNS_NULL_REQUESTED, "returns-null", {},
                                        [](const Event<ReturnsNullRequested>&, Step&) {}));
  handlers.push_back(createEventHandler(Events::CONFIGURED_REQUESTED, "configured", configured(),
                                        [](const Event<ConfiguredRequested>&, Step&) { return "ok"; }));
  handlers.push_back(
      createEventHandler(Events::LIMITED_REQUESTED, "limited",
                         {.rateLimit = RateLimit{.limit = 100, .period = 1min, .key = "event.data.userId"}},
                         [](const Event<LimitedRequested>&, Step&) { return "ok"; }));
  handlers.push_back(createEventHandler(Events::DEBOUNCED_REQUESTED, "debounced",
                                        {.debounce = Debounce{.period = 1s, .timeout = 5s, .key = "event.data.id"}},
                                        [](const Event<DebouncedRequested>& event, Step&) { return event.data; }));
}

void addSerialFunctions(HandlerList& handlers) {
  handlers.push_back(
      createEventHandler(Events::SERIAL_REQUESTED, "serial", {}, [](const Event<SerialRequested>& event, Step& step) {
        const auto a = step.run("a", [&] { return event.data.n + 1; });
        const auto b = step.run("b", [&] { return Json{{"v", a * 2}, {"s", "é\u2028\"\\"}}; });
        const auto c = step.run("c", [] { return Json(nullptr); });
        return Json{{"a", a}, {"b", b}, {"c", c}};
      }));
  handlers.push_back(
      createEventHandler(Events::LOOP_REQUESTED, "loop", {}, [](const Event<LoopRequested>&, Step& step) {
        std::vector<int> results;
        for (int i = 0; i < 3; ++i) results.push_back(step.run("same", [&] { return i; }));
        return results;
      }));
  handlers.push_back(
      createEventHandler(Events::SLEEPS_REQUESTED, "sleeps", {}, [](const Event<SleepsRequested>&, Step& step) {
        step.sleep("nap", "1s");
        step.sleep("long-name nap", 1500ms);
        return "awake";
      }));
  handlers.push_back(createEventHandler(Events::SLEEP_UNTIL_REQUESTED, "sleep-until", {},
                                        [](const Event<SleepUntilRequested>&, Step& step) {
                                          step.sleepUntil("until", "2020-01-01T00:00:00Z");
                                          return "past";
                                        }));
  handlers.push_back(createEventHandler(Events::SINGLE_REQUESTED, "single",
                                        {.singleton = Singleton{.mode = SingletonMode::skip, .key = "event.data.id"}},
                                        [](const Event<SingleRequested>&, Step& step) {
                                          step.sleep("s", "1s");
                                          return 1;
                                        }));
  handlers.push_back(
      createEventHandler(Events::SENDS_REQUESTED, "sends", {}, [](const Event<SendsRequested>&, Step& step) {
        step.sendEvent("emit", Events::SINK_REQUESTED, {.x = 1});
        return Json{{"n", 1}};
      }));
  handlers.push_back(createEventHandler(
      Events::SENDS_MANY_REQUESTED, "sends-many", {}, [](const Event<SendsManyRequested>&, Step& step) {
        const auto ids = step.sendEvents(
            "emit-many", {makeEvent(Events::SINK_REQUESTED, {.x = 1}), makeEvent(Events::SINK_REQUESTED, {.x = 2})});
        return Json{{"n", ids.size()}};
      }));
}

/// `{"got":…}` with the data of the event that came, or null.
template <class Payload>
Json gotten(const std::optional<Event<Payload>>& event) {
  return {{"got", event ? Json::parse(toJsonText(event->data)) : Json(nullptr)}};
}

void addWaitingFunctions(HandlerList& handlers) {
  handlers.push_back(
      createEventHandler(Events::WAITS_REQUESTED, "waits", {}, [](const Event<WaitsRequested>&, Step& step) {
        return gotten(step.waitForEvent("w", Events::RESUME_REQUESTED,
                                        {.timeout = 20s, .condition = "async.data.id == event.data.id"}));
      }));
  handlers.push_back(createEventHandler(
      Events::WAIT_TIMEOUT_REQUESTED, "wait-timeout", {}, [](const Event<WaitTimeoutRequested>&, Step& step) {
        return gotten(step.waitForEvent("w", Events::NEVER_REQUESTED, {.timeout = 1s}));
      }));
  handlers.push_back(createEventHandler(
      Events::WAIT_MATCH_REQUESTED, "wait-match", {}, [](const Event<WaitMatchRequested>&, Step& step) {
        return gotten(step.waitForEvent("w", Events::RESUME_M_REQUESTED, {.timeout = 20s, .match = "data.id"}));
      }));
  handlers.push_back(
      createEventHandler(Events::CHILD_REQUESTED, "child", {}, [](const Event<ChildRequested>& event, Step&) {
        return Json{{"doubled", event.data.n.value_or(0) * 2}};
      }));
  handlers.push_back(
      createEventHandler(Events::INVOKES_REQUESTED, "invokes", {}, [](const Event<InvokesRequested>&, Step& step) {
        const FunctionTag<ChildRequested, Json> child{"child"};
        return step.invoke("call-child", child, {.n = 21});
      }));
}

void addParallelFunctions(HandlerList& handlers) {
  handlers.push_back(
      createEventHandler(Events::PARALLEL_REQUESTED, "parallel", {}, [](const Event<ParallelRequested>&, Step& step) {
        const auto [a, b, c] =
            step.parallel(step.branch("pa", [] { return 1; }), step.branch("pb", [] { return std::string("two"); }),
                          step.branch("pc", [] { return std::vector{3}; }));
        const Json all{{"a", a}, {"b", b}, {"c", c}};
        return step.run("after", [&] { return all; });
      }));
  handlers.push_back(createEventHandler(
      Events::PARALLEL_MIXED_REQUESTED, "parallel-mixed", {}, [](const Event<ParallelMixedRequested>&, Step& step) {
        const auto results = step.parallel(step.branch("pa", [] { return 1; }), [&] { step.sleep("ps", "1s"); });
        return std::get<0>(results);
      }));
  handlers.push_back(createEventHandler(Events::PARALLEL_CHAINS_REQUESTED, "parallel-chains", {},
                                        [](const Event<ParallelChainsRequested>&, Step& step) {
                                          const auto chain = [&](const std::string& name) {
                                            return [&step, name] {
                                              const auto x = step.run(name + "1", [&] { return name; });
                                              return step.run(name + "2", [&] { return x + x; });
                                            };
                                          };
                                          const auto [left, right] = step.parallel(chain("l"), chain("r"));
                                          return std::vector{left, right};
                                        }));
}

void addFailingFunctions(HandlerList& handlers) {
  handlers.push_back(createEventHandler(Events::STEP_FLAKY_REQUESTED, "step-fails-then-ok", {.retries = 2},
                                        [](const Event<StepFlakyRequested>&, Step& step) {
                                          return step.run("flaky", [&] {
                                            if (step.attempt() == 0) throw RetryAfterError("try later", 1s);
                                            return std::string("ok");
                                          });
                                        }));
  handlers.push_back(createEventHandler(Events::STEP_CAUGHT_REQUESTED, "step-fails-caught", {.retries = 0},
                                        [](const Event<StepCaughtRequested>&, Step& step) -> Json {
                                          try {
                                            step.run("bad", [] { throw std::runtime_error("boom"); });
                                          } catch (const StepError& error) {
                                            return {{"caught", error.what()}, {"name", error.cause().name}};
                                          }
                                          return nullptr;
                                        }));
  handlers.push_back(createEventHandler(Events::STEP_UNCAUGHT_REQUESTED, "step-fails-uncaught", {.retries = 0},
                                        [](const Event<StepUncaughtRequested>&, Step& step) {
                                          step.run("bad", [] { throw TypeError("uncaught boom"); });
                                        }));
  handlers.push_back(createEventHandler(Events::STEP_NONRETRIABLE_REQUESTED, "step-nonretriable", {.retries = 3},
                                        [](const Event<StepNonretriableRequested>&, Step& step) {
                                          step.run("bad", [] { throw NonRetriableError("never again"); });
                                        }));
  handlers.push_back(
      createEventHandler(Events::FN_THROWS_REQUESTED, "fn-throws", {.retries = 0},
                         [](const Event<FnThrowsRequested>&, Step&) { throw std::runtime_error("fn boom"); }));
  handlers.push_back(
      createEventHandler(Events::FN_NONRETRIABLE_REQUESTED, "fn-nonretriable", {.retries = 3},
                         [](const Event<FnNonretriableRequested>&, Step&) { throw NonRetriableError("fn never"); }));
  handlers.push_back(createEventHandler(Events::FN_RETRY_AFTER_REQUESTED, "fn-retry-after", {.retries = 1},
                                        [](const Event<FnRetryAfterRequested>&, Step& step) {
                                          if (step.attempt() == 0) throw RetryAfterError("later", 2s);
                                          return "second";
                                        }));
  HandlerOptions onFailure;
  onFailure.retries = 0;
  onFailure.onFailure = [](const Event<FunctionFailed>& failure, Step&) {
    if (failure.data.error.message != "to be handled") throw NonRetriableError("another failure was expected");
  };
  handlers.push_back(
      createEventHandler(Events::ON_FAILURE_REQUESTED, "on-failure", onFailure,
                         [](const Event<OnFailureRequested>&, Step&) { throw std::runtime_error("to be handled"); }));
  HandlerOptions batched;
  batched.batchEvents = BatchEvents{.maxSize = 3, .timeout = 2s};
  handlers.push_back(createEventHandler(Events::BATCHED_REQUESTED, "batched", batched,
                                        [](const std::vector<Event<BatchedRequested>>& events, Step&) {
                                          std::int64_t sum = 0;
                                          for (const auto& event : events) sum += event.data.n;
                                          return Json{{"n", events.size()}, {"sum", sum}};
                                        }));
}

}  // namespace

HandlerList makeHandlers() {
  HandlerList handlers;
  addPlainFunctions(handlers);
  addSerialFunctions(handlers);
  addWaitingFunctions(handlers);
  addParallelFunctions(handlers);
  addFailingFunctions(handlers);
  return handlers;
}

}  // namespace transcripts
