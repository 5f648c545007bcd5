#include "services.hpp"

#include "email/handlers.hpp"

#include <event_runtime/errors.hpp>
#include <event_runtime/json.hpp>

#include <string>
#include <utility>

namespace ticket_bounty {

namespace {
/// Subject and first sentence.
std::pair<std::string, std::string> render(MailTemplate mailTemplate) {
  switch (mailTemplate) {
    case MailTemplate::welcome:
      return {"Welcome to Ticket Bounty!", "Good to have you here."};
    case MailTemplate::receipt:
      return {"Your receipt", "Your payment has been received."};
    case MailTemplate::passwordChanged:
      return {"Your password was changed", "If that was not you, tell us at once."};
  }
  throw event_runtime::NonRetriableError("no such mail template");
}
}  // namespace

Json emailRequestedDeliver(const Event<EmailRequested>& event, Step& step) {
  const auto reference = step.run("deliver", [&] {
    const auto [subject, body] = render(event.data.template_);
    return services().outbox.send({.reference = step.runId() + "/deliver",
                                   .to = event.data.to,
                                   .subject = subject,
                                   .body = "Hello " + event.data.name + ". " + body});
  });
  return {{"delivered", reference}};
}

}  // namespace ticket_bounty
