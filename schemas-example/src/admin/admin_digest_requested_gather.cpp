#include "services.hpp"

#include "admin/handlers.hpp"
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <cstdint>
#include <string_view>

namespace ticket_bounty {

namespace {
/// Our outbox is all the data we have, so mails stand for what they are about.
std::int64_t countMails(std::string_view subject) {
  return static_cast<std::int64_t>(
      services().outbox.count([&](const Mail& mail) { return mail.subject.starts_with(subject); }));
}
}  // namespace

Json adminDigestRequestedGather(const Event<AdminDigestRequested>& event, Step& step) {
  const auto [users, tickets, payments] =
      step.parallel(step.branch("count-users", [] { return countMails("Welcome"); }),
                    step.branch("count-tickets", [] { return countMails("New ticket"); }),
                    step.branch("count-payments", [] { return countMails("Charge"); }));

  step.sendEvent("digest-ready", Events::ADMIN_DIGEST_READY,
                 {.day = event.data.day, .counts = {.users = users, .tickets = tickets, .payments = payments}});
  return {{"users", users}, {"tickets", tickets}, {"payments", payments}};
}

}  // namespace ticket_bounty
