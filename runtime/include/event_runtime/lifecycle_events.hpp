#pragma once

#include <event_runtime/errors.hpp>
#include <event_runtime/event.hpp>

#include <string>

namespace event_runtime {

/// Payload of `inngest/function.failed`, sent when a run has failed for good. An application-wide failure handler is
/// a handler of this event; failures of such handlers send none.
struct FunctionFailed {
  std::string functionId;  ///< `<app>-<handler>`; on the wire `function_id`
  std::string runId;       ///< on the wire `run_id`
  ErrorInfo error;
  std::string event;       ///< JSON text of the event that started the failed run
};

void encodeJson(JsonBuffer& json, const FunctionFailed& value);
void decodeJson(Decoder& decoder, JsonValue json, FunctionFailed& value, const Path& path);

/// `createEventHandler(FUNCTION_FAILED, "report-failures", {}, …)`
inline constexpr EventTag<FunctionFailed> FUNCTION_FAILED{"inngest/function.failed"};

}  // namespace event_runtime
