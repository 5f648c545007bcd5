// A case links beside a second translation unit that includes everything, and its ALL_HANDLERS has the handlers that
// are given as arguments, in order.
#include "client.hpp"
#include "event_table.hpp"
#include "events.hpp"
#include "handlers.hpp"

#include <cstdio>
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
  return 0;
}
