#include "engine/active_run.hpp"

#include "engine/retry_policy.hpp"
#include "execution/current_code.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::engine {

using execution::Execution;
using execution::Failure;
using execution::Operation;
using execution::StepHash;

namespace {

std::string_view bytesOf(const StepHash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

/// For errors of the machinery, such as memory or stacks running out: worth another attempt.
Failure machineFailure(const std::exception& error) { return {{"event_runtime::Engine", error.what()}, true, {}}; }

}  // namespace

ActiveRun::ActiveRun(const function::Function& function, StoredRun stored, std::vector<Slot> slots,
                     RunServices& services)
    : function_(function),
      id_(stored.id),
      parent_(std::move(stored.parent)),
      slots_(std::move(slots)),
      services_(services),
      stored_(std::move(stored)) {}

void ActiveRun::perform(const Task& task, std::vector<Task>& next) noexcept {
  const execution::CurrentCode before = std::exchange(
      execution::currentCode(),
      {.function = function_.id.c_str(), .run = id_.c_str(), .notes = services_.overflowNotes.c_str()});
  if (task.body) {
    runBody(*task.body, next);
  } else {
    takeTurn(next);
  }
  execution::currentCode() = before;
}

void ActiveRun::takeTurn(std::vector<Task>& next) {
  Progress progress;
  progress.run = shared_from_this();
  bool goesOn = false;
  {
    const std::lock_guard lock(mutex_);
    turn_ = TurnState::running;
    if (!execution_) begin(progress);
    goesOn = !cut_ && !cancelled_;
    if (goesOn) receive(progress, next);
  }
  execution::Turn turn;
  try {
    if (goesOn) turn = execution_->advance();
    for (Operation& operation : turn.operations) execution_->prepare(operation);
  } catch (const std::exception& error) {
    turn.outcome = execution::Failed{machineFailure(error)};
  }
  std::shared_ptr<Execution> ended;
  {
    const std::lock_guard lock(mutex_);
    record(turn, progress, next);
    if (!over_ && !cut_ && !cancelled_ && (!arrivals_.empty() || execution_->isRunnable())) {
      turn_ = TurnState::queued;
      next.push_back({shared_from_this(), std::nullopt});
    } else {
      turn_ = TurnState::idle;
      if (!over_) suspendIfQuiet(progress);
    }
    ended = takeEndedExecution();
    // Under the lock, so that what this run reports arrives in the order in which it was decided.
    if (!ended) services_.mailbox.report(std::move(progress), next.size());
  }
  if (ended) finish(std::move(ended), std::move(progress));
}

void ActiveRun::runBody(const Task::Body& body, std::vector<Task>& next) {
  Operation operation;
  std::optional<StepWatchdog::Ticket> ticket;
  if (skipsBody(next)) return;
  if (body.timeout.count() > 0) {
    const std::lock_guard lock(mutex_);
    watched_.emplace(body.step, std::this_thread::get_id());
    ticket = services_.watchdog.begin(shared_from_this(), body.step, services_.clock.now() + body.timeout);
  }
  try {
    operation = execution_->runStep(body.step, body.attempt);
  } catch (const std::exception& error) {
    operation.hash = body.step;
    operation.what = execution::Threw{machineFailure(error)};
  }
  if (ticket) {
    services_.watchdog.end(*ticket);
    if (!endWatched(body.step)) return;
  }
  Progress progress;
  progress.run = shared_from_this();
  std::shared_ptr<Execution> ended;
  {
    const std::lock_guard lock(mutex_);
    --bodies_;
    if (!over_) {
      record(operation, progress);
      // Where a race has waited for this body, nothing else tells it to go on.
      if (turn_ == TurnState::idle && !cut_ && !cancelled_ && execution_->isRunnable()) {
        turn_ = TurnState::queued;
        next.push_back({shared_from_this(), std::nullopt});
      }
      if (turn_ == TurnState::idle) suspendIfQuiet(progress);
    }
    ended = takeEndedExecution();
    if (!ended) services_.mailbox.report(std::move(progress), next.size());
  }
  if (ended) finish(std::move(ended), std::move(progress));
}

void ActiveRun::begin(Progress& progress) {
  attempt_ = stored_.attempt;
  resumptions_ = stored_.resumptions;
  for (const PutStep& step : stored_.steps) {
    if (step.kind == execution::StepKind::waitForEvent && step.status == PutStep::Status::completed) note(step.result);
  }
  execution::Input input;
  input.runId = id_;
  input.event = std::move(stored_.event);
  input.event.batch = std::move(stored_.batch);
  input.attempt = attempt_;
  ledger_.restore(std::move(stored_.steps), services_.clock.now(), input, progress.mutations);
  progress.silent = progress.mutations.size();
  stored_ = {};
  execution_ = std::make_shared<Execution>(
      *function_.handler, std::move(input),
      execution::Options{.requester = &services_.requester, .middleware = function_.middleware.get()}, services_.stacks);
}

void ActiveRun::receive(Progress& progress, std::vector<Task>& next) {
  std::vector<StepHash> expired;
  for (Arrival& arrival : std::exchange(arrivals_, {})) {
    if (arrival.awaited) {
      // The step may have been abandoned, or not be asked for yet.
      if (!ledger_.isOpen(arrival.step)) continue;
      if (ledger_.kindOf(arrival.step) == execution::StepKind::waitForEvent) {
        if (const auto* text = std::get_if<std::string>(&*arrival.result)) note(*text);
      }
      if (!ledger_.resolve(arrival.step)) {
        early_.insert_or_assign(arrival.step, *std::move(arrival.result));
        continue;
      }
    }
    if (arrival.result) {
      execution_->supply(arrival.step, *std::move(arrival.result));
      continue;
    }
    switch (ledger_.due(id_, arrival.step, progress.mutations)) {
      case StepLedger::Due::nothing:
        break;
      case StepLedger::Due::wakeUp:
        execution_->supply(arrival.step, std::string("null"));
        break;
      case StepLedger::Due::retry:
        execution_->retry(arrival.step, ledger_.attempts(arrival.step));
        break;
      case StepLedger::Due::body:
        pushBody(arrival.step, ledger_.attempts(arrival.step), next);
        break;
      case StepLedger::Due::expire:
        expired.push_back(arrival.step);
        break;
    }
  }
  progress.silent = progress.mutations.size();
  for (const StepHash& step : expired) expire(step, progress);
}

void ActiveRun::record(execution::Turn& turn, Progress& progress, std::vector<Task>& next) {
  for (Operation& operation : turn.operations) {
    if (!std::holds_alternative<execution::Planned>(operation.what)) {
      record(operation, progress);
    } else if (const auto attempt = ledger_.plan(operation, services_.clock.now(), progress.timers)) {
      pushBody(operation.hash, *attempt, next);
    }
  }
  for (const StepHash& step : turn.abandoned) {
    if (auto put = ledger_.abandon(id_, step)) progress.mutations.emplace_back(*std::move(put));
  }
  if (!turn.outcome) return;
  end(*turn.outcome, progress);
  if (!std::holds_alternative<execution::Completed>(*turn.outcome)) return;
  for (const StepHash& step : turn.unusedSteps) {
    warn("a finished step is no longer asked for: the handler has changed under its run", "step_hash", step.toHex());
  }
}

void ActiveRun::record(Operation& operation, Progress& progress) {
  if (auto* ran = std::get_if<execution::Ran>(&operation.what)) {
    progress.mutations.emplace_back(ledger_.completed(id_, operation, std::move(ran->result)));
    ++undelivered_;
  } else if (auto* threw = std::get_if<execution::Threw>(&operation.what)) {
    recordFailure(operation, std::move(*threw), progress);
  } else if (const auto* sleep = std::get_if<execution::Sleep>(&operation.what)) {
    recordSleep(operation, *sleep, progress);
  } else if (auto* sending = std::get_if<execution::SendEvents>(&operation.what)) {
    std::vector<std::string> ids;
    const Timestamp now = services_.clock.now();
    for (OutgoingEvent& event : sending->events) {
      AcceptEvent accept = services_.intake.accept(std::move(event), now);
      ids.push_back(accept.event.id);
      progress.mutations.emplace_back(std::move(accept));
    }
    progress.mutations.emplace_back(ledger_.completed(id_, operation, execution::sentEventsResult(ids)));
    ++undelivered_;
  } else if (!std::holds_alternative<execution::Planned>(operation.what)) {
    recordWait(operation, progress);
  }
}

void ActiveRun::recordFailure(Operation& operation, execution::Threw threw, Progress& progress) {
  Failure& failure = threw.failure;
  const int failures = ledger_.attempts(operation.hash) + 1;
  const Timestamp now = services_.clock.now();
  FailedAttempt attempt{id_, bytesOf(operation.hash), failures, function_.handler->options.retries};
  if (threw.policy) {
    attempt.retries = threw.policy->retries.value_or(attempt.retries);
    attempt.backoff = threw.policy->backoff ? &*threw.policy->backoff : nullptr;
    attempt.delay = threw.delay;
  }
  const auto again = nextAttempt(attempt, failure, now);
  services_.logger.log(LogLevel::warning, again ? "step failed and will be tried again" : "step failed for good",
                       {{"function", function_.id},
                        {"run", id_},
                        {"step", operation.id},
                        {"attempt", std::to_string(failures)},
                        {"error", failure.error.name + ": " + failure.error.message},
                        {"next", again ? formatTimestamp(*again) : std::string("never")}});
  if (again) {
    progress.mutations.emplace_back(ledger_.retrying(id_, operation, std::move(failure.error), *again));
    progress.timers.push_back({*again, operation.hash});
  } else {
    progress.mutations.emplace_back(ledger_.failed(id_, operation, std::move(failure.error)));
    ++undelivered_;
  }
}

void ActiveRun::recordSleep(Operation& operation, const execution::Sleep& sleep, Progress& progress) {
  const Timestamp now = services_.clock.now();
  auto wakeAt = ledger_.sleepsUntil(operation.hash);
  if (!wakeAt) {
    const auto* duration = std::get_if<std::chrono::milliseconds>(&sleep.until);
    wakeAt = duration ? now + std::max(*duration, std::chrono::milliseconds{0}) : std::get<Timestamp>(sleep.until);
    if (*wakeAt > now + execution::MAX_SLEEP) {
      ErrorInfo error{"event_runtime::NonRetriableError",
                      "it is to sleep until " + formatTimestamp(*wakeAt) + "; the limit is 366 days from now"};
      progress.mutations.emplace_back(ledger_.failed(id_, operation, std::move(error)));
      ++undelivered_;
      return;
    }
  }
  if (*wakeAt <= now) {
    progress.mutations.emplace_back(ledger_.completed(id_, operation, "null"));
    ++undelivered_;
    return;
  }
  if (auto step = ledger_.sleeping(id_, operation, *wakeAt)) progress.mutations.emplace_back(*std::move(step));
  progress.timers.push_back({*wakeAt, operation.hash});
}

void ActiveRun::end(const execution::Outcome& outcome, Progress& progress) {
  if (const auto* failed = std::get_if<execution::Failed>(&outcome)) {
    fail(failed->failure, progress);
    return;
  }
  EndRun end;
  end.runId = id_;
  end.endedAt = services_.clock.now();
  end.result = std::get<execution::Completed>(outcome).result;
  end.attempt = attempt_;
  end.origin = RunOrigin{function_.id, parent_};
  progress.mutations.emplace_back(std::move(end));
  leave(progress);
}

void ActiveRun::fail(const Failure& failure, Progress& progress) {
  const int failures = attempt_ + 1;
  const Timestamp now = services_.clock.now();
  const auto again = nextAttempt({id_, {}, failures, function_.handler->options.retries}, failure, now);
  services_.logger.log(again ? LogLevel::warning : LogLevel::error,
                       again ? "handler failed and will be tried again" : "run failed",
                       {{"function", function_.id},
                        {"run", id_},
                        {"attempt", std::to_string(failures)},
                        {"error", failure.error.name + ": " + failure.error.message},
                        {"next", again ? formatTimestamp(*again) : std::string("never")}});
  if (again) {
    progress.mutations.emplace_back(SuspendRun{id_, *again, failures, failure.error, resumptions_});
  } else {
    progress.mutations.emplace_back(EndRun{id_, now, {}, failure.error, failures});
  }
  leave(progress);
}

void ActiveRun::suspendIfQuiet(Progress& progress) {
  if (cancelled_) {
    if (bodies_ == 0) leave(progress);
    return;
  }
  if (cut_) {
    suspendCut(progress);
    return;
  }
  if (bodies_ > 0 || undelivered_ > 0 || !arrivals_.empty() || ledger_.isExpiring()) return;
  const auto wakeAt = ledger_.earliestWakeUp();
  if (!wakeAt) {
    fail({{"event_runtime::Engine", "the handler waits for something that never comes"}, false, {}}, progress);
    return;
  }
  progress.mutations.emplace_back(SuspendRun{id_, *wakeAt, attempt_, std::nullopt, resumptions_});
  leave(progress);
}

void ActiveRun::leave(Progress& progress) {
  progress.timers.clear();
  progress.over = true;
  over_ = true;
}

bool ActiveRun::deliver(std::span<Mutation> committed) {
  const std::lock_guard lock(mutex_);
  for (Mutation& mutation : committed) {
    auto* step = std::get_if<PutStep>(&mutation);
    if (!step) continue;
    if (step->status == PutStep::Status::completed) {
      arrivals_.push_back({step->hash, std::move(step->result), false});
    } else if (step->status == PutStep::Status::failed) {
      arrivals_.push_back({step->hash, std::move(step->error).value_or(ErrorInfo{}), false});
    } else {
      continue;
    }
    --undelivered_;
  }
  return !arrivals_.empty() && requestTurn();
}

bool ActiveRun::wake(const StepHash& step) {
  const std::lock_guard lock(mutex_);
  if (over_) return false;
  arrivals_.push_back({step, std::nullopt, false});
  return requestTurn();
}

bool ActiveRun::requestTurn() {
  if (over_ || cut_ || cancelled_ || turn_ != TurnState::idle) return false;
  turn_ = TurnState::queued;
  return true;
}

void ActiveRun::pushBody(const StepHash& step, int attempt, std::vector<Task>& next) {
  if (cancelled_) return;
  if (cut_) {
    restart_ = true;
    return;
  }
  ++bodies_;
  const auto policy = ledger_.policy(step);
  next.push_back(
      {shared_from_this(), Task::Body{step, attempt, policy ? policy->timeout : std::chrono::milliseconds{0}}});
}

std::shared_ptr<Execution> ActiveRun::takeEndedExecution() {
  if (!over_ || bodies_ > 0 || !lost_.empty()) return nullptr;
  return std::move(execution_);
}

void ActiveRun::unwindEnded(std::shared_ptr<Execution> execution) const {
  // User code runs here, so no lock is held; nor is one needed, since no other task of this run is left.
  execution->interrupt();
  if (execution->swallowedInterrupt()) {
    warn("the handler catches and swallows the exception that unwinds it: `catch (...)` must end in `throw;`");
  }
}

void ActiveRun::finish(std::shared_ptr<Execution> execution, Progress progress) const {
  // Only when it is unwound is the run reported to be over, and another may have its stack.
  unwindEnded(std::move(execution));
  services_.mailbox.report(std::move(progress), 0);
}

void ActiveRun::warn(std::string_view message, std::string_view field, std::string_view value) const {
  if (field.empty()) {
    services_.logger.log(LogLevel::warning, message, {{"function", function_.id}, {"run", id_}});
  } else {
    services_.logger.log(LogLevel::warning, message, {{"function", function_.id}, {"run", id_}, {field, value}});
  }
}

}  // namespace event_runtime::engine
