#include "inngest/operations.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/time.hpp>

#include "execution/requests.hpp"
#include "inngest/error_text.hpp"
#include "inngest/json_members.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <variant>

namespace event_runtime::inngest {

namespace {

using execution::Operation;

/// `{"id":…,"op":…,"name":…,"displayName":…`. The server takes the display name where a person looks, and `name` as
/// what older SDKs put the step's argument into.
void begin(JsonBuffer& json, const Operation& operation, std::string_view op, std::string_view name) {
  json.raw(R"({"id":")");
  json.raw(operation.hash.toHex());
  json.raw(R"(","op":")");
  json.raw(op);
  json.raw(R"(","name":)");
  json.string(name);
  json.raw(R"(,"displayName":)");
  json.string(operation.id);
}

/// Else the server calls again only when all branches have come to something.
void encodeRace(JsonBuffer& json, const Operation& operation) {
  if (operation.inRace) stringMember(json, "parallelMode", "race");
}

/// What the server shows and groups steps by; a run without one is a plain one.
void encodeRunOptions(JsonBuffer& json, const Operation& operation) {
  const bool sends = operation.kind == execution::StepKind::sendEvent;
  if (!sends && !operation.inRace) return;
  beginMember(json, "opts");
  json.raw('{');
  if (sends) stringMember(json, "type", "step.sendEvent");
  encodeRace(json, operation);
  json.raw('}');
}

std::string nameOf(const Operation& operation) {
  return operation.kind == execution::StepKind::sendEvent ? "sendEvent" : operation.id;
}

std::string timeText(const std::variant<std::chrono::milliseconds, Timestamp>& time) {
  if (const auto* until = std::get_if<Timestamp>(&time)) return formatTimestamp(*until);
  return formatDuration(std::max(std::get<std::chrono::milliseconds>(time), std::chrono::milliseconds{0}));
}

/// `match`: the same in both events; and `condition`.
std::string conditionOf(const WaitOptions& options) {
  if (options.match.empty()) return options.condition;
  const std::string match = "event." + options.match + " == async." + options.match;
  return options.condition.empty() ? match : "(" + match + ") && (" + options.condition + ")";
}

struct Encoder {
  JsonBuffer& json;
  const Operation& operation;
  std::string_view app;

  void operator()(const execution::Planned&) const { planned(); }
  void operator()(const execution::SendEvents&) const { planned(); }
  void operator()(const execution::Sleep& sleep) const {
    const std::string duration = timeText(sleep.until);
    begin(json, operation, "Sleep", duration);
    beginOptions();
    stringMember(json, "duration", duration);
    endOptions();
  }
  void operator()(const execution::WaitForEvents& wait) const {
    begin(json, operation, "WaitForEvent", operation.id);
    beginOptions();
    stringMember(json, "event", wait.names.front());
    optionalStringMember(json, "if", conditionOf(wait.options));
    stringMember(json, "timeout", timeText(wait.options.timeout));
    endOptions();
  }
  void operator()(const execution::Invoke& invoke) const {
    begin(json, operation, "InvokeFunction", operation.id);
    beginOptions();
    stringMember(json, "function_id", std::string(app) + '-' + invoke.function);
    beginMember(json, "payload");
    json.raw(R"({"data":)");
    json.raw(invoke.data);
    json.raw('}');
    // Without one the server waits for a year.
    if (invoke.timeout != InvokeOptions{}.timeout) stringMember(json, "timeout", timeText(invoke.timeout));
    endOptions();
  }
  void operator()(const execution::WaitForSignal& wait) const {
    begin(json, operation, "WaitForSignal", operation.id);
    beginOptions();
    stringMember(json, "signal", wait.signal);
    stringMember(json, "timeout", timeText(wait.options.timeout));
    stringMember(json, "conflict", wait.options.onConflict == SignalConflict::replace ? "replace" : "fail");
    endOptions();
  }
  /// The body is a text that is JSON text in turn.
  void operator()(const execution::Fetch& fetch) const {
    begin(json, operation, "Gateway", operation.id);
    beginOptions();
    stringMember(json, "url", fetch.request.url);
    stringMember(json, "method", fetch.request.method);
    headers(fetch.request.headers);
    optionalStringMember(json, "body", fetch.request.body);
    endOptions();
  }
  /// As the server reads it; the specification knows neither `auth_key` nor the spelling of the operation.
  void operator()(const execution::Infer& infer) const {
    begin(json, operation, "AIGateway", operation.id);
    beginOptions();
    stringMember(json, "url", infer.request.url);
    headers(infer.request.headers);
    optionalStringMember(json, "auth_key", infer.request.authKey);
    stringMember(json, "format", execution::toString(infer.request.format));
    beginMember(json, "body");
    json.raw(infer.request.body);
    endOptions();
  }
  // Bodies are not run by advance() here, and what a race has recorded is supplied at once.
  void operator()(const execution::Ran&) const { planned(); }
  void operator()(const execution::Threw&) const { planned(); }

 private:
  void beginOptions() const {
    beginMember(json, "opts");
    json.raw('{');
  }
  void endOptions() const {
    encodeRace(json, operation);
    json.raw(R"(},"data":null})");
  }
  void headers(const HttpHeaders& list) const {
    std::map<std::string_view, std::string> joined;
    for (const auto& [name, value] : list) {
      std::string& all = joined[name];
      all += all.empty() ? value : ", " + value;
    }
    beginMember(json, "headers");
    json.raw('{');
    for (const auto& [name, value] : joined) stringMember(json, name, value);
    json.raw('}');
  }
  void planned() const {
    begin(json, operation, "StepPlanned", nameOf(operation));
    encodeRunOptions(json, operation);
    json.raw(R"(,"data":null})");
  }
};

struct Signal {
  std::string data = "null";
};

void decodeJson(Decoder& decoder, JsonValue value, Signal& signal, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(value, members, path)) return;
  while (members.next()) {
    if (members.key() == "data") decoder.text(members.value(), signal.data, Path::member(path, "data"));
  }
}

}  // namespace

void encodeOperation(JsonBuffer& json, const Operation& operation, std::string_view app) {
  std::visit(Encoder{json, operation, app}, operation.what);
}

void encodeStepEnd(JsonBuffer& json, const Operation& operation, const StepEnd& end) {
  if (const auto* result = std::get_if<std::string>(&end.result)) {
    begin(json, operation, "StepRun", nameOf(operation));
    encodeRunOptions(json, operation);
    json.raw(R"(,"data":)");
    json.raw(*result);
    json.raw('}');
    return;
  }
  const ErrorInfo& error = std::get<ErrorInfo>(end.result);
  begin(json, operation, end.isFinal ? "StepFailed" : "StepError", nameOf(operation));
  encodeRunOptions(json, operation);
  json.raw(R"(,"error":)");
  encodeError(json, error);
  json.raw(R"(,"data":)");
  if (end.isFinal) {
    encodeError(json, error);
  } else {
    json.null();
  }
  json.raw('}');
}

void encodeDiscoveryRequest(JsonBuffer& json) {
  json.raw('{');
  stringMember(json, "id", execution::StepHash::of("discovery-request", 0).toHex());
  json.raw(R"(,"op":"DiscoveryRequest"})");
}

void encodeStepNotFound(JsonBuffer& json, std::string_view id) {
  json.raw(R"({"id":)");
  json.string(id);
  json.raw(R"(,"op":"StepNotFound"})");
}

void encodeAbandonedStep(JsonBuffer& json, std::string_view id) {
  json.raw('{');
  stringMember(json, "id", id);
  json.raw(R"(,"op":"StepRun","data":null})");
}

execution::StepResult resultFor(execution::StepKind kind, execution::StepResult kept) {
  const auto* text = std::get_if<std::string>(&kept);
  if (kind != execution::StepKind::waitForSignal || text == nullptr || *text == "null") return kept;
  Signal signal;
  const auto issues = decodeText(*text, &signal, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decodeJson(decoder, json, *static_cast<Signal*>(out), path);
  });
  // What is no signal is for the step to refuse.
  return issues.empty() ? std::move(signal.data) : std::move(kept);
}

bool isRunnable(const Operation& operation) {
  return std::holds_alternative<execution::Planned>(operation.what) ||
         std::holds_alternative<execution::SendEvents>(operation.what);
}

}  // namespace event_runtime::inngest
