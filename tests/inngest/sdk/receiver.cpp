// An embedded engine that takes events over HTTP, for send.mjs: prints the port that it listens on, then a line for each
// event that a handler was given, and ends with its standard input.
#include "client.hpp"
#include "events.hpp"
#include "transcript/types.hpp"

#include <event_runtime/engine.hpp>
#include <event_runtime/inngest.hpp>
#include <event_runtime/json.hpp>

#include <iostream>
#include <mutex>
#include <string>

int main() {
  using namespace event_runtime;
  using namespace transcripts;
  std::mutex mutex;
  EngineOptions options;
  options.app = "receiver";
  options.store = memoryStore();
  options.handleSignals = false;
  options.logger = silentLogger();
  options.handlers = {createEventHandler(Events::SERIAL_REQUESTED, "typed", {},
                                         [&](const Event<SerialRequested>& event, Step&) {
                                           const Json line{{"id", event.id}, {"n", event.data.n}, {"user", event.user}};
                                           const std::lock_guard lock(mutex);
                                           std::cout << line.dump() << std::endl;
                                         })};
  Engine engine(std::move(options));
  engine.start();
  const EventApi api({.client = engine.client(), .eventKeys = {"test-event-key"}});
  const HttpServer server({}, [&](const HttpRequest& request) { return api.handle(request); });
  {
    const std::lock_guard lock(mutex);
    std::cout << server.port() << std::endl;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
  }
}
