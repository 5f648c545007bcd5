#include "engine/event_intake.hpp"

#include <algorithm>
#include <chrono>

namespace event_runtime::engine {
namespace {

/// For so long the id of an event keeps others of the same id from starting anything, as on Inngest's server.
constexpr std::chrono::hours ID_HOLDS{24};

}  // namespace

AcceptEvent EventIntake::accept(OutgoingEvent event, Timestamp now) {
  AcceptEvent accepted;
  accepted.receivedAt = now;
  StoredEvent& stored = accepted.event;
  if (event.options.id.empty()) {
    stored.id = ids_.next(now);
  } else {
    stored.id = std::move(event.options.id);
    accepted.idOverBy = now - ID_HOLDS;
    accepted.spareKey = ids_.next(now);
  }
  stored.name = std::move(event.name);
  stored.ts = event.options.ts.value_or(now);
  stored.data = std::move(event.data);
  stored.user = std::move(event.options.user);
  stored.version = std::move(event.version);
  for (const function::Function* function : functions_.startedBy(stored.name)) {
    if (function->isControlled) {
      accepted.controlled = true;
      continue;
    }
    if (function->isPaused() || !function->startsWith(stored, now)) continue;
    NewRun& run = accepted.runs.emplace_back();
    run.functionId = function->id;
    run.rank = std::max(now, stored.ts);
    if (stored.ts > now) run.wakeAt = stored.ts;
  }
  return accepted;
}

AcceptEvent EventIntake::call(const function::Function& function, std::string data, ParentStep parent, Timestamp now) {
  AcceptEvent accepted;
  accepted.receivedAt = now;
  accepted.event = {ids_.next(now), std::string(detail::FUNCTION_INVOKED_NAME), now, std::move(data), {}, {}};
  if (function.isControlled || function.handler->takesBatch || function.isPaused()) {
    accepted.invokes = function.id;
    accepted.invokedBy = std::move(parent);
    return accepted;
  }
  NewRun& run = accepted.runs.emplace_back();
  run.functionId = function.id;
  run.rank = now;
  run.parent = std::move(parent);
  return accepted;
}

}  // namespace event_runtime::engine
