// What is posted to /e/:key.
#include <event_runtime/inngest.hpp>

#include "inngest/incoming_events.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_runtime;
  try {
    const auto events = inngest::parseIncomingEvents({reinterpret_cast<const char*>(data), size}, "");
    for (const OutgoingEvent& event : events) {
      // What was taken can be sent on.
      detail::checkOutgoing(event, {});
      if (event.data.front() != '{' || event.data.back() != '}') std::abort();
    }
  } catch (const ValidationError& error) {
    if (error.issues().empty()) std::abort();
  }
  return 0;
}
