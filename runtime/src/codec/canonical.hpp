#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <string>

namespace event_runtime {

/// Appends what values have in common that are equal as JSON Schema sees it (2020-12, section 4.2.2): numbers by value,
/// so that 1.0 is 1, and members in any order. No two values that differ have the same text.
///
///     string   "<bytes>:<text>
///     number   its integer, or its shortest form as a double
///     array    [<element>,<element>,]
///     object   {<key>:<value>,<key>:<value>,}   by key
void appendCanonical(std::string& out, const Decoder& decoder, JsonValue value);

}  // namespace event_runtime
