#pragma once

#include "model/schema.hpp"
#include "read/diagnostics.hpp"

#include <vector>

namespace event_codegen {

/// Reports types that no value can have because it would hold another without end. `types` lead to each other.
void checkFiniteValues(const std::vector<const NamedType*>& types, Diagnostics& diagnostics);

}  // namespace event_codegen
