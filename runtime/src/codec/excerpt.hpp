#pragma once

#include <string>
#include <string_view>

namespace event_runtime {

/// A text for a message: in quotes, escaped as in JSON, and cut between two characters where it is long.
std::string quotedExcerpt(std::string_view text);

/// `a uuid`, `an object`.
std::string withArticle(std::string_view noun);

}  // namespace event_runtime
