#include "services.hpp"

#include "admin/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json adminFailureReport(const Event<event_runtime::FunctionFailed>& event, Step& step) {
  const auto report = step.run("report", [&] {
    return services().outbox.send({.reference = step.runId() + "/report",
                                   .to = "admins@ticket-bounty.example",
                                   .subject = "Failed: " + event.data.functionId,
                                   .body = event.data.error.name + ": " + event.data.error.message});
  });
  return {{"reported", report}};
}

}  // namespace ticket_bounty
