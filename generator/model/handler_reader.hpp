#pragma once

#include "model/draft.hpp"
#include "model/schema_reader.hpp"
#include "model/values.hpp"

namespace event_codegen {

/// Reads one entry of `handlers:`.
HandlerDraft readHandler(const Member& member, SchemaReader& schemas, Diagnostics& diagnostics);

}  // namespace event_codegen
