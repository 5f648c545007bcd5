#include "services.hpp"

#include "client.hpp"
#include "ticket/handlers.hpp"

namespace ticket_bounty {

TicketCreatedTriageResult ticketCreatedTriage(const Event<TicketCreated>& event, Step& step) {
  const TicketCreated& ticket = event.data;

  const std::string assignee = step.run("assign", [&] {
    return std::string(ticket.priority == Priority::urgent ? "on-call@ticket-bounty.example"
                                                           : "support@ticket-bounty.example");
  });
  step.run("tell-assignee", [&] {
    return services().outbox.send(
        {.reference = step.runId() + "/tell-assignee",
         .to = assignee,
         .subject = "New ticket: " + ticket.title,
         .body = ticket.bounty ? "Bounty: " + std::to_string(ticket.bounty->amount) + " " + ticket.bounty->currency
                               : "No bounty."});
  });
  if (ticket.priority == Priority::urgent) {
    step.sendEvent("escalate", Events::TICKET_ESCALATED,
                   {.ticketId = ticket.ticketId, .title = ticket.title, .assignee = assignee});
  }
  return {.assignee = assignee, .escalated = ticket.priority == Priority::urgent};
}

}  // namespace ticket_bounty
