#pragma once

#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstddef>
#include <string_view>

namespace event_codegen {

/// Reports what yaml-cpp could not read, in our words: what stands there and what to do about it. `position` is the byte
/// where yaml-cpp stopped.
void reportMalformedYaml(const SourceFile& file, std::size_t position, std::string_view message, Diagnostics& diagnostics);

}  // namespace event_codegen
