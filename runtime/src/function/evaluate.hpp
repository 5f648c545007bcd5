#pragma once

#include <event_runtime/event.hpp>

#include "expression/expression.hpp"

#include <optional>
#include <string>

/// Expressions over the events of this runtime.
namespace event_runtime::function {

struct Function;

/// The canonical text of a key's value; empty where there is no key, `null` where it cannot be evaluated.
std::string valueOf(const std::optional<expression::Expression>& key, const StoredEvent& event, Timestamp now);
/// Whether a condition is true; what cannot be evaluated is not.
bool holds(const expression::Expression& condition, const StoredEvent& event, Timestamp now);
/// The same for a condition about two events.
bool holds(const expression::Expression& condition, const StoredEvent& event, const StoredEvent& async, Timestamp now);
/// What a function's priority makes of an event: −600 … 600 s, and 0 where it is no whole number.
std::chrono::seconds priorityOf(const Function& function, const StoredEvent& event, Timestamp now);

}  // namespace event_runtime::function
