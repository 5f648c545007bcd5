#pragma once

#include <event_runtime/handler.hpp>

namespace conformance {

/// The functions that `inngest alpha conformance run` calls, by their ids.
event_runtime::HandlerList makeFixtures();

}  // namespace conformance
