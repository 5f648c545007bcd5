#pragma once

#include "model/draft.hpp"
#include "model/values.hpp"

namespace event_codegen {

/// Reads one entry of `handlers:`.
HandlerDraft readHandler(const Member& member, Diagnostics& diagnostics);

}  // namespace event_codegen
