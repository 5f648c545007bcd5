#include "services.hpp"

#include "client.hpp"
#include "user/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json userSignedUpHandler(const Event<UserSignedUp>& event, Step& step) {
  const UserSignedUp& user = event.data;

  step.sendEvent("request-welcome-mail", Events::EMAIL_REQUESTED,
                 {.to = user.email, .template_ = MailTemplate::welcome, .name = user.displayName});

  step.sleep("wait-1-day", services().day);

  const auto tips = step.run("send-tips", [&] {
    return services().outbox.send(
        {.reference = step.runId() + "/send-tips",
         .to = user.email,
         .subject = "Three tips for your first ticket",
         .body = "Hello " + user.displayName + ", a clear title, one bug a ticket, a fair bounty."});
  });
  return {{"message", "Welcome email sent!"}, {"tips", tips}};
}

}  // namespace ticket_bounty
