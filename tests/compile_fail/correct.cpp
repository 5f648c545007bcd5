// The control: what the others get wrong, right.
#include "client.hpp"
#include "ticket/handlers.hpp"
#include "user/handlers.hpp"

#include <event_runtime/json.hpp>

using namespace max_amex;

std::vector<std::string> sendAll() {
  std::vector<std::string> ids;
  ids.push_back(sendEvent(Events::USER_SIGNED_UP, {.userId = "0191e4a1-7c11-7000-8000-0123456789ab",
                                                   .signupMethod = SignupMethod::google,
                                                   .address = {},
                                                   .tags = {}}));
  ids.push_back(sendEvent(Events::TICKET_CREATED, TicketCreated{.ticketId = "t", .priority = 1}, {.id = "once"}));
  sendEvents({makeEvent(Events::TICKET_CREATED, {.ticketId = "t", .priority = 1}),
              makeEvent(Events::USER_SIGNED_UP,
                        {.userId = "u", .signupMethod = SignupMethod::email, .address = {}, .tags = {"a"}})});
  return ids;
}

Json callAnother(Step& step) {
  // A handler of several events takes the payload of any.
  step.invoke("anything", Handlers::TICKET_ANYTHING_HANDLER, TicketCreated{.ticketId = "t", .priority = 1});
  return step.invoke("welcome", Handlers::USER_SIGNED_UP_HANDLER,
                     {.userId = "u", .signupMethod = SignupMethod::google, .address = {}, .tags = {}},
                     {.timeout = std::chrono::minutes{5}});
}
