#pragma once

#include <event_runtime/codec/json_buffer.hpp>
#include <event_runtime/errors.hpp>

#include "execution/execution.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::inngest {

/// A step that has been run in this very request, and how it ended.
struct StepEnd {
  execution::StepResult result;
  bool isFinal = true;  ///< of an error: whether there is no further attempt
};

/// Writes what a step asks of Inngest (specification, 5.3) as an element of the response's array. `app` is the id of
/// the application, whose functions may be invoked.
void encodeOperation(JsonBuffer& json, const execution::Operation& operation, std::string_view app);
/// Writes what came of a step: `StepRun`, `StepError` or `StepFailed`.
void encodeStepEnd(JsonBuffer& json, const execution::Operation& operation, const StepEnd& end);
/// The same of a step whose branch has lost a race meanwhile: nobody waits for what it gives.
void encodeAbandonedStep(JsonBuffer& json, std::string_view id);
/// `DiscoveryRequest`: the run is to go on in another call.
void encodeDiscoveryRequest(JsonBuffer& json);
/// `StepNotFound`: the step that Inngest asked for is none of the handler's.
void encodeStepNotFound(JsonBuffer& json, std::string_view id);

/// What a step is to be given, of what Inngest has kept for it: a signal comes with its name around it.
execution::StepResult resultFor(execution::StepKind kind, execution::StepResult kept);
/// Whether we do it ourselves, in a request of its own if need be: bodies and sending events.
bool isRunnable(const execution::Operation& operation);

}  // namespace event_runtime::inngest
