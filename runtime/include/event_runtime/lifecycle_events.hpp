#pragma once

#include <event_runtime/errors.hpp>
#include <event_runtime/event.hpp>

#include <optional>
#include <string>

namespace event_runtime {

/// Payload of `inngest/function.failed`, sent when a run has failed for good. An application-wide failure handler is
/// a handler of this event; failures of such handlers send none.
struct FunctionFailed {
  std::string functionId;  ///< `<app>-<handler>`; on the wire `function_id`
  std::string runId;       ///< on the wire `run_id`
  ErrorInfo error;
  std::string event;  ///< JSON text of the event that started the failed run
};

/// Payload of `inngest/function.finished`, sent when a run has completed or failed for good. Runs of handlers that take
/// the event send none; nor is it sent where nobody takes or awaits it.
struct FunctionFinished {
  std::string functionId;          ///< `<app>-<handler>`; on the wire `function_id`
  std::string runId;               ///< on the wire `run_id`
  std::string result;              ///< JSON text; empty where it has failed
  std::optional<ErrorInfo> error;  ///< where it has failed
  std::string event;               ///< JSON text of the event that started the run
};

/// Payload of `inngest/function.cancelled`, under the same conditions.
struct FunctionCancelled {
  std::string functionId;  ///< `<app>-<handler>`; on the wire `function_id`
  std::string runId;       ///< on the wire `run_id`
  std::string reason;      ///< on the wire `error.message`
  std::string event;       ///< JSON text of the event that started the run
};

/// Payload of `inngest/scheduled.timer`, with which a schedule starts a run. The event's `ts` is `fireAt`.
struct ScheduledTimer {
  std::string cron;         ///< the expression, with its time zone: `TZ=Europe/Paris 0 9 * * 1-5`
  Timestamp scheduledAt{};  ///< the time of the schedule; 1970 where an older Inngest server does not say
  Timestamp fireAt{};       ///< the same, and the jitter
};

void encodeJson(JsonBuffer& json, const ScheduledTimer& value);
void decodeJson(Decoder& decoder, JsonValue json, ScheduledTimer& value, const Path& path);
void encodeJson(JsonBuffer& json, const FunctionFinished& value);
void decodeJson(Decoder& decoder, JsonValue json, FunctionFinished& value, const Path& path);
void encodeJson(JsonBuffer& json, const FunctionCancelled& value);
void decodeJson(Decoder& decoder, JsonValue json, FunctionCancelled& value, const Path& path);
void encodeJson(JsonBuffer& json, const FunctionFailed& value);
void decodeJson(Decoder& decoder, JsonValue json, FunctionFailed& value, const Path& path);

/// `createEventHandler(FUNCTION_FAILED, "report-failures", {}, …)`
inline constexpr EventTag<FunctionFailed> FUNCTION_FAILED{"inngest/function.failed"};
inline constexpr EventTag<FunctionFinished> FUNCTION_FINISHED{"inngest/function.finished"};
inline constexpr EventTag<FunctionCancelled> FUNCTION_CANCELLED{"inngest/function.cancelled"};
inline constexpr EventTag<ScheduledTimer> SCHEDULED_TIMER{"inngest/scheduled.timer"};

}  // namespace event_runtime
