#include "user/handlers.hpp"

#include "events.hpp"
#include "ticket/types.hpp"

#include <event_runtime/json.hpp>

#include <string>

namespace max_amex {

/// Welcomes a new user.
Json userSignedUpHandler(const Event<UserSignedUp>& event, Step& step) {
  // Whatever has an effect stands in a step. Its body runs until it has succeeded once; its result is stored before the
  // handler goes on, and is filled in when the handler is replayed. An id is unique within the handler.
  const std::string received = step.run("describe-event", [&] { return event.name + ' ' + event.id; });

  // It says that it emits:
  // step.sendEvent("send-ticket-created", Events::TICKET_CREATED, {…});

  return {{"received", received}};
}

}  // namespace max_amex
