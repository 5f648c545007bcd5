// The application that `inngest alpha conformance run` examines: `run` starts it.
#include "fixtures.hpp"

#include <event_runtime/inngest.hpp>

#include <charconv>
#include <exception>
#include <iostream>
#include <string_view>

int main(int count, char** arguments) {
  using namespace event_runtime;
  try {
    BackendOptions backend;
    const std::string_view port = count > 1 ? arguments[1] : "3000";
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), backend.server.port);
    if (error != std::errc() || end != port.data() + port.size())
      throw std::invalid_argument("usage: application [port]");
    backend.checkpointing = Checkpointing::off();  // the runner looks at one step a call, and takes no checkpoints
    if (!isInngestConfigured()) throw std::invalid_argument("set INNGEST_DEV or INNGEST_SIGNING_KEY");
    EngineOptions options;
    options.app = "conformance";
    options.store = memoryStore();
    options.handlers = conformance::makeFixtures();
    makeBackend(std::move(options), std::move(backend))->run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
