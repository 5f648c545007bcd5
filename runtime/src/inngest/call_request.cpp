#include "inngest/call_request.hpp"

#include "inngest/read_members.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace event_runtime::inngest {

namespace {

using execution::MemoisedStep;
using execution::StepHash;

struct Events {
  std::vector<StoredEvent> list;
};
struct Steps {
  execution::Memoised map;
};

/// The text of an object that has members; else empty.
void decodeObjectText(Decoder& decoder, JsonValue json, std::string& text, const Path& path) {
  ObjectMembers members;
  text.clear();
  if (decoder.isNull(json) || !decoder.object(json, members, path) || !members.next()) return;
  decoder.text(json, text, path);
}

void decodeEvent(Decoder& decoder, JsonValue json, StoredEvent& event, const Path& path) {
  bool hasName = false;
  const bool isObject = forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (key == "name") {
      hasName = true;
      decoder.string(value, event.name, at);
    } else if (key == "data") {
      decodeObjectText(decoder, value, event.data, at);
    } else if (key == "user") {
      decodeObjectText(decoder, value, event.user, at);
    } else if (key == "ts" && !decoder.isNull(value)) {
      std::int64_t milliseconds = 0;
      if (decoder.integer(value, milliseconds, at)) event.ts = Timestamp{std::chrono::milliseconds{milliseconds}};
    } else if (key == "id" && !decoder.isNull(value)) {
      decoder.string(value, event.id, at);
    } else if (key == "v" && !decoder.isNull(value)) {
      decoder.string(value, event.version, at);
    }
  });
  if (isObject && !hasName) decoder.missing("name", "string", path);
  if (event.data.empty()) event.data = "{}";
}

void decodeJson(Decoder& decoder, JsonValue json, Events& events, const Path& path) {
  if (decoder.isNull(json)) return;
  forEachElement(decoder, json, path, [&](JsonValue value, const Path& at) {
    decodeEvent(decoder, value, events.list.emplace_back(), at);
  });
}

void decodeError(Decoder& decoder, JsonValue json, ErrorInfo& error, const Path& path) {
  forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (decoder.isNull(value)) return;
    if (key == "name") decoder.string(value, error.name, at);
    if (key == "message") decoder.string(value, error.message, at);
  });
  if (error.name.empty()) error.name = "Error";
}

/// The only member of an object; its key is empty where there is another number of them.
struct OnlyMember {
  std::string_view key;
  JsonValue value;
};

OnlyMember onlyMember(Decoder& decoder, JsonValue json, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path) || !members.next()) return {};
  const OnlyMember only{members.key(), members.value()};
  return members.next() ? OnlyMember{} : only;
}

/// `{"data":…}` and `{"error":…}` are what a step gave; anything else, null or an event, is the result as it stands
/// (specification, 5.2.1). false for `{"input":…}`, what a step that has not run is to be given.
bool decodeStep(Decoder& decoder, JsonValue json, MemoisedStep& step, bool isObject, const Path& path) {
  const OnlyMember only = isObject ? onlyMember(decoder, json, path) : OnlyMember{};
  if (only.key == "input") return false;
  if (only.key == "error") {
    decodeError(decoder, only.value, step.result.emplace<ErrorInfo>(), Path::member(path, only.key));
  } else {
    decoder.text(only.key == "data" ? only.value : json, step.result.emplace<std::string>(), path);
  }
  return true;
}

void decodeJson(Decoder& decoder, JsonValue json, Steps& steps, const Path& path) {
  if (decoder.isNull(json)) return;
  std::string text;
  forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    const auto hash = StepHash::fromHex(key);
    if (!hash) return;  // no step of ours has such a name
    text.clear();
    if (!decoder.text(value, text, at)) return;
    MemoisedStep step;
    if (decodeStep(decoder, value, step, text.starts_with('{'), at)) {
      steps.map.insert_or_assign(*hash, std::move(step));
    }
  });
}

void decodeStack(Decoder& decoder, JsonValue json, std::vector<StepHash>& stack, const Path& path) {
  forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (key != "stack" || decoder.isNull(value)) return;
    std::vector<std::string> names;
    event_runtime::decodeJson(decoder, value, names, at);
    for (const std::string& name : names) {
      if (const auto hash = StepHash::fromHex(name)) stack.push_back(*hash);
    }
  });
}

/// It may stand in `ctx` or beside it.
void decodeUseApi(Decoder& decoder, JsonValue json, CallRequest& request, const Path& path) {
  bool use = false;
  if (decoder.boolean(json, use, path)) request.useApi = request.useApi || use;
}

void decodeContext(Decoder& decoder, JsonValue json, CallRequest& request, const Path& path) {
  forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (decoder.isNull(value)) return;
    std::int32_t number = 0;
    if (key == "run_id") {
      decoder.string(value, request.runId, at);
    } else if (key == "fn_id") {
      decoder.string(value, request.functionId, at);
    } else if (key == "qi_id") {
      decoder.string(value, request.queueItemId, at);
    } else if (key == "request_id") {
      decoder.string(value, request.requestId, at);
    } else if (key == "generation_id") {
      decoder.integer(value, request.generation, at);
    } else if (key == "attempt") {
      if (decoder.integer(value, number, at)) request.attempt = number;
    } else if (key == "max_attempts") {
      if (decoder.integer(value, number, at) && number > 0) request.maxAttempts = number;
    } else if (key == "disable_immediate_execution") {
      decoder.boolean(value, request.disableImmediateExecution, at);
    } else if (key == "use_api") {
      decodeUseApi(decoder, value, request, at);
    } else if (key == "stack") {
      decodeStack(decoder, value, request.stack, at);
    }
  });
}

struct Body {
  CallRequest request;
  std::optional<StoredEvent> event;
};

void decodeJson(Decoder& decoder, JsonValue json, Body& body, const Path& path) {
  bool hasContext = false;
  const bool isObject = forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (key == "event" && !decoder.isNull(value)) {
      decodeEvent(decoder, value, body.event.emplace(), at);
    } else if (key == "events") {
      Events events;
      decodeJson(decoder, value, events, at);
      body.request.events = std::move(events.list);
    } else if (key == "steps") {
      Steps steps;
      decodeJson(decoder, value, steps, at);
      body.request.steps = std::move(steps.map);
    } else if (key == "ctx") {
      hasContext = true;
      decodeContext(decoder, value, body.request, at);
    } else if (key == "use_api" && !decoder.isNull(value)) {
      decodeUseApi(decoder, value, body.request, at);
    }
  });
  if (!isObject) return;
  if (!hasContext) decoder.missing("ctx", "object", path);
  if (body.request.events.empty() && body.event) body.request.events.push_back(*std::move(body.event));
  if (body.request.events.empty()) decoder.missing("event", "object", path);
  if (body.request.attempt < 0) body.request.attempt = 0;
}

/// How long a text may be is for those to say who have received it.
template <class Wrapped, class Value>
Parsed<Value> parseAs(std::string_view text, Value Wrapped::*member) {
  Wrapped wrapped;
  DecodeLimits limits;
  limits.size = std::max(limits.size, text.size());
  auto issues = decodeText(
      text, &wrapped,
      [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
        decodeJson(decoder, json, *static_cast<Wrapped*>(out), path);
      },
      limits);
  if (issues.empty()) return Parsed<Value>(std::move(wrapped.*member));
  return Parsed<Value>(std::move(issues));
}

}  // namespace

Parsed<CallRequest> parseCallRequest(std::string_view body) { return parseAs(body, &Body::request); }
Parsed<std::vector<StoredEvent>> parseEvents(std::string_view body) { return parseAs(body, &Events::list); }
Parsed<execution::Memoised> parseSteps(std::string_view body) { return parseAs(body, &Steps::map); }

}  // namespace event_runtime::inngest
