#include "engine/event_intake.hpp"

#include <event_runtime/lifecycle_events.hpp>

namespace event_runtime::engine {
namespace {

/// The event as Inngest puts it on the wire.
std::string envelopeText(const StoredEvent& event) {
  JsonBuffer json;
  json.raw(R"({"id":)");
  json.string(event.id);
  json.raw(R"(,"name":)");
  json.string(event.name);
  json.raw(R"(,"ts":)");
  json.integer(event.ts.time_since_epoch().count());
  json.raw(R"(,"data":)");
  json.raw(event.data);
  if (!event.user.empty()) {
    json.raw(R"(,"user":)");
    json.raw(event.user);
  }
  if (!event.version.empty()) {
    json.raw(R"(,"v":)");
    json.string(event.version);
  }
  json.raw("}");
  return json.text();
}

}  // namespace

AcceptEvent EventIntake::accept(OutgoingEvent event, Timestamp now) {
  AcceptEvent accepted;
  accepted.receivedAt = now;
  StoredEvent& stored = accepted.event;
  stored.id = event.options.id.empty() ? ids_.next(now) : std::move(event.options.id);
  stored.name = std::move(event.name);
  stored.ts = event.options.ts.value_or(now);
  stored.data = std::move(event.data);
  stored.user = std::move(event.options.user);
  stored.version = std::move(event.version);
  for (const function::Function* function : functions_.startedBy(stored.name)) {
    NewRun& run = accepted.runs.emplace_back();
    run.functionId = function->id;
    if (stored.ts > now) run.wakeAt = stored.ts;
  }
  return accepted;
}

OutgoingEvent functionFailed(const std::string& functionId, const std::string& runId, const ErrorInfo& error,
                             const StoredEvent& event) {
  JsonBuffer json;
  encodeJson(json, FunctionFailed{functionId, runId, error, envelopeText(event)});
  return {std::string(FUNCTION_FAILED.name), json.text(), {}, {}};
}

}  // namespace event_runtime::engine
