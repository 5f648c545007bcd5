#pragma once

#include <string_view>
#include <vector>

namespace event_runtime::expression {

/// The candidate that a misspelt word most likely meant, or an empty view: edit distance at most a third of its length.
std::string_view didYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace event_runtime::expression
