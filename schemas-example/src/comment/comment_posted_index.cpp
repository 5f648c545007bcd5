#include "comment/handlers.hpp"

#include <event_runtime/json.hpp>

namespace ticket_bounty {

Json commentPostedIndex(const Event<CommentPosted>& event, Step& step) {
  // A real application would hand the ticket to its search engine here.
  const auto characters = step.run("index", [&] { return event.data.text.size(); });
  return {{"ticket", event.data.ticketId}, {"characters", characters}};
}

}  // namespace ticket_bounty
