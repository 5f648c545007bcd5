#pragma once

#include "model/draft.hpp"
#include "model/values.hpp"

namespace event_codegen {

/// Reads `trigger:` or `triggers:` of a handler.
std::vector<TriggerDraft> readTriggers(const Member& member, Diagnostics& diagnostics);

}  // namespace event_codegen
