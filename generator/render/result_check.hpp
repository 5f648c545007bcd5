#pragma once

#include "model/schema.hpp"

namespace event_codegen {

/// Whether a value of the schema's C++ type may break the schema: by a bound, a format, a rule, a union that more or
/// fewer than one alternative fit, a number that JSON cannot hold. What is asked of a whole that has no type of its
/// own, such as a string's length, is in no decoder and does not count.
bool mayBreakSchema(const Schema& schema);

}  // namespace event_codegen
