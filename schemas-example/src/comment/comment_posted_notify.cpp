#include "services.hpp"

#include "comment/handlers.hpp"

#include <event_runtime/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace ticket_bounty {

Json commentPostedNotify(const Event<CommentPosted>& event, Step& step) {
  const CommentPosted& comment = event.data;

  const auto notify = [&](const std::string& stepId, const std::string& to, const std::string& subject) {
    return step.branch(stepId, [&step, &comment, stepId, to, subject] {
      return services().outbox.send(
          {.reference = step.runId() + "/" + stepId, .to = to, .subject = subject, .body = comment.text});
    });
  };

  std::vector<std::function<std::string()>> branches;
  branches.emplace_back(notify("notify-author", comment.author, "Your comment was posted"));
  for (const std::string& watcher : comment.watchers) {
    branches.emplace_back(notify("notify-watcher-" + watcher, watcher, "New comment on a ticket you watch"));
  }
  const auto sent = step.parallel(std::move(branches));

  return {{"notified", sent.size()}};
}

}  // namespace ticket_bounty
