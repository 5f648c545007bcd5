// Runs and bodies that are stopped from outside: cancelled, asked to stop, cut off.
#include "engine/active_run.hpp"

#include "execution/failure.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::engine {

using execution::Execution;
using execution::Operation;
using execution::StepHash;

void ActiveRun::suspendCut(Progress& progress) {
  if (bodies_ > 0) return;
  // What has been recorded meanwhile, or was not begun any more, is a reason to go on at once.
  const Timestamp now = services_.clock.now();
  const auto wakeAt = restart_ || undelivered_ > 0 || !arrivals_.empty() ? now : ledger_.earliestWakeUp().value_or(now);
  progress.mutations.emplace_back(SuspendRun{id_, wakeAt, attempt_, std::nullopt, resumptions_});
  leave(progress);
}

void ActiveRun::askToStop(const StepHash* step) {
  std::shared_ptr<Execution> execution;
  {
    const std::lock_guard lock(mutex_);
    if (step == nullptr || watched_.contains(*step)) execution = execution_;
  }
  if (!execution) return;
  if (step == nullptr) {
    execution->requestStop();
  } else {
    execution->requestStop(*step);
  }
}

bool ActiveRun::skipsBody(std::vector<Task>& next) {
  Progress progress;
  progress.run = shared_from_this();
  std::shared_ptr<Execution> ended;
  {
    const std::lock_guard lock(mutex_);
    if (!cancelled_) return false;
    --bodies_;
    if (!over_ && turn_ == TurnState::idle) suspendIfQuiet(progress);
    ended = takeEndedExecution();
    if (!ended) services_.mailbox.report(std::move(progress), next.size());
  }
  if (ended) finish(std::move(ended), std::move(progress));
  return true;
}

bool ActiveRun::cancel() {
  const std::lock_guard lock(mutex_);
  if (over_ || cancelled_) return false;
  cancelled_ = true;
  services_.watchdog.stopBodies(shared_from_this());
  // Not requestTurn(), which a run that was cut off refuses.
  if (turn_ != TurnState::idle) return false;
  turn_ = TurnState::queued;
  return true;
}

bool ActiveRun::isOver() {
  const std::lock_guard lock(mutex_);
  return over_;
}

void ActiveRun::cutOff(const StepHash& step) {
  const std::lock_guard lock(mutex_);
  const auto watched = watched_.extract(step);
  if (!watched || over_) return;
  lost_.insert(step);
  --bodies_;
  cut_ = true;
  Operation operation;
  operation.hash = step;
  operation.id = ledger_.idOf(step);
  execution::Threw threw;
  threw.policy = ledger_.policy(step);
  const StepTimeoutError error("it has not returned within its timeout of " +
                               formatDuration(threw.policy ? threw.policy->timeout : std::chrono::milliseconds{0}) +
                               " and was cut off; its thread is left to it");
  threw.failure = {{"event_runtime::StepTimeoutError", error.what()}, true, std::nullopt};
  threw.delay = execution::delayOf(threw.policy, error, ledger_.attempts(step) + 1);
  Progress progress;
  progress.run = shared_from_this();
  recordFailure(operation, std::move(threw), progress);
  progress.timers.clear();
  if (turn_ == TurnState::idle) suspendIfQuiet(progress);
  if (!services_.loseWorker(watched.mapped())) {
    warn("too many step bodies do not return after their timeouts; this one's thread is not replaced");
  }
  services_.mailbox.report(std::move(progress), 0);
}

bool ActiveRun::endWatched(const StepHash& step) {
  std::shared_ptr<Execution> ended;
  {
    const std::lock_guard lock(mutex_);
    if (watched_.erase(step) == 1) return true;
    lost_.erase(step);
    ended = takeEndedExecution();
  }
  // Cut off long since: nobody waits for it.
  if (ended) unwindEnded(std::move(ended));
  return false;
}

}  // namespace event_runtime::engine
