#pragma once

#include <event_runtime/time.hpp>

#include "expression/event_document.hpp"
#include "expression/json_view.hpp"
#include "expression/workspace.hpp"

#include <optional>

namespace event_runtime::expression {

/// What an expression is evaluated with. What is not there is null, and its parts are.
struct Scope {
  const EventDocument* event = nullptr;
  const EventDocument* async = nullptr;  ///< the event that was waited for, or that cancels
  JsonView vars{};                       ///< an object
  JsonView data{};                       ///< the payload that a rule is about
  std::optional<Timestamp> now;          ///< what now() gives; without it, now() is an error
  Limits limits{};
};

}  // namespace event_runtime::expression
