#pragma once

#include "model/draft.hpp"
#include "model/handler_options.hpp"
#include "model/values.hpp"

namespace event_codegen {

/// Reads an option of a handler, such as `rateLimit`. False where the keyword is none.
bool readOption(const Member& member, HandlerDraft& draft, Diagnostics& diagnostics);

/// Reports options of a handler that cannot hold together. `handler` is its entry of types.yaml.
void checkOptions(const YamlNode& handler, Diagnostics& diagnostics);

}  // namespace event_codegen
