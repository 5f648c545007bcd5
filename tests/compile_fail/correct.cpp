// The control: what the others get wrong, right.
#include "client.hpp"

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
