// A case links beside a second translation unit that includes everything, its ALL_HANDLERS has the handlers that are
// given as arguments, in order, and an engine takes them: the options that the generator lets pass, the runtime does.
#include "client.hpp"
#include "event_table.hpp"
#include "events.hpp"
#include "handlers.hpp"

#include <event_runtime/engine.hpp>

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

int main(int argc, char** argv) {
  const auto handlers = event_runtime::HandlerList(CASE_NAMESPACE::ALL_HANDLERS);
  if (handlers.size() != static_cast<std::size_t>(argc - 1)) {
    std::fprintf(stderr, "%zu handlers\n", handlers.size());
    return 1;
  }
  for (std::size_t i = 0; i < handlers.size(); ++i) {
    if (handlers[i].id != argv[i + 1]) {
      std::fprintf(stderr, "%s instead of %s\n", handlers[i].id.c_str(), argv[i + 1]);
      return 1;
    }
  }
  try {
    const event_runtime::Engine engine({.app = std::string(CASE_NAMESPACE::APP_ID),
                                        .store = event_runtime::memoryStore(),
                                        .handlers = handlers});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
