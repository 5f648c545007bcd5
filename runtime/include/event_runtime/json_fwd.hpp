#pragma once

#include <nlohmann/json_fwd.hpp>

namespace event_runtime {

/// The dynamic JSON type: handler results, step results and untyped data. Only declared here, because the
/// full header costs 1.3 s a translation unit; include <event_runtime/json.hpp> where a value is made or read.
using Json = nlohmann::json;

}  // namespace event_runtime
