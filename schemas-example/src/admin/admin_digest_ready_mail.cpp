#include "services.hpp"

#include "admin/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json adminDigestReadyMail(const Event<AdminDigestReady>& event, Step& step) {
  const Counts& counts = event.data.counts;
  const auto mail = step.run("send-digest", [&] {
    return services().outbox.send({.reference = step.runId() + "/send-digest",
                                   .to = "admins@ticket-bounty.example",
                                   .subject = "Digest of " + event.data.day,
                                   .body = std::to_string(counts.users) + " users, " + std::to_string(counts.tickets) +
                                           " tickets, " + std::to_string(counts.payments) + " payments"});
  });
  return {{"mailed", mail}};
}

}  // namespace ticket_bounty
