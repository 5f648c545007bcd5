// Handlers with options, as they are generated, on an engine.
#include "client.hpp"
#include "handlers.hpp"
#include "order/handlers.hpp"
#include "shipping/handlers.hpp"

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>
#include <event_runtime/testing.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

using namespace shop;
using namespace event_runtime;

namespace {

const std::string ORDER = "7d444840-9dc0-4bd8-a245-000000000001";

Engine engineWith(Handler handler) {
  return Engine({.app = std::string(APP_ID),
                 .store = memoryStore(),
                 .handlers = ALL_HANDLERS + std::move(handler),
                 .clock = std::make_shared<FakeClock>(),
                 .logger = consoleLogger(LogLevel::error)});
}

std::size_t runsOf(Engine& engine, std::string_view function, RunStatus status) {
  std::size_t runs = 0;
  for (const RunRecord& run : engine.recentRuns(100)) {
    if (run.functionId == function && run.status == status) ++runs;
  }
  return runs;
}

}  // namespace

TEST_CASE("step.invoke takes the payloads of its callee's events and gives what the callee declares to return") {
  std::optional<OrderBatchHandlerResult> batch;
  std::optional<Money> limited{{.amount = 1, .currency = "EUR"}};
  Json mixed;
  Engine engine = engineWith(
      createEventHandler(Events::ORDER_CANCELLED, "caller", {}, [&](const Event<OrderCancelled>& event, Step& step) {
        const std::string& order = event.data.orderId;
        batch = step.invoke("batch", Handlers::ORDER_BATCH_HANDLER, {.orderId = order, .userId = "u", .total = 5});
        limited = step.invoke("limits", Handlers::ORDER_LIMITS_HANDLER,
                              {.orderId = order, .userId = "u", .total = 5, .isUrgent = true});
        mixed = step.invoke("mixed", Handlers::ORDER_MIXED_HANDLER,
                            OrderPlaced{.orderId = order, .userId = "u", .total = 5, .isUrgent = true});
      }));
  engine.start();
  engine.client()->sendEvent(Events::ORDER_CANCELLED, {.orderId = ORDER});
  engine.waitUntilIdle();
  CHECK(runsOf(engine, "shop-caller", RunStatus::completed) == 1);
  REQUIRE(batch);
  CHECK((batch->state == OrderBatchHandlerResultState::open));
  CHECK_FALSE(limited);
  CHECK(mixed["received"].get<std::string>().starts_with("inngest/function.invoked "));
}

TEST_CASE("a result that breaks what the handler declares to return fails the handler, not its caller alone") {
  std::string error;
  Engine engine = engineWith(
      createEventHandler(Events::ORDER_CANCELLED, "caller", {}, [&](const Event<OrderCancelled>& event, Step& step) {
        try {
          step.invoke("label", Handlers::PARCEL_SENT_LABEL, {.orderId = event.data.orderId, .weight = 1});
        } catch (const StepError& failure) {
          error = failure.cause().name + ": " + failure.what();
        }
      }));
  engine.start();
  engine.client()->sendEvent(Events::ORDER_CANCELLED, {.orderId = ORDER});
  engine.waitUntilIdle();
  // At once: what is recorded would give the same result again.
  CHECK(runsOf(engine, "shop-parcel-sent-label", RunStatus::failed) == 1);
  CHECK(error.starts_with("event_runtime::ValidationError: the handler's result does not fit its schema"));
  CHECK(error.find("/label: ") != std::string::npos);
}

TEST_CASE("a preset of checkpointing is the runtime's") {
  for (const Handler& handler : HandlerList(ALL_HANDLERS)) {
    CAPTURE(handler.id);
    if (handler.id == "order-batch-handler") {
      CHECK(handler.options.checkpointing == Checkpointing::performant());
    } else if (handler.id == "order-throttle-handler") {
      CHECK(handler.options.checkpointing == Checkpointing::off());
    } else {
      CHECK_FALSE(handler.options.checkpointing);
    }
  }
}

TEST_CASE("a condition decides which events start a handler") {
  Engine engine =
      engineWith(createEventHandler(Events::PARCEL_SENT, "other", {}, [](const Event<ParcelSent>&, Step&) {}));
  engine.start();
  const auto send = [&](std::int64_t total) {
    engine.client()->sendEvent(Events::ORDER_PLACED,
                               {.orderId = ORDER, .userId = "u", .total = total, .isUrgent = false});
    engine.waitUntilIdle();
    return runsOf(engine, "shop-order-conditions-handler", RunStatus::completed);
  };
  CHECK(send(100) == 0);
  CHECK(send(101) == 1);
}
