#pragma once

#include "expression/value.hpp"
#include "expression/workspace.hpp"

#include <string>

namespace event_runtime::expression {

/// Appends a value as canonical JSON text: keys of maps in order, integral numbers without a fraction, so that two
/// values give one text exactly if they are equal. What JSON lacks is written as a string: timestamps in RFC 3339,
/// durations in seconds, bytes in base64, types by their names, and numbers that are not finite.
void appendCanonical(std::string& out, const Value& value, Workspace& workspace);

}  // namespace event_runtime::expression
