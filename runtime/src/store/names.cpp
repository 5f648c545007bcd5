#include "store/names.hpp"

#include <array>

namespace event_runtime {

std::string_view toString(RunStatus status) noexcept {
  switch (status) {
    case RunStatus::queued:
      return "queued";
    case RunStatus::running:
      return "running";
    case RunStatus::sleeping:
      return "sleeping";
    case RunStatus::completed:
      return "completed";
    case RunStatus::failed:
      return "failed";
    case RunStatus::cancelled:
      return "cancelled";
  }
  return "unknown";
}

namespace store {
namespace {
using execution::StepKind;
constexpr std::array KINDS{StepKind::run,    StepKind::sleep,         StepKind::sendEvent, StepKind::waitForEvent,
                           StepKind::invoke, StepKind::waitForSignal, StepKind::race,  StepKind::fetch,
                           StepKind::infer};
constexpr std::array STATUSES{PutStep::Status::sleeping, PutStep::Status::retrying, PutStep::Status::completed,
                              PutStep::Status::failed,   PutStep::Status::waiting,  PutStep::Status::abandoned};
constexpr std::array WAITS{Wait::Kind::event, Wait::Kind::cancel, Wait::Kind::signal};

template <class Values>
auto find(const Values& values, std::string_view text) noexcept -> std::optional<typename Values::value_type> {
  for (const auto value : values) {
    if (toString(value) == text) return value;
  }
  return std::nullopt;
}
}  // namespace

std::string_view toString(execution::StepKind kind) noexcept { return execution::nameOf(kind); }

std::string_view toString(PutStep::Status status) noexcept {
  switch (status) {
    case PutStep::Status::sleeping:
      return "sleeping";
    case PutStep::Status::retrying:
      return "retrying";
    case PutStep::Status::completed:
      return "completed";
    case PutStep::Status::failed:
      return "failed";
    case PutStep::Status::waiting:
      return "waiting";
    case PutStep::Status::abandoned:
      return "abandoned";
  }
  return "unknown";
}

std::string_view toString(Wait::Kind kind) noexcept {
  switch (kind) {
    case Wait::Kind::event:
      return "event";
    case Wait::Kind::cancel:
      return "cancel";
    case Wait::Kind::signal:
      return "signal";
  }
  return "unknown";
}

std::optional<execution::StepKind> stepKindOf(std::string_view text) noexcept { return find(KINDS, text); }
std::optional<PutStep::Status> stepStatusOf(std::string_view text) noexcept { return find(STATUSES, text); }

std::optional<Wait::Kind> waitKindOf(std::string_view text) noexcept { return find(WAITS, text); }

StepRecord recordOf(const PutStep& step) {
  return {step.id,
          std::string(toString(step.kind)),
          std::string(toString(step.status)),
          step.attempts,
          step.result,
          step.error,
          step.wakeAt};
}

}  // namespace store
}  // namespace event_runtime
