#include "inngest/operations.hpp"

#include <event_runtime/time.hpp>

#include "inngest/error_text.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>
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

struct Encoder {
  JsonBuffer& json;
  const Operation& operation;

  void operator()(const execution::Planned&) const { planned(); }
  void operator()(const execution::SendEvents&) const { planned(); }
  void operator()(const execution::Sleep& sleep) const {
    const std::string duration = timeText(sleep.until);
    begin(json, operation, "Sleep", duration);
    json.raw(R"(,"opts":{"duration":)");
    json.string(duration);
    json.raw(R"(},"data":null})");
  }
  /// Of operations that never get here, because bodies are not run by advance() and the unsupported are refused.
  template <class Other>
  void operator()(const Other&) const {
    planned();
  }

 private:
  void planned() const {
    begin(json, operation, "StepPlanned", nameOf(operation));
    encodeRunOptions(json, operation);
    json.raw(R"(,"data":null})");
  }
};

template <class What>
inline constexpr bool IS_SUPPORTED =
    std::is_same_v<What, execution::Planned> || std::is_same_v<What, execution::Sleep> ||
    std::is_same_v<What, execution::SendEvents>;

}  // namespace

void encodeOperation(JsonBuffer& json, const Operation& operation) {
  std::visit(Encoder{json, operation}, operation.what);
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

std::string unsupportedReason(const Operation& operation) {
  return std::visit(
      [&]<class What>(const What&) {
        return IS_SUPPORTED<What> ? std::string()
                                  : "step \"" + operation.id + "\" is of a kind that can not be run on Inngest";
      },
      operation.what);
}

bool isRunnable(const Operation& operation) {
  return std::holds_alternative<execution::Planned>(operation.what) ||
         std::holds_alternative<execution::SendEvents>(operation.what);
}

}  // namespace event_runtime::inngest
