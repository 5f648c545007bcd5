// Sends one event and prints what its handler returned: `{"greeting":"Hello, world!"}`.
#include "client.hpp"
#include "handlers.hpp"

#include <event_runtime/engine.hpp>

#include <iostream>
#include <string>

int main() {
  event_runtime::Engine engine({.app = "consumer",
                                .store = event_runtime::memoryStore(),
                                .handlers = consumer::ALL_HANDLERS,
                                .logger = event_runtime::silentLogger()});
  event_runtime::setDefaultClient(engine.client());
  engine.start();
  const std::string id = sendEvent(consumer::Events::GREETING_REQUESTED, {.name = "world"});
  engine.waitUntilIdle();
  for (const auto& run : engine.runsOfEvent(id)) std::cout << run.result << '\n';
  engine.stop();
}
