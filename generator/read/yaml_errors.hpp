#pragma once

#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstddef>
#include <string_view>

namespace event_codegen {

/// Reports what yaml-cpp could not read, in our words: what stands there and what to do about it. `position` is the
/// byte where yaml-cpp stopped, `openBracket` the place of the innermost bracket that is open there, if one is.
void reportMalformedYaml(const SourceFile& file, std::size_t position, std::string_view message,
                         const Span& openBracket, Diagnostics& diagnostics);

}  // namespace event_codegen
