#pragma once

#include "engine/active_run.hpp"
#include "engine/concurrency_limiter.hpp"
#include "engine/event_router.hpp"
#include "engine/progress.hpp"
#include "engine/stack_overflow.hpp"
#include "engine/task.hpp"
#include "event/ulid.hpp"
#include "function/handler_registry.hpp"
#include "store/store.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace event_runtime::engine {

/// Decides which runs are in memory. A run comes there when it is ready or its time has come, there is room, and its
/// function's concurrency limits let it; it stays until it is suspended or has ended. What waits for room or for its
/// time stays in the store, what waits for a limit is known by its id alone; so memory is bounded by the runs in
/// flight. Used by the store thread alone. Functions that read the store throw StoreError, having changed nothing.
class Scheduler {
 public:
  Scheduler(Store& store, const function::HandlerRegistry& functions, RunServices& services, EventRouter& router,
            std::size_t maxRunsInFlight);

  /// Reads what is unfinished, and lets fail what has ended an earlier process by overflowing its stack, as it would do
  /// again. Called once, before anything else.
  void open(const std::vector<OverflownRun>& overflown);
  /// From here on runs are taken up.
  void start() noexcept { started_ = true; }
  /// From here on none is.
  void stop() noexcept { started_ = false; }

  /// Gives new runs their ids, in the order in which they are applied.
  void name(AcceptEvent& accept);
  /// An event and its runs are in the store.
  void accepted(AcceptEvent& accept);
  /// What a run's task has brought forth is in the store.
  void committed(Progress& progress, std::span<Mutation> mutations);
  /// The rest of what the transaction has led to; after all of the above.
  void settled();
  /// What a run brings forth can never be stored: it leaves memory and is not taken up again before the next start.
  void setAside(const std::shared_ptr<ActiveRun>& run);

  bool isAside(const std::string& runId) const { return !aside_.empty() && aside_.contains(runId); }

  /// Takes what the scheduler itself wants to have stored.
  std::vector<Progress> takeOwn();

  /// Wakes what is due and takes up runs as far as there is room. True: there is more to take up.
  bool work(Timestamp now);
  /// Tasks for the workers that came of all this.
  std::vector<Task>& tasks() noexcept { return tasks_; }
  /// When work() has something to do next, if nothing else happens.
  std::optional<Timestamp> nextDeadline() const;
  /// The next wake-up of all, started or not.
  std::optional<Timestamp> nextWakeUp() const;

  /// What only the engine knows of an unfinished run.
  RunStatus statusOf(const RunRecord& record) const;
  /// Gives up the runs in memory.
  void clear();

 private:
  struct RunTimer {
    Timer timer;
    std::weak_ptr<ActiveRun> run;
    /// For a heap with the earliest on top.
    friend bool operator<(const RunTimer& a, const RunTimer& b) { return a.timer.when > b.timer.when; }
  };

  void fail(const OverflownRun& overflown);
  bool hasRoom() const noexcept { return inFlight_ < maxInFlight_; }
  bool isDue(Timestamp now) const noexcept { return nextSleeper_ && *nextSleeper_ <= now; }
  void fireTimers(Timestamp now);
  bool fill(Timestamp now);
  void fireControls(Timestamp now);
  void resumed(ResolveStep& resolve);
  void cancelled(const std::string& runId);
  bool admitResumed();
  bool admitGranted();
  bool readPage(Timestamp now);
  void readReady();
  void readSleeping(Timestamp now);
  void stage(std::vector<StoredRun> page);
  void admit(StoredRun run);
  void activate(const function::Function& function, StoredRun run, std::vector<Slot> slots);
  void leftInStore(const Store::Position& position);
  void sleepsInStore(const std::string& runId, Timestamp wakeAt);
  void leave(ActiveRun& run);
  void release(const std::vector<Slot>& slots);

  Store& store_;
  const function::HandlerRegistry& functions_;
  RunServices& services_;
  EventRouter& router_;
  const std::size_t maxInFlight_;
  UlidGenerator runIds_;
  bool started_ = false;

  /// Every run that memory knows: those in flight, and with nullptr those that are staged or wait for a slot.
  std::unordered_map<std::string, std::shared_ptr<ActiveRun>> runs_;
  std::size_t inFlight_ = 0;
  std::deque<StoredRun> staged_;     ///< read, and waiting for room
  std::deque<std::string> granted_;  ///< have their slots, and wait for room
  std::unordered_map<std::string, std::vector<Slot>> grantedSlots_;
  ConcurrencyLimiter limiter_;

  std::unordered_set<std::string> stale_;  ///< staged runs that have changed since they were read
  std::unordered_set<std::string> aside_;  ///< runs that were set aside
  std::deque<std::string> resumed_;        ///< ready, because a step of theirs was resolved

  /// Ready runs up to here have been taken up or have been left for good; behind it there may be some.
  Store::Position readyCursor_;
  bool readyBacklog_ = true;
  /// Sleeping runs up to here have been taken up.
  Store::Position watermark_;
  std::optional<Timestamp> nextSleeper_;  ///< the first wake-up behind the watermark
  bool sleepersFirst_ = false;

  std::optional<Timestamp> nextControl_;  ///< when the first control is due
  bool controlsChanged_ = true;           ///< nextControl_ is to be asked anew
  std::vector<Mutation> own_;

  std::priority_queue<RunTimer> timers_;  ///< of steps of runs in flight
  std::vector<Task> tasks_;
  std::unordered_set<std::string> warnedFunctions_;
};

}  // namespace event_runtime::engine
