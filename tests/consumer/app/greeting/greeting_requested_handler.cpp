#include "greeting/handlers.hpp"

#include <event_runtime/json.hpp>

namespace consumer {

Json greetingRequestedHandler(const Event<GreetingRequested>& event, Step& step) {
  const auto greeting = step.run("greet", [&] { return "Hello, " + event.data.name + "!"; });
  return {{"greeting", greeting}};
}

}  // namespace consumer
