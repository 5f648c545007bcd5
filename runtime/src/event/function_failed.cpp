#include <event_runtime/lifecycle_events.hpp>

namespace event_runtime {

// The wire format is that of Inngest's server; members it has and we do not need are skipped.

namespace {

/// Which of an object's members were there. A key that stands twice is reported, as generated decoders do.
class Seen {
 public:
  Seen(Decoder& decoder, const Path& object) : decoder_(decoder), object_(object) {}
  void mark(bool& seen, std::string_view key) {
    if (seen) decoder_.duplicateKey(key, object_);
    seen = true;
  }

 private:
  Decoder& decoder_;
  const Path& object_;
};

void decodeError(Decoder& decoder, JsonValue json, ErrorInfo& error, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  Seen seen(decoder, path);
  bool hasName = false, hasMessage = false;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "name") {
      seen.mark(hasName, key);
      decoder.string(members.value(), error.name, at);
    } else if (key == "message") {
      seen.mark(hasMessage, key);
      decoder.string(members.value(), error.message, at);
    }
  }
  if (!hasName) decoder.missing("name", "string", path);
  if (!hasMessage) decoder.missing("message", "string", path);
}

void decodeEvent(Decoder& decoder, JsonValue json, std::string& event, const Path& path) {
  ObjectMembers members;
  if (decoder.object(json, members, path)) decoder.text(json, event, path);
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
  Seen seen(decoder, path);
  bool hasError = false, hasEvent = false, hasFunction = false, hasRun = false;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "error") {
      seen.mark(hasError, key);
      decodeError(decoder, members.value(), value.error, at);
    } else if (key == "event") {
      seen.mark(hasEvent, key);
      decodeEvent(decoder, members.value(), value.event, at);
    } else if (key == "function_id") {
      seen.mark(hasFunction, key);
      decoder.string(members.value(), value.functionId, at);
    } else if (key == "run_id") {
      seen.mark(hasRun, key);
      decoder.string(members.value(), value.runId, at);
    }
  }
  if (!hasError) decoder.missing("error", "object", path);
  if (!hasEvent) decoder.missing("event", "object", path);
  if (!hasFunction) decoder.missing("function_id", "string", path);
  if (!hasRun) decoder.missing("run_id", "string", path);
}

}  // namespace event_runtime
