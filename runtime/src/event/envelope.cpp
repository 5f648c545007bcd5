#include <event_runtime/event.hpp>

namespace event_runtime::detail {

namespace {

/// The text of an object that is a member.
void decodeObject(Decoder& decoder, JsonValue json, std::string& text, const Path& path) {
  ObjectMembers members;
  if (decoder.object(json, members, path)) decoder.text(json, text, path);
}

void decodeEnvelope(Decoder& decoder, JsonValue json, StoredEvent& event, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "id") {
      decoder.string(members.value(), event.id, at);
    } else if (key == "name") {
      decoder.string(members.value(), event.name, at);
    } else if (key == "ts") {
      std::int64_t milliseconds = 0;
      event_runtime::decodeJson(decoder, members.value(), milliseconds, at);
      event.ts = Timestamp{std::chrono::milliseconds{milliseconds}};
    } else if (key == "data") {
      decodeObject(decoder, members.value(), event.data, at);
    } else if (key == "user") {
      decodeObject(decoder, members.value(), event.user, at);
    } else if (key == "v") {
      decoder.string(members.value(), event.version, at);
    }
  }
  if (event.name.empty()) decoder.missing("name", "string", path);
  if (event.data.empty()) decoder.missing("data", "object", path);
}

}  // namespace

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

StoredEvent parseEnvelope(std::string_view text) {
  StoredEvent event;
  auto issues = decodeText(text, &event, [](Decoder& decoder, JsonValue json, void* value, const Path& path) {
    decodeEnvelope(decoder, json, *static_cast<StoredEvent*>(value), path);
  });
  if (!issues.empty()) throw ValidationError("this is no event", std::move(issues));
  return event;
}

}  // namespace event_runtime::detail
