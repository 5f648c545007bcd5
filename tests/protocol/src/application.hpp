#pragma once

#include <event_runtime/handler.hpp>

namespace transcripts {

/// The functions of the application that transcripts/ was recorded with, written again.
event_runtime::HandlerList makeHandlers();

}  // namespace transcripts
