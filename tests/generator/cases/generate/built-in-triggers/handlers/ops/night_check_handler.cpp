#include "ops/handlers.hpp"

#include <event_runtime/json.hpp>

#include <string>

namespace ops {

/// Looks around every night, by the clocks of Paris.
Json nightCheckHandler(const Event<event_runtime::ScheduledTimer>& event, Step& step) {
  // Whatever has an effect stands in a step. Its body runs until it has succeeded once; its result is stored before the
  // handler goes on, and is filled in when the handler is replayed. An id is unique within the handler.
  const std::string received = step.run("describe-event", [&] { return event.name + ' ' + event.id; });

  return {{"received", received}};
}

}  // namespace ops
