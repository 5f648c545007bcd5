#include <event_runtime/lifecycle_events.hpp>

#include <utility>

namespace event_runtime {

// Beside `inngest/function.failed`, of which function_failed.cpp knows. The wire format is that of Inngest's server;
// members it has and we do not need are skipped.

namespace {

/// The members of both.
struct Ended {
  std::optional<std::string> functionId;
  std::optional<std::string> runId;
  std::optional<std::string> event;
  std::optional<std::string> result;
  std::optional<ErrorInfo> error;
};

void decodeError(Decoder& decoder, JsonValue json, std::optional<ErrorInfo>& error, const Path& path) {
  ObjectMembers members;
  error.emplace();
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "name") decoder.string(members.value(), error->name, at);
    if (key == "message") decoder.string(members.value(), error->message, at);
  }
}

void decodeEnded(Decoder& decoder, JsonValue json, Ended& ended, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "function_id") {
      decoder.string(members.value(), ended.functionId.emplace(), at);
    } else if (key == "run_id") {
      decoder.string(members.value(), ended.runId.emplace(), at);
    } else if (key == "result") {
      decoder.text(members.value(), ended.result.emplace(), at);
    } else if (key == "error") {
      decodeError(decoder, members.value(), ended.error, at);
    } else if (key == "event") {
      ObjectMembers unused;
      if (decoder.object(members.value(), unused, at)) decoder.text(members.value(), ended.event.emplace(), at);
    }
  }
  if (!ended.event) decoder.missing("event", "object", path);
  if (!ended.functionId) decoder.missing("function_id", "string", path);
  if (!ended.runId) decoder.missing("run_id", "string", path);
}

void encodeRest(JsonBuffer& json, const std::string& functionId, const std::string& runId, const std::string& event) {
  json.raw(R"(,"event":)");
  json.raw(event);
  json.raw(R"(,"function_id":)");
  json.string(functionId);
  json.raw(R"(,"run_id":)");
  json.string(runId);
  json.raw('}');
}

void encodeError(JsonBuffer& json, std::string_view name, std::string_view message) {
  json.raw(R"(,"error":{"name":)");
  json.string(name);
  json.raw(R"(,"message":)");
  json.string(message);
  json.raw('}');
}

}  // namespace

void encodeJson(JsonBuffer& json, const ScheduledTimer& value) {
  json.raw(R"({"cron":)");
  json.string(value.cron);
  json.raw(R"(,"scheduledAt":)");
  encodeJson(json, value.scheduledAt);
  json.raw(R"(,"fireAt":)");
  encodeJson(json, value.fireAt);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, ScheduledTimer& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  bool hasCron = false;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "cron") {
      hasCron = true;
      decoder.string(members.value(), value.cron, at);
    } else if (key == "scheduledAt") {
      decoder.timestamp(members.value(), value.scheduledAt, at);
    } else if (key == "fireAt") {
      decoder.timestamp(members.value(), value.fireAt, at);
    }
  }
  if (!hasCron) decoder.missing("cron", "string", path);
}

void encodeJson(JsonBuffer& json, const FunctionFinished& value) {
  json.raw(value.error ? R"({"_inngest":{"status":"Failed"})" : R"({"_inngest":{"status":"Completed"})");
  if (value.error) {
    encodeError(json, value.error->name, value.error->message);
  } else {
    json.raw(R"(,"result":)");
    json.raw(value.result);
  }
  encodeRest(json, value.functionId, value.runId, value.event);
}

void decodeJson(Decoder& decoder, JsonValue json, FunctionFinished& value, const Path& path) {
  Ended ended;
  decodeEnded(decoder, json, ended, path);
  value = {std::move(ended.functionId).value_or(""), std::move(ended.runId).value_or(""),
           ended.error ? std::string() : std::move(ended.result).value_or("null"), std::move(ended.error),
           std::move(ended.event).value_or("")};
}

void encodeJson(JsonBuffer& json, const FunctionCancelled& value) {
  json.raw(R"({"_inngest":{"status":"Cancelled"})");
  encodeError(json, "event_runtime::Cancelled", value.reason);
  encodeRest(json, value.functionId, value.runId, value.event);
}

void decodeJson(Decoder& decoder, JsonValue json, FunctionCancelled& value, const Path& path) {
  Ended ended;
  decodeEnded(decoder, json, ended, path);
  value = {std::move(ended.functionId).value_or(""), std::move(ended.runId).value_or(""),
           ended.error ? std::move(ended.error->message) : std::string(), std::move(ended.event).value_or("")};
}

}  // namespace event_runtime
