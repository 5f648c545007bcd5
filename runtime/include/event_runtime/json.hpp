#pragma once

#include <event_runtime/json_fwd.hpp>

#include <nlohmann/json.hpp>
