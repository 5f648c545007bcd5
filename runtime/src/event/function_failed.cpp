#include <event_runtime/lifecycle_events.hpp>

namespace event_runtime {

// The wire format is that of Inngest's server; members it has and we do not need are skipped.

namespace {

void decodeError(Decoder& decoder, JsonValue json, ErrorInfo& error, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const Path at = Path::member(path, members.key());
    if (members.key() == "name") decoder.string(members.value(), error.name, at);
    if (members.key() == "message") decoder.string(members.value(), error.message, at);
  }
}

}  // namespace

void encodeJson(JsonBuffer& json, const FunctionFailed& value) {
  json.raw(R"({"_inngest":{"status":"Failed"},"error":{"name":)");
  json.string(value.error.name);
  json.raw(R"(,"message":)");
  json.string(value.error.message);
  json.raw(R"(},"event":)");
  json.raw(value.event);
  json.raw(R"(,"function_id":)");
  json.string(value.functionId);
  json.raw(R"(,"run_id":)");
  json.string(value.runId);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, FunctionFailed& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  bool hasError = false, hasEvent = false, hasFunction = false, hasRun = false;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "error") {
      hasError = true;
      decodeError(decoder, members.value(), value.error, at);
    } else if (key == "event") {
      hasEvent = true;
      decoder.text(members.value(), value.event, at);
    } else if (key == "function_id") {
      hasFunction = true;
      decoder.string(members.value(), value.functionId, at);
    } else if (key == "run_id") {
      hasRun = true;
      decoder.string(members.value(), value.runId, at);
    }
  }
  if (!hasError) decoder.missing("error", "object", path);
  if (!hasEvent) decoder.missing("event", "object", path);
  if (!hasFunction) decoder.missing("function_id", "string", path);
  if (!hasRun) decoder.missing("run_id", "string", path);
}

}  // namespace event_runtime
