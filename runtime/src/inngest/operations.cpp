#include "inngest/operations.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/time.hpp>

#include "inngest/error_text.hpp"
#include "inngest/json_members.hpp"

#include <algorithm>
#include <chrono>
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

/// What the server shows and groups steps by; a run without one is a plain one.
void encodeRunOptions(JsonBuffer& json, const Operation& operation) {
  if (operation.kind == execution::StepKind::sendEvent) json.raw(R"(,"opts":{"type":"step.sendEvent"})");
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
  // Bodies are not run by advance() here, and what a race has recorded is supplied at once.
  void operator()(const execution::Ran&) const { planned(); }
  void operator()(const execution::Threw&) const { planned(); }

 private:
  void beginOptions() const {
    beginMember(json, "opts");
    json.raw('{');
  }
  void endOptions() const { json.raw(R"(},"data":null})"); }
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

std::string unsupportedReason(const Operation& operation) {
  const auto* wait = std::get_if<execution::WaitForEvents>(&operation.what);
  if (wait == nullptr || wait->names.size() == 1) return "";
  return "step \"" + operation.id +
         "\" waits for any of several events, which can not be done on Inngest; wait for each in " +
         "a branch of a race()";
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
