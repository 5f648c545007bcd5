#pragma once

#include <event_runtime/event.hpp>

#include <string_view>
#include <vector>

namespace event_runtime::inngest {

/// Reads what is posted to `/e/:key`: an event or an array of them, as Inngest's server takes them: names that begin
/// with `inngest/` are refused, `data._inngest` is dropped, and events without an id get one made of the seed, if there
/// is one, so that a request which is sent twice is taken once. Throws ValidationError where one of them is no event;
/// at most 5,000.
std::vector<OutgoingEvent> parseIncomingEvents(std::string_view body, std::string_view seed);

}  // namespace event_runtime::inngest
