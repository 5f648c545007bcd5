#pragma once

#include <event_runtime/clock.hpp>
#include <event_runtime/logger.hpp>

#include "engine/concurrency_limiter.hpp"
#include "engine/event_intake.hpp"
#include "engine/mailbox.hpp"
#include "engine/progress.hpp"
#include "engine/step_ledger.hpp"
#include "engine/step_watchdog.hpp"
#include "engine/task.hpp"
#include "execution/execution.hpp"
#include "execution/requests.hpp"
#include "execution/stack_pool.hpp"
#include "function/handler_registry.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

namespace event_runtime::engine {

/// What runs need of their engine; it outlives them.
struct RunServices {
  Clock& clock;
  Logger& logger;
  execution::StackPool& stacks;
  const execution::Requester& requester;
  EventIntake& intake;
  Mailbox& mailbox;
  StepWatchdog& watchdog;
  std::function<bool(std::thread::id)> loseWorker;  ///< a body that is cut off keeps its thread
  std::string overflowNotes = {};  ///< the file for runs that overflow their stacks; empty: none
};

/// A run that is in memory because it is busy. Workers run its code, one turn at a time and any number of step bodies
/// beside; the store thread gives it what became durable. Neither ever waits for the other.
class ActiveRun : public std::enable_shared_from_this<ActiveRun> {
 public:
  /// The first turn is to be pushed by the caller.
  ActiveRun(const function::Function& function, StoredRun stored, std::vector<Slot> slots, RunServices& services);

  /// Carries out a task of this run and reports to the store thread. `next`, empty, takes the tasks that follow.
  void perform(const Task& task, std::vector<Task>& next) noexcept;

  /// Gives the steps in committed mutations their results. True: push a turn.
  bool deliver(std::span<Mutation> committed);
  /// A step's time has come. True: push a turn.
  bool wake(const execution::StepHash& step);

  /// What a step waited for is in the store. True: push a turn.
  bool resume(const execution::StepHash& step, execution::StepResult result);
  /// The run was cancelled, or is to leave memory for another reason: running bodies are asked to stop, and when they
  /// have ended the run is over. True: push a turn.
  bool cancel();
  /// Whether it has left memory or is about to.
  bool isOver();

  /// For the watchdog: a body's time is over. Sets its stop token; with nullptr those of all bodies.
  void askToStop(const execution::StepHash* step);
  /// For the watchdog: the body has not returned. Its attempt is recorded as failed; the run leaves memory when its
  /// other bodies have ended, and goes on from its record. This object stays with the thread that the body holds.
  void cutOff(const execution::StepHash& step);

  const std::string& id() const noexcept { return id_; }
  const function::Function& function() const noexcept { return function_; }
  const std::vector<Slot>& slots() const noexcept { return slots_; }

 private:
  /// What is to be told to the execution in the next turn.
  struct Arrival {
    execution::StepHash step;
    std::optional<execution::StepResult> result;  ///< std::nullopt: its time has come
    bool awaited = false;                         ///< the store has resolved the step
  };
  enum class TurnState { idle, queued, running };

  void takeTurn(std::vector<Task>& next);
  void runBody(const Task::Body& body, std::vector<Task>& next);

  void begin(Progress& progress);
  void receive(Progress& progress, std::vector<Task>& next);
  void record(execution::Turn& turn, Progress& progress, std::vector<Task>& next);
  void record(execution::Operation& operation, Progress& progress);
  void recordFailure(execution::Operation& operation, execution::Threw threw, Progress& progress);
  void recordSleep(execution::Operation& operation, const execution::Sleep& sleep, Progress& progress);
  void recordWait(execution::Operation& operation, Progress& progress);
  bool beginWait(execution::Operation& operation, std::chrono::milliseconds timeout, Progress& progress);
  void waitForEvents(execution::Operation& operation, const execution::WaitForEvents& wait, Progress& progress);
  void waitForSignal(execution::Operation& operation, const execution::WaitForSignal& signal, Progress& progress);
  void call(execution::Operation& operation, execution::Invoke& invoke, Progress& progress);
  void failNow(execution::Operation& operation, std::string message, Progress& progress);
  void expire(const execution::StepHash& step, Progress& progress);
  void end(const execution::Outcome& outcome, Progress& progress);
  void fail(const execution::Failure& failure, Progress& progress);
  void suspendIfQuiet(Progress& progress);
  void suspendCut(Progress& progress);
  void leave(Progress& progress);
  bool requestTurn();
  void pushBody(const execution::StepHash& step, int attempt, std::vector<Task>& next);
  bool skipsBody(std::vector<Task>& next);
  void note(const std::string& envelope);
  bool endWatched(const execution::StepHash& step);
  std::shared_ptr<execution::Execution> takeEndedExecution();
  void unwindEnded(std::shared_ptr<execution::Execution> execution) const;
  void finish(std::shared_ptr<execution::Execution> execution, Progress progress) const;
  void warn(std::string_view message, std::string_view field = {}, std::string_view value = {}) const;

  const function::Function& function_;
  const std::string id_;
  const std::optional<ParentStep> parent_;  ///< who has called it
  const std::vector<Slot> slots_;
  RunServices& services_;

  std::mutex mutex_;  ///< guards what follows; the execution guards itself, and has one turn at a time
  StoredRun stored_;  ///< until the execution begins
  int attempt_ = 0;
  TurnState turn_ = TurnState::queued;
  std::vector<Arrival> arrivals_;
  /// Of steps that the handler, being replayed, has not come to yet.
  std::unordered_map<execution::StepHash, execution::StepResult, execution::StepHashHasher> early_;
  int resumptions_ = 0;                     ///< how many resolved steps it knows of
  std::vector<std::string> awaitedEvents_;  ///< ids of those it was given
  StepLedger ledger_;
  std::size_t bodies_ = 0;       ///< pushed and not ended
  std::size_t undelivered_ = 0;  ///< results that are on their way through the store
  /// Bodies under way that have a timeout, and their threads.
  std::unordered_map<execution::StepHash, std::thread::id, execution::StepHashHasher> watched_;
  execution::StepHashes lost_;  ///< bodies that were cut off and have not returned
  bool cut_ = false;            ///< a body was cut off: no more turns
  bool restart_ = false;        ///< since then a body was not begun that could have been
  bool cancelled_ = false;      ///< no more turns and bodies
  bool over_ = false;           ///< suspended or ended, as soon as what was reported is durable
  std::shared_ptr<execution::Execution> execution_;
};

}  // namespace event_runtime::engine
