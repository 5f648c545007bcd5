#pragma once

#include "model/application.hpp"

#include <string>

/// Handlers as arguments of createEventHandler().
namespace event_codegen {

/// The tag of its event, or a std::tuple of the tags of several.
std::string tagExpression(const Handler& handler);
/// Its HandlerOptions, braces and all: `{}`, or a line for each.
std::string optionsExpression(const Handler& handler);
/// The function that it calls, in what checks its result where that may break its schema.
std::string functionExpression(const Handler& handler);
bool isResultChecked(const Handler& handler);
/// Whether they have literals of <chrono>.
bool hasDurations(const Handler& handler);

}  // namespace event_codegen
