#pragma once

#include <event_runtime/event.hpp>

#include "event/ulid.hpp"
#include "function/handler_registry.hpp"
#include "store/store.hpp"

#include <string>

namespace event_runtime::engine {

/// Turns events on their way into what the store accepts: with ids, times and the runs they start. Thread-safe.
class EventIntake {
 public:
  /// `functions` must outlive it.
  explicit EventIntake(const function::HandlerRegistry& functions) : functions_(functions) {}

  /// An id and a time are given where the sender has none. A time in the future is when the runs start. The runs have
  /// no ids yet.
  AcceptEvent accept(OutgoingEvent event, Timestamp now);
  /// The event `inngest/function.invoked` by which a step calls a function.
  AcceptEvent call(const function::Function& function, std::string data, ParentStep parent, Timestamp now);

  /// By a handler's id; nullptr where there is none.
  const function::Function* findHandler(std::string_view id) const { return functions_.findByHandler(id); }

 private:
  const function::HandlerRegistry& functions_;
  UlidGenerator ids_;
};

}  // namespace event_runtime::engine
