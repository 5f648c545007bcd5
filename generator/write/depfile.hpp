#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// A file name as Make reads it, and Ninja and CMake with it: spaces, `#` and `$` escaped.
std::string escapeForMake(std::string_view path);

/// `target: inputs…`, as a build system reads it to know when to run again.
std::string depfileText(std::string_view target, const std::vector<std::string>& inputs);

}  // namespace event_codegen
