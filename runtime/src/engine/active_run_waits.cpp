// Steps that wait for something from outside: events, signals, other functions.
#include "engine/active_run.hpp"

#include "expression/expression.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::engine {

using execution::Operation;
using execution::StepHash;

void ActiveRun::recordWait(Operation& operation, Progress& progress) {
  if (auto early = early_.extract(operation.hash)) {
    ledger_.touch(operation);
    ledger_.resolve(operation.hash);
    arrivals_.push_back({operation.hash, std::move(early.mapped()), false});
    return;
  }
  if (const auto* wait = std::get_if<execution::WaitForEvents>(&operation.what)) {
    waitForEvents(operation, *wait, progress);
  } else if (auto* invoke = std::get_if<execution::Invoke>(&operation.what)) {
    call(operation, *invoke, progress);
  } else if (const auto* signal = std::get_if<execution::WaitForSignal>(&operation.what)) {
    waitForSignal(operation, *signal, progress);
  }
  // One whose time is over already, perhaps while no engine ran.
  const auto until = ledger_.sleepsUntil(operation.hash);
  if (until && *until <= services_.clock.now() &&
      ledger_.due(id_, operation.hash, progress.mutations) == StepLedger::Due::expire) {
    expire(operation.hash, progress);
  }
}

void ActiveRun::waitForSignal(Operation& operation, const execution::WaitForSignal& signal, Progress& progress) {
  if (!beginWait(operation, signal.options.timeout, progress)) return;
  PutWaits waits{id_, operation.hash, {}};
  waits.replace = signal.options.onConflict == SignalConflict::replace;
  Wait& one = waits.waits.emplace_back();
  one.kind = Wait::Kind::signal;
  one.name = signal.signal;
  one.since = services_.clock.now();
  one.expiresAt = ledger_.sleepsUntil(operation.hash);
  progress.mutations.emplace_back(std::move(waits));
}

bool ActiveRun::beginWait(Operation& operation, std::chrono::milliseconds timeout, Progress& progress) {
  const Timestamp until = services_.clock.now() + std::max(timeout, std::chrono::milliseconds{0});
  auto step = ledger_.waiting(id_, operation, until);
  progress.timers.push_back({ledger_.sleepsUntil(operation.hash).value_or(until), operation.hash});
  if (!step) return false;  // on record from before
  progress.mutations.emplace_back(*std::move(step));
  return true;
}

void ActiveRun::waitForEvents(Operation& operation, const execution::WaitForEvents& wait, Progress& progress) {
  std::string path;
  std::string value;
  if (!wait.options.match.empty()) {
    path = "event." + wait.options.match;
    const auto parsed = expression::Expression::parse(path);
    const auto* error = std::get_if<expression::ParseError>(&parsed);
    if (error || std::get<expression::Expression>(parsed).path() == nullptr) {
      failNow(operation, "its match `" + wait.options.match + "` is no path" + (error ? ": " + error->message : ""),
              progress);
      return;
    }
    const StoredEvent& event = execution_->event();
    value = std::get<expression::Expression>(parsed).evaluate(
        {event.name, event.id, event.ts, event.data, event.user, event.version});
  }
  if (!wait.options.condition.empty()) {
    const auto parsed = expression::Expression::parse(wait.options.condition);
    if (const auto* error = std::get_if<expression::ParseError>(&parsed)) {
      failNow(operation,
              "its condition `" + wait.options.condition + "`, column " + std::to_string(error->offset + 1) + ": " +
                  error->message,
              progress);
      return;
    }
  }
  if (!beginWait(operation, wait.options.timeout, progress)) return;
  const Timestamp now = services_.clock.now();
  PutWaits waits{id_, operation.hash, {}};
  for (const std::string& name : wait.names) {
    Wait& one = waits.waits.emplace_back();
    one.name = name;
    one.path = path;
    one.value = value;
    one.condition = wait.options.condition;
    one.since = now;
    one.expiresAt = ledger_.sleepsUntil(operation.hash);
  }
  if (wait.options.lookback.count() > 0) {
    waits.lookback = now - wait.options.lookback;
    waits.excluded = awaitedEvents_;
    waits.excluded.push_back(execution_->event().id);
  }
  progress.mutations.emplace_back(std::move(waits));
}

void ActiveRun::call(Operation& operation, execution::Invoke& invoke, Progress& progress) {
  const function::Function* callee = services_.intake.findHandler(invoke.function);
  if (callee == nullptr) {
    failNow(operation, "it calls the handler '" + invoke.function + "', which this application does not have",
            progress);
    return;
  }
  if (!beginWait(operation, invoke.timeout, progress)) return;
  progress.mutations.emplace_back(
      services_.intake.call(*callee, std::move(invoke.data), {id_, operation.hash}, services_.clock.now()));
}

void ActiveRun::failNow(Operation& operation, std::string message, Progress& progress) {
  progress.mutations.emplace_back(
      ledger_.failed(id_, operation, {"event_runtime::NonRetriableError", std::move(message)}));
  ++undelivered_;
}

void ActiveRun::expire(const StepHash& step, Progress& progress) {
  // The store says what came first, the end of the time or what was waited for.
  ResolveStep resolve{id_, step, std::string("null")};
  if (ledger_.kindOf(step) == execution::StepKind::invoke) {
    resolve.result = ErrorInfo{"event_runtime::StepTimeoutError", "the function that it calls has not ended in time"};
  }
  progress.mutations.emplace_back(std::move(resolve));
}

void ActiveRun::note(const std::string& envelope) {
  if (envelope == "null") return;
  awaitedEvents_.push_back(detail::parseEnvelope(envelope).id);
}

bool ActiveRun::resume(const StepHash& step, execution::StepResult result) {
  const std::lock_guard lock(mutex_);
  if (over_) return false;
  ++resumptions_;
  arrivals_.push_back({step, std::move(result), true});
  return requestTurn();
}

}  // namespace event_runtime::engine
