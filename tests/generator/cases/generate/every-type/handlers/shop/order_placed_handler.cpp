#include "shop/handlers.hpp"

#include "events.hpp"
#include "shop/types.hpp"

#include <event_runtime/json.hpp>

#include <string>

namespace every::type {

/// Packs it.
Json orderPlacedHandler(const Event<OrderPlaced>& event, Step& step) {
  // Whatever has an effect stands in a step. Its body runs until it has succeeded once; its result is stored before the
  // handler goes on, and is filled in when the handler is replayed. An id is unique within the handler.
  const std::string received = step.run("describe-event", [&] { return event.name + ' ' + event.id; });

  // It says that it emits:
  // step.sendEvent("send-order-shipped", Events::ORDER_SHIPPED, {…});
  // step.sendEvent("send-shop-closed", Events::SHOP_CLOSED, {…});

  return {{"received", received}};
}

}  // namespace every::type
