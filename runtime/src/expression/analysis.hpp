#pragma once

#include "expression/expression.hpp"

#include <string>
#include <variant>
#include <vector>

namespace event_runtime::expression {

/// A condition's demand that a property of the awaited event has one value: `async.data.id == event.data.id`.
struct Equality {
  PropertyPath async;                             ///< from `async`; names and indexes only
  std::variant<PropertyPath, std::string> other;  ///< a path from `event`, or the canonical JSON text of a constant
};

/// The equalities of which every one must hold where the condition does: those that stand alone or are joined by `&&`.
/// The canonical text of a path (valueOf()) is the same on both sides exactly where they are equal, so that waits can
/// be found by it.
std::vector<Equality> findEqualities(const Expression& condition);

/// What a path names, as canonical JSON text; the variable that the path begins with is the event.
std::string valueOf(const PropertyPath& path, const EventDocument& event);

/// A path as text, for telling paths apart: `async.data.id`.
std::string toString(const PropertyPath& path);

}  // namespace event_runtime::expression
