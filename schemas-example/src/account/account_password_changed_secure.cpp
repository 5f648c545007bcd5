#include "services.hpp"

#include "account/handlers.hpp"
#include "client.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json accountPasswordChangedSecure(const Event<PasswordChanged>& event, Step& step) {
  const auto ended = step.run("end-other-sessions", [&] {
    return services().outbox.send({.reference = step.runId() + "/end-other-sessions",
                                   .to = "sessions@ticket-bounty.example",
                                   .subject = "End sessions of " + event.data.userId,
                                   .body = "Except from " + event.data.ipAddress});
  });
  step.sendEvent("request-notice", Events::EMAIL_REQUESTED,
                 {.to = event.data.email, .template_ = MailTemplate::passwordChanged, .name = event.data.email});
  return {{"ended", ended}};
}

}  // namespace ticket_bounty
