#include "services.hpp"

#include "ticket/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json ticketEscalatedPage(const Event<TicketEscalated>& event, Step& step) {
  const auto page = step.run("page", [&] {
    return services().outbox.send({.reference = step.runId() + "/page",
                                   .to = event.data.assignee,
                                   .subject = "URGENT: " + event.data.title,
                                   .body = "Ticket " + event.data.ticketId + " needs you now."});
  });
  return {{"paged", page}};
}

}  // namespace ticket_bounty
