#pragma once

#include <event_runtime/inngest.hpp>

namespace event_runtime::inngest {

/// The settings with origins that end without a `/`. Throws std::invalid_argument where one of them is no URL.
InngestSettings checked(InngestSettings settings);

}  // namespace event_runtime::inngest
