#include "engine/scheduler.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::engine {
namespace {

/// Runs that are read at a time.
constexpr std::size_t PAGE = 256;
/// When so many runs wait for concurrency slots, further ready ones are left in the store until there are fewer.
constexpr std::size_t MAX_WAITING = 100'000;
/// Sorts behind every run's id.
constexpr std::string_view LAST_ID = "\x7f";

}  // namespace

Scheduler::Scheduler(Store& store, const function::HandlerRegistry& functions, RunServices& services,
                     EventRouter& router, std::size_t maxRunsInFlight)
    : store_(store), functions_(functions), services_(services), router_(router), maxInFlight_(maxRunsInFlight) {}

void Scheduler::open(const std::vector<OverflownRun>& overflown) {
  router_.open(store_, services_.clock.now());
  for (const OverflownRun& run : overflown) fail(run);
  nextSleeper_ = store_.nextWakeUp(watermark_);
  readReady();
}

void Scheduler::fail(const OverflownRun& overflown) {
  const auto run = store_.unfinishedRun(overflown.run);
  if (!run) return;
  const std::string where = overflown.step.empty() ? "" : " in step \"" + overflown.step + '"';
  ErrorInfo error{"event_runtime::StackOverflowError",
                  "it has overflowed its stack" + where +
                      ", which ended the process; recurse less, keep large data on the heap or raise "
                      "EngineOptions::stackSize"};
  services_.logger.log(LogLevel::error, "run failed",
                       {{"function", run->functionId}, {"run", run->id}, {"error", error.name + ": " + error.message}});
  std::vector<Mutation> end;
  end.emplace_back(EndRun{run->id, services_.clock.now(), {}, std::move(error), run->attempt + 1});
  store_.apply(end, &router_);
  settled();
}

void Scheduler::name(AcceptEvent& accept) {
  for (NewRun& run : accept.runs) {
    if (run.id.empty()) run.id = runIds_.next(accept.receivedAt);
  }
}

void Scheduler::accepted(AcceptEvent& accept) {
  if (accept.duplicate) return;
  for (NewRun& run : accept.runs) {
    if (run.wakeAt) {
      sleepsInStore(run.id, *run.wakeAt);
    } else if (!started_ || readyBacklog_ || !staged_.empty() || !hasRoom() || limiter_.waiting() >= MAX_WAITING) {
      leftInStore({run.rank, run.id});
    } else {
      readyCursor_ = std::max(readyCursor_, {run.rank, run.id});
      StoredRun stored;
      stored.rank = run.rank;
      stored.id = std::move(run.id);
      stored.functionId = std::move(run.functionId);
      stored.parent = std::move(run.parent);
      stored.event = &run == &accept.runs.back() ? std::move(accept.event) : accept.event;
      admit(std::move(stored));
    }
  }
}

void Scheduler::committed(Progress& progress, std::span<Mutation> mutations) {
  for (Mutation& mutation : mutations) {
    if (auto* accept = std::get_if<AcceptEvent>(&mutation)) {
      accepted(*accept);
    } else if (const auto* suspend = std::get_if<SuspendRun>(&mutation)) {
      if (suspend->resumed) {
        resumed_.push_back(suspend->runId);
      } else {
        sleepsInStore(suspend->runId, suspend->wakeAt);
      }
    }
  }
  if (!progress.run) return;
  if (progress.over) {
    leave(*progress.run);
    return;
  }
  for (const Timer& timer : progress.timers) timers_.push({timer, progress.run});
  if (progress.run->deliver(mutations.subspan(progress.silent)))
    tasks_.push_back({std::move(progress.run), std::nullopt});
}

void Scheduler::settled() {
  EventRouter::Outcome& outcome = router_.outcome();
  for (const NewRun& run : outcome.created) {
    if (run.wakeAt) {
      sleepsInStore(run.id, *run.wakeAt);
    } else {
      leftInStore({run.rank, run.id});
    }
  }
  for (ResolveStep& resolve : outcome.resolved) resumed(resolve);
  for (const std::string& run : outcome.cancelled) cancelled(run);
  controlsChanged_ = controlsChanged_ || outcome.controlsChanged;
  outcome = {};
}

void Scheduler::resumed(ResolveStep& resolve) {
  const auto run = runs_.find(resolve.runId);
  if (run == runs_.end()) {
    resumed_.push_back(std::move(resolve.runId));
  } else if (!run->second) {
    stale_.insert(resolve.runId);
  } else if (run->second->resume(resolve.step, std::move(resolve.result))) {
    tasks_.push_back({run->second, std::nullopt});
  }
}

void Scheduler::cancelled(const std::string& runId) {
  const auto run = runs_.find(runId);
  if (run == runs_.end()) return;
  if (!run->second) {
    stale_.insert(runId);
  } else if (run->second->cancel()) {
    tasks_.push_back({run->second, std::nullopt});
  }
}

void Scheduler::setAside(const std::shared_ptr<ActiveRun>& run) {
  aside_.insert(run->id());
  if (run->isOver()) {
    leave(*run);
  } else if (run->cancel()) {
    tasks_.push_back({run, std::nullopt});
  }
}

std::vector<Progress> Scheduler::takeOwn() {
  std::vector<Progress> own;
  if (!own_.empty()) own.emplace_back().mutations = std::exchange(own_, {});
  return own;
}

bool Scheduler::work(Timestamp now) {
  if (!started_) return false;
  fireTimers(now);
  fireControls(now);
  // What is due comes first: a run that has waited too long is not to begin just now.
  if (!own_.empty()) return true;
  return fill(now) || !own_.empty();
}

void Scheduler::fireControls(Timestamp now) {
  if (controlsChanged_) {
    nextControl_ = store_.nextDueControl();
    controlsChanged_ = false;
  }
  if (!nextControl_ || *nextControl_ > now || !own_.empty()) return;
  for (std::string& key : store_.dueControls(now, PAGE)) own_.emplace_back(FireControl{std::move(key), now});
  // Firing them changes them.
  nextControl_.reset();
  controlsChanged_ = true;
}

void Scheduler::fireTimers(Timestamp now) {
  while (!timers_.empty() && timers_.top().timer.when <= now) {
    const auto run = timers_.top().run.lock();
    if (run && run->wake(timers_.top().timer.step)) tasks_.push_back({run, std::nullopt});
    timers_.pop();
  }
}

bool Scheduler::fill(Timestamp now) {
  if (admitGranted() || admitResumed()) return true;
  while (hasRoom() && !staged_.empty()) {
    if (stale_.contains(staged_.front().id)) {
      auto fresh = store_.unfinishedRun(staged_.front().id);
      stale_.erase(staged_.front().id);
      if (!fresh) {
        runs_.erase(staged_.front().id);
        staged_.pop_front();
        continue;
      }
      staged_.front() = *std::move(fresh);
    }
    StoredRun run = std::move(staged_.front());
    staged_.pop_front();
    admit(std::move(run));
  }
  // One page at a time: results that have come meanwhile must not wait for a long queue to be read.
  return hasRoom() && staged_.empty() && readPage(now);
}

bool Scheduler::admitResumed() {
  for (std::size_t read = 0; hasRoom() && limiter_.waiting() < MAX_WAITING && !resumed_.empty(); ++read) {
    if (read == PAGE) return true;
    if (!runs_.contains(resumed_.front())) {
      auto run = store_.unfinishedRun(resumed_.front());
      // It may have gone on, and gone to sleep again, since.
      if (run && !run->wakeAt) admit(*std::move(run));
    }
    resumed_.pop_front();
  }
  return false;
}

bool Scheduler::admitGranted() {
  for (std::size_t read = 0; hasRoom() && !granted_.empty(); ++read) {
    if (read == PAGE) return true;
    const std::string id = granted_.front();
    auto run = store_.unfinishedRun(id);
    granted_.pop_front();
    auto slots = std::move(grantedSlots_.extract(id).mapped());
    const function::Function* function = run ? functions_.find(run->functionId) : nullptr;
    if (function) {
      activate(*function, *std::move(run), std::move(slots));
    } else {
      // Somebody else has ended the run in the database.
      runs_.erase(id);
      release(slots);
    }
  }
  return false;
}

bool Scheduler::readPage(Timestamp now) {
  const bool ready = readyBacklog_ && limiter_.waiting() < MAX_WAITING;
  const bool sleeping = isDue(now) && limiter_.waiting() < MAX_WAITING;
  if (!ready && !sleeping) return false;
  // In turns, so that neither kind keeps the other waiting.
  if (sleeping && (sleepersFirst_ || !ready)) {
    readSleeping(now);
    sleepersFirst_ = false;
  } else {
    readReady();
    sleepersFirst_ = true;
  }
  return true;
}

void Scheduler::readReady() {
  auto page = store_.readyRuns(readyCursor_, PAGE);
  if (!page.empty()) readyCursor_ = {page.back().rank, page.back().id};
  readyBacklog_ = page.size() == PAGE;
  stage(std::move(page));
}

void Scheduler::readSleeping(Timestamp now) {
  auto page = store_.sleepingRuns(watermark_, now, PAGE);
  Store::Position position{now, std::string(LAST_ID)};
  if (page.size() == PAGE) position = {page.back().wakeAt.value_or(now), page.back().id};
  const auto next = store_.nextWakeUp(position);
  watermark_ = std::move(position);
  nextSleeper_ = next;
  stage(std::move(page));
}

void Scheduler::stage(std::vector<StoredRun> page) {
  for (StoredRun& run : page) {
    if (!functions_.find(run.functionId)) {
      if (warnedFunctions_.insert(run.functionId).second) {
        services_.logger.log(
            LogLevel::warning,
            "the store has unfinished runs of a function that does not exist; they stay there until an "
            "engine with this function opens it",
            {{"function", run.functionId}, {"run", run.id}});
      }
      continue;
    }
    if (runs_.emplace(run.id, nullptr).second) staged_.push_back(std::move(run));
  }
}

void Scheduler::admit(StoredRun run) {
  const function::Function* function = functions_.find(run.functionId);
  if (!function) return;
  auto slots = slotsFor(*function, run.event);
  if (limiter_.acquire(run.id, slots, run.rank)) {
    activate(*function, std::move(run), std::move(slots));
  } else {
    runs_.emplace(std::move(run.id), nullptr);
  }
}

void Scheduler::activate(const function::Function& function, StoredRun run, std::vector<Slot> slots) {
  const std::string id = run.id;
  if (!stale_.empty()) stale_.erase(id);
  if (function.isControlled && run.steps.empty() && run.attempt == 0 && run.resumptions == 0) {
    const std::size_t before = own_.size();
    FlowControl::begun(function, id, services_.clock.now(), own_);
    controlsChanged_ = controlsChanged_ || own_.size() != before;
  }
  auto active = std::make_shared<ActiveRun>(function, std::move(run), std::move(slots), services_);
  runs_[id] = active;
  ++inFlight_;
  tasks_.push_back({std::move(active), std::nullopt});
}

void Scheduler::leave(ActiveRun& run) {
  const auto known = runs_.find(run.id());
  // One that was set aside has left already.
  if (known == runs_.end() || known->second.get() != &run) return;
  --inFlight_;
  release(run.slots());
  if (aside_.contains(run.id())) {
    known->second = nullptr;
  } else {
    runs_.erase(known);
  }
}

void Scheduler::release(const std::vector<Slot>& slots) {
  if (slots.empty()) return;
  limiter_.release(slots, [this](ConcurrencyLimiter::Waiter waiter) {
    granted_.push_back(waiter.runId);
    grantedSlots_.emplace(std::move(waiter.runId), std::move(waiter.slots));
  });
}

void Scheduler::leftInStore(const Store::Position& position) {
  readyBacklog_ = true;
  // Ranks ascend but for priorities and a clock that was set back. What is known is skipped when it is read again.
  if (position <= readyCursor_) readyCursor_ = {position.when, {}};
}

void Scheduler::sleepsInStore(const std::string& runId, Timestamp wakeAt) {
  if (Store::Position{wakeAt, runId} <= watermark_) watermark_ = {wakeAt, {}};
  if (!nextSleeper_ || wakeAt < *nextSleeper_) nextSleeper_ = wakeAt;
}

std::optional<Timestamp> Scheduler::nextDeadline() const {
  if (!started_) return std::nullopt;
  std::optional<Timestamp> next;
  if (!timers_.empty()) next = timers_.top().timer.when;
  if (nextControl_ && (!next || *nextControl_ < *next)) next = nextControl_;
  // Without room, a run that ends wakes us, not the clock.
  if (nextSleeper_ && hasRoom() && limiter_.waiting() < MAX_WAITING && (!next || *nextSleeper_ < *next))
    next = nextSleeper_;
  return next;
}

std::optional<Timestamp> Scheduler::nextWakeUp() const {
  std::optional<Timestamp> next = nextSleeper_;
  // Where controls have changed, work() will ask anew.
  const auto control = controlsChanged_ ? store_.nextDueControl() : nextControl_;
  if (control && (!next || *control < *next)) next = control;
  if (!timers_.empty() && (!next || timers_.top().timer.when < *next)) next = timers_.top().timer.when;
  return next;
}

RunStatus Scheduler::statusOf(const RunRecord& record) const {
  if (record.endedAt) return record.status;
  const auto run = runs_.find(record.id);
  if (run == runs_.end()) return record.status;
  return run->second ? RunStatus::running : RunStatus::queued;
}

void Scheduler::clear() {
  tasks_.clear();
  runs_.clear();
  timers_ = {};
}

}  // namespace event_runtime::engine
