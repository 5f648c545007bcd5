#include "engine/event_router.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include <algorithm>

namespace event_runtime::engine {
namespace {

/// So many events are looked at for a step that looks back.
constexpr std::size_t MAX_LOOKBACK = 10'000;
/// So many conditions are kept parsed.
constexpr std::size_t MAX_CONDITIONS = 1000;
constexpr std::string_view PAUSED = "paused\n";

expression::EventView viewOf(const StoredEvent& event) {
  return {event.name, event.id, event.ts, event.data, event.user, event.version};
}

template <class Payload>
OutgoingEvent lifecycleEvent(const EventTag<Payload>& tag, const std::type_identity_t<Payload>& payload) {
  return {std::string(tag.name), toJsonText(payload), {}, {}};
}

bool isLive(const Wait& wait, Timestamp at) { return !wait.expiresAt || *wait.expiresAt > at; }

}  // namespace

void EventRouter::open(Store& store, Timestamp now) {
  cron_.open(store, now);
  for (const Wait& pattern : store.waitPatterns()) addPattern(pattern);
  for (const Control& control : store.controls(PAUSED)) {
    if (const auto* function = functions_.find(control.value)) *function->paused = true;
  }
}

void EventRouter::addPattern(const Wait& wait) {
  if (wait.kind == Wait::Kind::signal) return;
  auto& patterns = patterns_[wait.name];
  const bool known = std::ranges::any_of(
      patterns, [&](const Pattern& pattern) { return pattern.kind == wait.kind && pattern.path == wait.path; });
  if (known) return;
  Pattern pattern{wait.kind, wait.path, std::nullopt};
  if (!wait.path.empty()) {
    auto parsed = expression::Expression::parse(wait.path);
    // It was parsed before it was stored.
    if (auto* expression = std::get_if<expression::Expression>(&parsed)) pattern.expression = std::move(*expression);
  }
  patterns.push_back(std::move(pattern));
}

void EventRouter::begun() {
  outcome_ = {};
  arrived_.clear();
  emitted_.clear();
  busy_ = false;
}

void EventRouter::accepted(AcceptEvent& accept, Transaction& transaction) {
  if (!accept.invokes.empty()) {
    if (const auto* function = functions_.find(accept.invokes)) {
      flow_.start(*function, accept.event, accept.receivedAt, accept.invokedBy, transaction);
    }
  } else if (accept.controlled) {
    for (const function::Function* function : functions_.startedBy(accept.event.name)) {
      if (function->isControlled && function->startsWith(accept.event, accept.receivedAt)) {
        flow_.start(*function, accept.event, accept.receivedAt, std::nullopt, transaction);
      }
    }
  }
  outcome_.controlsChanged = flow_.takeChanged() || outcome_.controlsChanged;
  if (!patterns_.contains(accept.event.name)) return;
  arrived_.push_back({accept.event, accept.receivedAt});
  drain(transaction);
}

void EventRouter::drain(Transaction& transaction) {
  if (busy_) return;
  busy_ = true;
  while (!arrived_.empty() || !emitted_.empty()) {
    if (!arrived_.empty()) {
      const Arrived arrived = std::move(arrived_.front());
      arrived_.pop_front();
      match(arrived.event, arrived.at, transaction);
    } else {
      Mutation accept = std::move(emitted_.front());
      emitted_.pop_front();
      transaction.apply(accept);
    }
  }
  busy_ = false;
}

void EventRouter::match(const StoredEvent& event, Timestamp at, Transaction& transaction) {
  const auto patterns = patterns_.find(event.name);
  if (patterns == patterns_.end()) return;
  for (const Pattern& pattern : patterns->second) {
    const std::string value = pattern.expression ? pattern.expression->evaluate(viewOf(event)) : std::string();
    for (const Wait& wait : transaction.waitsFor(pattern.kind, event.name, pattern.path, value)) {
      meet(wait, event, at, transaction);
    }
  }
}

void EventRouter::meet(const Wait& wait, const StoredEvent& event, Timestamp at, Transaction& transaction) {
  if (!isLive(wait, at) || !meetsCondition(wait, event, at, transaction)) return;
  if (wait.kind == Wait::Kind::cancel) {
    // An event older than the run never cancels it.
    if (event.ts < wait.since) return;
    Mutation cancel = CancelRun{wait.runId, at, "cancelled by event '" + event.name + "' (" + event.id + ")"};
    transaction.apply(cancel);
    return;
  }
  Mutation resolve = ResolveStep{wait.runId, wait.step, detail::envelopeText(event)};
  transaction.apply(resolve);
}

bool EventRouter::meetsCondition(const Wait& wait, const StoredEvent& event, Timestamp at, Transaction& transaction) {
  if (wait.condition.empty()) return true;
  auto condition = conditions_.find(wait.condition);
  if (condition == conditions_.end()) {
    if (conditions_.size() >= MAX_CONDITIONS) conditions_.clear();
    auto parsed = expression::Expression::parse(wait.condition);
    auto* expression = std::get_if<expression::Expression>(&parsed);
    if (expression == nullptr) return false;  // it was parsed before it was stored
    condition = conditions_.emplace(wait.condition, std::move(*expression)).first;
  }
  const auto started = transaction.eventOfRun(wait.runId);
  return started && function::holds(condition->second, *started, event, at);
}

void EventRouter::waiting(PutWaits& waits, Transaction& transaction) {
  for (const Wait& wait : waits.waits) {
    addPattern(wait);
    if (wait.kind != Wait::Kind::signal || waits.replace) continue;
    const auto waiters = transaction.waitsFor(wait.kind, wait.name, wait.path, wait.value);
    const bool taken = std::ranges::any_of(waiters, [&](const Wait& other) {
      return (other.runId != waits.runId || other.step != waits.step) && isLive(other, wait.since);
    });
    if (!taken) continue;
    Mutation fail = ResolveStep{
        waits.runId, waits.step,
        ErrorInfo{"event_runtime::SignalConflict", "another step waits for the signal '" + wait.name + "' already"}};
    transaction.apply(fail);
  }
  if (waits.lookback) lookBack(waits, transaction);
}

void EventRouter::lookBack(const PutWaits& waits, Transaction& transaction) {
  // Of several names the first one given has precedence; among its events the earliest.
  for (const Wait& wait : waits.waits) {
    const auto path = std::ranges::find_if(patterns_[wait.name], [&](const Pattern& pattern) {
      return pattern.kind == wait.kind && pattern.path == wait.path;
    });
    for (const StoredEvent& event : transaction.eventsSince(wait.name, *waits.lookback, MAX_LOOKBACK)) {
      if (std::ranges::find(waits.excluded, event.id) != waits.excluded.end()) continue;
      if (path->expression && path->expression->evaluate(viewOf(event)) != wait.value) continue;
      Wait own = wait;
      own.runId = waits.runId;
      if (!meetsCondition(own, event, wait.since, transaction)) continue;
      Mutation resolve = ResolveStep{waits.runId, waits.step, detail::envelopeText(event)};
      transaction.apply(resolve);
      return;
    }
  }
}

void EventRouter::resolved(ResolveStep& resolve, Transaction&) { outcome_.resolved.push_back(resolve); }

void EventRouter::signalled(SendSignal& signal, Transaction& transaction) {
  signal.received = false;
  for (const Wait& wait : transaction.waitsFor(Wait::Kind::signal, signal.name, {}, {})) {
    if (!isLive(wait, signal.at)) continue;
    Mutation resolve = ResolveStep{wait.runId, wait.step, signal.data};
    transaction.apply(resolve);
    signal.received = signal.received || std::get<ResolveStep>(resolve).resolved;
  }
}

void EventRouter::ended(EndedRun& run, Transaction& transaction) {
  if (run.cancelled) outcome_.cancelled.push_back(run.id);
  if (run.origin.parent) {
    Mutation resolve = ResolveStep{run.origin.parent->runId, run.origin.parent->step, run.result};
    if (run.error) std::get<ResolveStep>(resolve).result = *run.error;
    transaction.apply(resolve);
  }
  const function::Function* function = functions_.find(run.origin.functionId);
  if (function == nullptr) return;
  if (function->isControlled) {
    flow_.ended(*function, run, transaction);
    outcome_.controlsChanged = flow_.takeChanged() || outcome_.controlsChanged;
  }
  const auto tell = [&](std::string_view name, auto make) {
    if (!isHeard(name) || function->takes(name)) return;
    const auto event = transaction.eventOfRun(run.id);
    if (event) emit(intake_.accept(make(*event), run.at));
  };
  if (run.error && !run.cancelled) {
    tell(FUNCTION_FAILED.name, [&](const StoredEvent& event) {
      return lifecycleEvent(FUNCTION_FAILED, {run.origin.functionId, run.id, *run.error, detail::envelopeText(event)});
    });
  }
  if (run.cancelled) {
    tell(FUNCTION_CANCELLED.name, [&](const StoredEvent& event) {
      return lifecycleEvent(FUNCTION_CANCELLED,
                            {run.origin.functionId, run.id, run.error->message, detail::envelopeText(event)});
    });
  } else {
    tell(FUNCTION_FINISHED.name, [&](const StoredEvent& event) {
      return lifecycleEvent(FUNCTION_FINISHED,
                            {run.origin.functionId, run.id, run.result, run.error, detail::envelopeText(event)});
    });
  }
  drain(transaction);
}

void EventRouter::due(Control& control, Timestamp now, Transaction& transaction) {
  if (CronTimer::owns(control)) {
    cron_.due(control, now, transaction);
  } else {
    flow_.due(control, now, transaction);
  }
  outcome_.controlsChanged = true;
}

bool EventRouter::isHeard(std::string_view event) const {
  return !functions_.startedBy(event).empty() || (!patterns_.empty() && patterns_.contains(std::string(event)));
}

void EventRouter::emit(AcceptEvent accept) {
  for (NewRun& run : accept.runs) {
    run.id = runIds_.next(accept.receivedAt);
    outcome_.created.push_back(run);
  }
  emitted_.push_back(std::move(accept));
}

}  // namespace event_runtime::engine
