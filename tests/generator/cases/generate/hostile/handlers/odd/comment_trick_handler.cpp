#include "odd/handlers.hpp"

#include "events.hpp"
#include "odd/types.hpp"

#include <event_runtime/json.hpp>

#include <string>

namespace hostile {

/// Takes */ what comes \.
Json commentTrickHandler(const Event<CommentTrick>& event, Step& step) {
  // Whatever has an effect stands in a step. Its body runs until it has succeeded once; its result is stored before the
  // handler goes on, and is filled in when the handler is replayed. An id is unique within the handler.
  const std::string received = step.run("describe-event", [&] { return event.name + ' ' + event.id; });

  // It says that it emits:
  // step.sendEvent("send-comment-trick", Events::COMMENT_TRICK, {…});
  // step.sendEvent("send-key-trick", Events::KEY_TRICK, {…});

  return {{"received", received}};
}

}  // namespace hostile
