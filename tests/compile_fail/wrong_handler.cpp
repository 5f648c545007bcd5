#include "client.hpp"

#include <event_runtime/handler.hpp>
#include <event_runtime/json.hpp>

using namespace max_amex;

event_runtime::Handler make() {
  return event_runtime::createEventHandler(
      Events::USER_SIGNED_UP, "audit", {},
      [](const event_runtime::Event<TicketCreated>&, event_runtime::Step&) { return true; });
}
