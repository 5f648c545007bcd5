#pragma once

#include <string_view>

namespace event_runtime {

/// Whether `text` has a match of an RE2 pattern anywhere. Patterns are compiled once a process; one that repeats a
/// single character class, such as `^[0-9]{5}$`, becomes a loop. A pattern that RE2 refuses matches nothing:
/// event_codegen has refused it before.
bool matchesPattern(std::string_view text, std::string_view pattern);

}  // namespace event_runtime
