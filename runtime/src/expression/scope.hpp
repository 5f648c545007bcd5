#pragma once

#include <event_runtime/time.hpp>

#include "expression/event_document.hpp"
#include "expression/json_view.hpp"
#include "expression/workspace.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace event_runtime::expression {

/// Knows time zones by their names, for `getHours("Europe/Berlin")`. Must be thread-safe.
class TimeZones {
 public:
  virtual ~TimeZones() = default;
  /// How far a zone's clocks are ahead of UTC at a time; std::nullopt for a zone that is not known.
  virtual std::optional<std::chrono::seconds> offset(std::string_view zone, Timestamp time) const = 0;
};

/// What an expression is evaluated with. What is not there is null, and its parts are.
struct Scope {
  const EventDocument* event = nullptr;
  const EventDocument* async = nullptr;  ///< the event that was waited for, or that cancels
  JsonView vars{};                       ///< an object
  JsonView data{};                       ///< the payload that a rule is about
  std::optional<Timestamp> now;          ///< what now() gives; without it, now() is an error
  const TimeZones* zones = nullptr;      ///< without it, offsets such as `+02:00` are known alone
  Limits limits{};
};

}  // namespace event_runtime::expression
