#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace event_runtime::expression {

/// An RE2 pattern of bounded size; whether it is one, ok() tells.
std::unique_ptr<re2::RE2> compileRegex(std::string_view pattern);
/// Whether a text has a match anywhere.
bool matchesRegex(const re2::RE2& regex, std::string_view text);

}  // namespace event_runtime::expression
