#include "engine/step_ledger.hpp"

#include <algorithm>

namespace event_runtime::engine {

using execution::MemoisedStep;
using execution::Operation;
using execution::StepHash;
using execution::StepKind;

namespace {
constexpr std::string_view SLEEP_RESULT = "null";

bool isWait(StepKind kind) {
  return kind == StepKind::waitForEvent || kind == StepKind::waitForSignal || kind == StepKind::invoke;
}
}  // namespace

void StepLedger::restore(std::vector<PutStep> steps, Timestamp now, execution::Input& input,
                         std::vector<Mutation>& silent) {
  input.memoised.reserve(steps.size());
  for (PutStep& step : steps) {
    nextPosition_ = std::max(nextPosition_, step.position + 1);
    switch (step.status) {
      case PutStep::Status::completed:
        input.memoised.emplace(step.hash, MemoisedStep{std::move(step.result), step.kind});
        break;
      case PutStep::Status::failed:
        input.memoised.emplace(step.hash, MemoisedStep{std::move(step.error).value_or(ErrorInfo{}), step.kind});
        break;
      case PutStep::Status::sleeping:
        if (step.wakeAt <= now) {
          input.memoised.emplace(step.hash, MemoisedStep{std::string(SLEEP_RESULT), step.kind});
          step.status = PutStep::Status::completed;
          step.result = SLEEP_RESULT;
          step.wakeAt.reset();
          silent.emplace_back(std::move(step));
          break;
        }
        open_.emplace(step.hash, Entry{std::move(step.id), step.kind, step.position, step.attempts, step.wakeAt, false,
                                       false, nullptr, true});
        break;
      case PutStep::Status::retrying:
        input.retrying.insert(step.hash);
        open_.emplace(step.hash, Entry{std::move(step.id), step.kind, step.position, step.attempts, step.wakeAt, false,
                                       false, nullptr, true});
        break;
      case PutStep::Status::waiting:
        open_.emplace(step.hash, Entry{std::move(step.id), step.kind, step.position, step.attempts, step.wakeAt, false,
                                       false, nullptr, true});
        break;
      case PutStep::Status::abandoned:
        break;
    }
  }
}

StepLedger::Entry& StepLedger::entryOf(const Operation& operation) {
  const auto [entry, isNew] = open_.try_emplace(operation.hash);
  if (isNew) {
    entry->second.id = operation.id;
    entry->second.kind = operation.kind;
    entry->second.position = nextPosition_++;
  }
  entry->second.asked = true;
  return entry->second;
}

StepLedger::Entry StepLedger::close(Operation& operation) {
  // Most steps succeed at once and never come into the table.
  if (auto node = open_.extract(operation.hash)) return std::move(node.mapped());
  Entry entry;
  entry.id = std::move(operation.id);
  entry.kind = operation.kind;
  entry.position = nextPosition_++;
  return entry;
}

PutStep StepLedger::put(const std::string& runId, const StepHash& step, Entry entry, PutStep::Status status) {
  PutStep put;
  put.runId = runId;
  put.hash = step;
  put.id = std::move(entry.id);
  put.position = entry.position;
  put.kind = entry.kind;
  put.status = status;
  put.attempts = entry.attempts;
  put.wakeAt = entry.wakeAt;
  return put;
}

std::optional<int> StepLedger::plan(const Operation& operation, Timestamp now, std::vector<Timer>& timers) {
  Entry& entry = entryOf(operation);
  entry.planned = true;
  entry.policy = std::get<execution::Planned>(operation.what).policy;
  if (entry.wakeAt && *entry.wakeAt > now) {
    timers.push_back({*entry.wakeAt, operation.hash});
    return std::nullopt;
  }
  entry.wakeAt.reset();
  return entry.attempts;
}

PutStep StepLedger::completed(const std::string& runId, Operation& operation, std::string result) {
  Entry entry = close(operation);
  entry.wakeAt.reset();
  if (entry.kind != StepKind::sleep && entry.kind != StepKind::race && !isWait(entry.kind)) ++entry.attempts;
  PutStep step = put(runId, operation.hash, std::move(entry), PutStep::Status::completed);
  step.result = std::move(result);
  return step;
}

PutStep StepLedger::failed(const std::string& runId, Operation& operation, ErrorInfo error) {
  Entry entry = close(operation);
  entry.wakeAt.reset();
  ++entry.attempts;
  PutStep step = put(runId, operation.hash, std::move(entry), PutStep::Status::failed);
  step.error = std::move(error);
  return step;
}

PutStep StepLedger::retrying(const std::string& runId, const Operation& operation, ErrorInfo error, Timestamp wakeAt) {
  Entry& entry = entryOf(operation);
  ++entry.attempts;
  entry.wakeAt = wakeAt;
  entry.planned = false;
  entry.stored = true;
  PutStep step = put(runId, operation.hash, entry, PutStep::Status::retrying);
  step.error = std::move(error);
  return step;
}

std::optional<PutStep> StepLedger::sleeping(const std::string& runId, const Operation& operation, Timestamp wakeAt) {
  Entry& entry = entryOf(operation);
  if (entry.wakeAt) return std::nullopt;
  entry.wakeAt = wakeAt;
  entry.stored = true;
  return put(runId, operation.hash, entry, PutStep::Status::sleeping);
}

std::optional<PutStep> StepLedger::waiting(const std::string& runId, const Operation& operation, Timestamp wakeAt) {
  Entry& entry = entryOf(operation);
  if (entry.wakeAt) return std::nullopt;
  entry.wakeAt = wakeAt;
  entry.stored = true;
  return put(runId, operation.hash, entry, PutStep::Status::waiting);
}

bool StepLedger::resolve(const StepHash& step) {
  const auto entry = open_.find(step);
  if (entry == open_.end()) return false;
  if (entry->second.expiring) --expiring_;
  entry->second.expiring = false;
  entry->second.wakeAt.reset();
  if (!entry->second.asked) return false;
  open_.erase(entry);
  return true;
}

std::optional<PutStep> StepLedger::abandon(const std::string& runId, const StepHash& step) {
  auto node = open_.extract(step);
  if (!node) return std::nullopt;
  if (node.mapped().expiring) --expiring_;
  if (!node.mapped().stored) return std::nullopt;
  node.mapped().wakeAt.reset();
  return put(runId, step, std::move(node.mapped()), PutStep::Status::abandoned);
}

std::optional<Timestamp> StepLedger::sleepsUntil(const StepHash& step) const {
  const auto entry = open_.find(step);
  if (entry == open_.end()) return std::nullopt;
  return entry->second.wakeAt;
}

int StepLedger::attempts(const StepHash& step) const {
  const auto entry = open_.find(step);
  return entry == open_.end() ? 0 : entry->second.attempts;
}

execution::StepPolicy StepLedger::policy(const StepHash& step) const {
  const auto entry = open_.find(step);
  return entry == open_.end() ? nullptr : entry->second.policy;
}

StepKind StepLedger::kindOf(const StepHash& step) const {
  const auto entry = open_.find(step);
  return entry == open_.end() ? StepKind::run : entry->second.kind;
}

std::string StepLedger::idOf(const StepHash& step) const {
  const auto entry = open_.find(step);
  return entry == open_.end() ? std::string() : entry->second.id;
}

StepLedger::Due StepLedger::due(const std::string& runId, const StepHash& step, std::vector<Mutation>& silent) {
  const auto entry = open_.find(step);
  // The clock is not asked again: it may have been set back since it let the timer fire.
  if (entry == open_.end() || !entry->second.wakeAt) return Due::nothing;
  entry->second.wakeAt.reset();
  if (isWait(entry->second.kind)) {
    entry->second.expiring = true;
    ++expiring_;
    return Due::expire;
  }
  if (entry->second.kind != StepKind::sleep) return entry->second.planned ? Due::body : Due::retry;
  PutStep slept = put(runId, step, std::move(entry->second), PutStep::Status::completed);
  slept.result = SLEEP_RESULT;
  silent.emplace_back(std::move(slept));
  open_.erase(entry);
  return Due::wakeUp;
}

std::optional<Timestamp> StepLedger::earliestWakeUp() const {
  std::optional<Timestamp> earliest;
  for (const auto& [hash, entry] : open_) {
    if (entry.asked && entry.wakeAt && (!earliest || *entry.wakeAt < *earliest)) earliest = entry.wakeAt;
  }
  return earliest;
}

}  // namespace event_runtime::engine
