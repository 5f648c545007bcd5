#pragma once

#include "function/handler_registry.hpp"

#include <string>
#include <vector>

namespace event_runtime::function {

/// Lower-case letters and digits in words that single hyphens join: `user-signed-up-handler`.
bool isKebabCase(std::string_view text);

/// What is wrong with an application's id and its handlers, a line each; empty where nothing is.
std::vector<std::string> findProblems(const std::string& app, const HandlerList& handlers);

}  // namespace event_runtime::function
