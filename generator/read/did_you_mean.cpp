// The search itself is shared with the expressions, which have names of their own.
#include "read/diagnostics.hpp"

#include <expression/did_you_mean.hpp>

namespace event_codegen {

std::string_view didYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  return event_runtime::expression::didYouMean(word, candidates);
}

}  // namespace event_codegen
