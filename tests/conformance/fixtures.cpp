#include "fixtures.hpp"

#include <event_runtime/event.hpp>
#include <event_runtime/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace conformance {

using namespace event_runtime;
using namespace std::chrono_literals;

namespace {

constexpr EventTag<Json> FUNCTION_TEST{"tests/function.test"};
constexpr EventTag<Json> STEP_TEST{"tests/step.test"};
constexpr EventTag<Json> RETRY_TEST{"tests/retry.test"};
constexpr EventTag<Json> CANCEL_TEST{"tests/cancel.test"};
constexpr EventTag<Json> WAIT_TEST{"tests/wait.test"};
constexpr EventTag<Json> RESUME{"test/resume"};

Json done(const Event<Json>& event) { return {{"name", event.name}, {"body", "ok"}}; }

Json runSteps(const Event<Json>& event, Step& step) {
  const auto first = step.run("first step", [] { return std::string("first step"); });
  step.sleep("sleep", 2s);
  step.run("second step", [&] { return Json{{"first", first}, {"second", true}}; });
  return done(event);
}

Json retry(const Event<Json>& event, Step& step) {
  step.run("first step", [&] {
    if (step.attempt() == 0) throw std::runtime_error("broken");
    return "yes: " + std::to_string(step.attempt() + 1);
  });
  if (step.attempt() == 0) throw std::runtime_error("broken func");
  return done(event);
}

Json beCancelled(const Event<Json>& event, Step& step) {
  step.sleep("sleep", 10s);
  step.run("After the sleep",
           [] { return std::string("This should be cancelled if a matching cancel event is received"); });
  return done(event);
}

Json waitForEvent(const Event<Json>&, Step& step) {
  const auto resume = step.waitForEvent(
      "wait", RESUME, {.timeout = 10s, .condition = "async.data.resume == true && async.data.id == event.data.id"});
  return {{"result", resume ? resume->data : Json(nullptr)}};
}

}  // namespace

HandlerList makeFixtures() {
  HandlerOptions cancelled;
  cancelled.cancelOn = {{.event = "cancel/please", .condition = "async.data.request_id == event.data.request_id"}};
  return {createEventHandler(FUNCTION_TEST, "test-suite-simple-fn", {},
                             [](const Event<Json>& event, Step&) { return done(event); }),
          createEventHandler(STEP_TEST, "test-suite-step-test", {}, runSteps),
          createEventHandler(RETRY_TEST, "test-suite-retry-test", {}, retry),
          createEventHandler(CANCEL_TEST, "test-suite-cancel-test", cancelled, beCancelled),
          createEventHandler(WAIT_TEST, "test-suite-wait-for-event", {}, waitForEvent)};
}

}  // namespace conformance
