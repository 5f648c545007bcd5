// Prints the ids of all handlers. Mentions the events, but no feature's types.
#include "events.hpp"
#include "handlers.hpp"

#include <iostream>

int main() {
  const event_runtime::HandlerList handlers = app::ALL_HANDLERS;
  for (const auto& handler : handlers) std::cout << handler.id << '\n';
}
