#include "services.hpp"

#include "admin/handlers.hpp"
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace ticket_bounty {

namespace {
/// Our outbox is all the data we have, so mails stand for what they are about.
std::int64_t countMails(std::string_view subject) {
  return static_cast<std::int64_t>(
      services().outbox.count([&](const Mail& mail) { return mail.subject.starts_with(subject); }));
}

using Occasion = std::variant<AdminDigestRequested, event_runtime::ScheduledTimer>;

std::string dayOf(const Occasion& occasion) {
  if (const auto* requested = std::get_if<AdminDigestRequested>(&occasion)) return requested->day;
  return event_runtime::formatTimestamp(std::get<event_runtime::ScheduledTimer>(occasion).scheduledAt).substr(0, 10);
}
}  // namespace

Json adminDigestRequestedGather(const Event<Occasion>& event, Step& step) {
  const auto [users, tickets, payments] =
      step.parallel(step.branch("count-users", [] { return countMails("Welcome"); }),
                    step.branch("count-tickets", [] { return countMails("New ticket"); }),
                    step.branch("count-payments", [] { return countMails("Charge"); }));

  step.sendEvent("digest-ready", Events::ADMIN_DIGEST_READY,
                 {.day = dayOf(event.data), .counts = {.users = users, .tickets = tickets, .payments = payments}});
  return {{"users", users}, {"tickets", tickets}, {"payments", payments}};
}

}  // namespace ticket_bounty
