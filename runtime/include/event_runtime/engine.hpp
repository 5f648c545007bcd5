#pragma once

#include <event_runtime/client.hpp>
#include <event_runtime/clock.hpp>
#include <event_runtime/errors.hpp>
#include <event_runtime/handler.hpp>
#include <event_runtime/http.hpp>
#include <event_runtime/logger.hpp>
#include <event_runtime/middleware.hpp>
#include <event_runtime/store.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime {

struct EngineOptions {
  /// The application's id; function ids are `<app>-<handler id>`.
  std::string app;
  std::unique_ptr<Store> store;
  HandlerList handlers;
  /// Threads that run handlers and step bodies; 0: one for each core, at least two.
  unsigned workers = 0;
  /// Runs that hold a fiber at a time; the rest wait their turn.
  std::size_t maxRunsInFlight = 1000;
  /// Address space for a handler's stack in bytes; touched pages alone take memory. Rounded up to pages. A handler or
  /// step that needs more ends the process by SIGSEGV, after naming itself on standard error. With sqliteStore() the
  /// run is noted in `<database>.overflow`, and the next engine on the database fails it, without retries, with the
  /// error `event_runtime::StackOverflowError`, so that it does not end every process to come.
  std::size_t stackSize = 256 * 1024;
  /// Sends what Step::fetch() and Step::infer() ask for: makeHttpClient() of EventCodegen::inngest, which makeBackend()
  /// puts here, or one of your own. nullptr: such steps fail.
  std::shared_ptr<HttpClient> httpClient = nullptr;
  std::shared_ptr<Clock> clock = systemClock();
  std::shared_ptr<Logger> logger = consoleLogger();
  /// Whether run() stops gracefully at SIGINT and SIGTERM. The second signal ends the process at once: what handled it
  /// before is put back and the signal raised once more. Signals that the process ignores stay ignored.
  bool handleSignals = true;
  /// Called for all handlers and for all that client() sends, in this order.
  MiddlewareList middleware = {};
};

enum class RunStatus { queued, running, sleeping, completed, failed, cancelled };
std::string_view toString(RunStatus status) noexcept;

/// A step of a run as it is stored.
struct StepRecord {
  std::string id;    ///< as the handler gave it
  std::string kind;  ///< `run`, `sleep`, `sendEvent`, `waitForEvent`, `invoke`, `waitForSignal`, `race`,
                     ///< `fetch`, `infer`
  /// `completed`, `failed`, `retrying`, `sleeping`, `waiting`, or `abandoned`: its race was won by another branch
  std::string status;
  int attempts = 0;    ///< how often it has been tried
  std::string result;  ///< JSON text; empty unless completed
  std::optional<ErrorInfo> error;
  std::optional<Timestamp> wakeAt;  ///< when it goes on, if it sleeps or waits for a retry
};

/// A run as it is stored.
struct RunRecord {
  std::string id;          ///< a ULID
  std::string functionId;  ///< `<app>-<handler id>`
  std::string eventId;
  RunStatus status = RunStatus::queued;
  int attempt = 0;                 ///< failed attempts of the handler itself
  std::string result;              ///< JSON text; empty unless completed
  std::optional<ErrorInfo> error;  ///< if cancelled, `event_runtime::Cancelled` and why
  Timestamp startedAt{};
  std::optional<Timestamp> endedAt;
  std::vector<StepRecord> steps;  ///< in the order they were first recorded
};

/// Runs an application's handlers inside this process, durably: an event is accepted once it and its runs are in the
/// store, a step's result is in the store before the handler goes on, and what was unfinished when the process ended
/// goes on when an engine opens the store again. Thread-safe.
class Engine {
 public:
  /// Checks the options, opens the store and takes up what is unfinished there; nothing runs before start() or run().
  /// Throws std::invalid_argument for bad options, naming the handler, or StoreError.
  explicit Engine(EngineOptions options);
  /// Stops gracefully.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// The way to send events to this engine; works from construction until stop. Keeps accepting events durably before
  /// start(). Outlives the engine: then sending throws SendError.
  std::shared_ptr<Client> client();

  /// Starts working in the background.
  void start();
  /// Starts, and returns after stop() or a signal, when everything has come to rest.
  /// Throws StoreError where the store failed for so long (about half a minute) that the engine gave up.
  void run();
  /// Lets the step bodies that are running finish, records them, and stops. Sleeping and waiting runs stay in the
  /// store. Called by a handler or a step it returns at once, and run() or the destructor waits for the end.
  void stop();
  /// Stops without waiting for step bodies to be recorded: they run again next time. Blocks until the threads end.
  void stopNow();

  /// Waits until nothing can happen before the clock moves on: all runs are finished, asleep or waiting for a retry.
  /// For tests and for programs that work off a queue. Call start() before.
  void waitUntilIdle();

  /// What the store knows of a run.
  std::optional<RunRecord> findRun(std::string_view runId);
  /// The runs an event has started, in order of their creation.
  std::vector<RunRecord> runsOfEvent(std::string_view eventId);
  /// The newest runs, newest first.
  std::vector<RunRecord> recentRuns(std::size_t limit);
  /// Ends a run that has not ended, as cancelled; step bodies that are running are asked to stop (Step::stopToken()),
  /// and are let finish. False: there is no such run, or it has ended. Throws SendError where it cannot be stored.
  bool cancelRun(std::string_view runId, std::string_view reason = "cancelled by request");

  /// Lets a handler start no more runs, until it is resumed, also after a restart: events that come meanwhile start
  /// none of it. Runs that are under way go on. Throws std::invalid_argument where there is no such handler, or
  /// SendError.
  void pauseFunction(std::string_view handlerId);
  void resumeFunction(std::string_view handlerId);

  /// When the next sleeping run, retry or tick of a schedule is due; std::nullopt where there is none.
  std::optional<Timestamp> nextWakeUp();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace event_runtime
