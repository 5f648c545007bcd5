#pragma once

#include "model/application.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// What an option comes to, for people: {"rateLimit", "11 at once, then one per 600 ms; the rest are dropped"}.
struct Explanation {
  std::string_view keyword;
  std::string text;
};

/// The options of a handler in the order of the documentation, each that is there; one for each of several.
std::vector<Explanation> explainOptions(const Handler& handler);

}  // namespace event_codegen
