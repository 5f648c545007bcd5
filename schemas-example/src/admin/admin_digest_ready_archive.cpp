#include "services.hpp"

#include "admin/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json adminDigestReadyArchive(const Event<AdminDigestReady>& event, Step& step) {
  const auto archived = step.run("archive", [&] {
    return services().outbox.send({.reference = step.runId() + "/archive",
                                   .to = "archive@ticket-bounty.example",
                                   .subject = "Archive " + event.data.day,
                                   .body = event_runtime::toJsonText(event.data.counts)});
  });
  return {{"archived", archived}};
}

}  // namespace ticket_bounty
