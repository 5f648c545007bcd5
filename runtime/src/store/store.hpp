#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/store.hpp>

#include "execution/execution.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace event_runtime {

/// A step of another run that waits for this one's end.
struct ParentStep {
  std::string runId;
  execution::StepHash step;
  friend bool operator==(const ParentStep&, const ParentStep&) = default;
};

/// A run that is to be created with its event.
struct NewRun {
  std::string id;
  std::string functionId;
  std::optional<Timestamp> wakeAt = std::nullopt;  ///< std::nullopt: ready at once
  /// Its place among the ready runs: they are read in the order of (rank, id). Usually when it was created.
  Timestamp rank{};
  std::optional<ParentStep> parent = std::nullopt;
  std::string singleton = {};           ///< the value that makes it the only one; empty: none
  std::vector<std::string> batch = {};  ///< keys of its events where it has several, its own among them
};

/// Accepts an event and creates its runs, unless an event with this id was accepted before. Where an event was sent
/// with an id that came again after its time, each is stored under a key of its own; everything stored about an event
/// names it by its key, which is the id of all others.
struct AcceptEvent {
  StoredEvent event;
  Timestamp receivedAt{};
  std::vector<NewRun> runs;
  bool duplicate = false;   ///< set by apply(): it was accepted before, and nothing was done
  bool controlled = false;  ///< it may start further runs, which the hooks decide about
  /// The one function that it starts, called by a step; empty: those that take the event.
  std::string invokes = {};
  std::optional<ParentStep> invokedBy = std::nullopt;
  /// Events with this id that were received by then are over: this one is no duplicate of them. std::nullopt: none is.
  std::optional<Timestamp> idOverBy = std::nullopt;
  std::string spareKey = {};  ///< with `idOverBy`: its key if there is such an event; nobody else's id
};

/// A step has begun to sleep or wait, waits for its next attempt, or has ended. Replaces what is stored for the step.
/// Its run must exist; not every store spends the time to check that.
struct PutStep {
  enum class Status : std::uint8_t {
    sleeping,
    retrying,
    completed,
    failed,
    waiting,    ///< for what ResolveStep brings
    abandoned,  ///< its race was won by another branch
  };
  std::string runId;
  execution::StepHash hash;
  std::string id;
  int position = 0;  ///< its place among the steps of its run; the one it was first stored with stays
  execution::StepKind kind = execution::StepKind::run;
  Status status = Status::completed;
  int attempts = 0;
  std::string result;  ///< JSON text, if completed
  std::optional<ErrorInfo> error;
  std::optional<Timestamp> wakeAt;  ///< when it goes on, if sleeping, retrying or waiting
};

/// What a run, or one of its steps, waits for.
struct Wait {
  enum class Kind : std::uint8_t {
    event,   ///< resolves a step
    cancel,  ///< cancels the run
    signal,  ///< resolves a step
  };
  Kind kind = Kind::event;
  std::string name;            ///< of the event or signal
  std::string path = {};       ///< what must be equal in the event: an expression; empty: nothing
  std::string value = {};      ///< to that, as canonical JSON text
  std::string condition = {};  ///< what must hold besides; empty: nothing
  Timestamp since{};           ///< older events do not count
  std::optional<Timestamp> expiresAt = std::nullopt;
  std::string runId = {};         ///< set in what is read
  execution::StepHash step = {};  ///< set in what is read; zero for Kind::cancel
};

/// Registers what a run or a step waits for, after its PutStep. Forgotten with the step's or the run's end.
struct PutWaits {
  std::string runId;
  execution::StepHash step;
  std::vector<Wait> waits;
  std::optional<Timestamp> lookback = std::nullopt;  ///< events received since then count too
  std::vector<std::string> excluded = {};            ///< ids of events that do not
  bool replace = false;                              ///< who waits for the signal already does so no longer
};

/// Gives a waiting step its result and makes its run ready, if the step still waits.
struct ResolveStep {
  std::string runId;
  execution::StepHash step;
  execution::StepResult result;
  bool resolved = false;  ///< set by apply()
};

/// Gives a signal to the step that waits for it.
struct SendSignal {
  std::string name;
  std::string data;  ///< JSON text
  Timestamp at{};
  bool received = false;  ///< set by apply(): somebody waited
};

/// A run has nothing to do before `wakeAt`. Also counts attempts of the handler itself. Applying it throws where there
/// is no such run or it has ended; so does EndRun. Both are ignored where the run was cancelled.
struct SuspendRun {
  std::string runId;
  Timestamp wakeAt{};
  int attempt = 0;
  std::optional<ErrorInfo> error = std::nullopt;  ///< of the attempt that failed, if that is why
  int resumptions = 0;   ///< how many resolved steps the run knows of; where there are more, it is ready at once
  bool resumed = false;  ///< set by apply(): that is the case
};

/// Which function a run is of, and who has called it.
struct RunOrigin {
  std::string functionId;
  std::optional<ParentStep> parent;
};

/// A run has ended.
struct EndRun {
  std::string runId;
  Timestamp endedAt{};
  std::string result;              ///< JSON text, if completed
  std::optional<ErrorInfo> error;  ///< if failed
  int attempt = 0;
  std::optional<RunOrigin> origin = std::nullopt;  ///< std::nullopt: it is looked up
};

/// Ends a run that has not ended, whatever it is doing.
struct CancelRun {
  std::string runId;
  Timestamp at{};
  std::string reason;
  bool cancelled = false;  ///< set by apply(): it had not ended
};

/// A value that a control of the flow keeps, such as when a rate limit lets the next event through.
struct Control {
  std::string key;
  std::string value;
  std::optional<Timestamp> dueAt = std::nullopt;  ///< when something is to be done about it
};

/// Something is to be done about a control, if its time has come.
struct FireControl {
  std::string key;
  Timestamp now{};
};

/// Stores a control, or, with std::nullopt, removes it.
struct PutControl {
  std::string key;
  std::optional<Control> control;
};

using Mutation = std::variant<AcceptEvent, PutStep, PutWaits, ResolveStep, SendSignal, SuspendRun, EndRun, CancelRun,
                              FireControl, PutControl>;

/// A run that has just ended.
struct EndedRun {
  std::string id;
  RunOrigin origin;
  Timestamp at{};
  std::string result;              ///< JSON text, if completed
  std::optional<ErrorInfo> error;  ///< if failed or cancelled
  bool cancelled = false;
};

/// What may be read and changed within a transaction. Readers see what was changed before.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual void apply(Mutation& mutation) = 0;
  virtual void create(const NewRun& run, const std::string& eventKey, Timestamp createdAt) = 0;
  /// The key of the latest event with this id.
  virtual std::string keyOf(const std::string& eventId) = 0;
  /// Who waits for this value of this path of an event of this name (or for the signal).
  virtual std::vector<Wait> waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                                     std::string_view value) = 0;
  /// Events of a name that were received at `from` or later, in that order.
  virtual std::vector<StoredEvent> eventsSince(std::string_view name, Timestamp from, std::size_t limit) = 0;
  virtual std::optional<StoredEvent> event(std::string_view key) = 0;
  /// What has started a run.
  virtual std::optional<StoredEvent> eventOfRun(std::string_view runId) = 0;
  virtual std::optional<Control> control(std::string_view key) = 0;
  /// An unfinished run of this singleton.
  virtual std::optional<std::string> singletonRun(std::string_view value) = 0;
  virtual bool isUnfinished(std::string_view runId) = 0;
};

/// Who decides, within the transaction, what else a mutation leads to. Its functions may throw; nothing is applied
/// then.
class TransactionHooks {
 public:
  virtual ~TransactionHooks() = default;
  /// A transaction begins; what was noted in one that failed is void.
  virtual void begun() = 0;
  /// An event that is no duplicate was stored, and its runs.
  virtual void accepted(AcceptEvent& accept, Transaction& transaction) = 0;
  virtual void waiting(PutWaits& waits, Transaction& transaction) = 0;
  virtual void resolved(ResolveStep& resolve, Transaction& transaction) = 0;
  virtual void signalled(SendSignal& signal, Transaction& transaction) = 0;
  virtual void ended(EndedRun& run, Transaction& transaction) = 0;
  /// Its time had come; it is still stored.
  virtual void due(Control& control, Timestamp now, Transaction& transaction) = 0;
};

/// An unfinished run with everything that is needed to go on with it.
struct StoredRun {
  std::string id;
  std::string functionId;
  StoredEvent event;
  int attempt = 0;
  std::optional<Timestamp> wakeAt;
  std::vector<PutStep> steps;  ///< by position
  Timestamp rank{};
  int resumptions = 0;
  std::vector<StoredEvent> batch;  ///< its events, where it has several
  std::optional<ParentStep> parent = std::nullopt;
};

/// Storage behind an engine. Used by one thread at a time. Every function throws StoreError.
class Store {
 public:
  virtual ~Store() = default;

  /// Opens, creates or migrates. Called once, before anything else.
  virtual void open() = 0;
  /// The file that it is kept in; empty: in none.
  virtual std::filesystem::path file() const { return {}; }

  /// Applies all mutations in one transaction, in order, together with what `hooks`, which may be null, makes of them;
  /// durable on return. When it throws, nothing was applied.
  virtual void apply(std::span<Mutation> mutations, TransactionHooks* hooks) = 0;
  void apply(std::span<Mutation> mutations) { apply(mutations, nullptr); }

  /// A place in an order of runs by time.
  struct Position {
    Timestamp when{};
    std::string runId;
    friend auto operator<=>(const Position&, const Position&) = default;
  };

  /// Unfinished runs without a wake-up time in order of (rank, id), from `after` (exclusive): what is queued, or was
  /// under way when the process ended.
  virtual std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) = 0;

  /// Suspended runs in order of (wakeAt, id), from `after` (exclusive) up to `until` (inclusive).
  virtual std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) = 0;
  /// The first wake-up time after `after`.
  virtual std::optional<Timestamp> nextWakeUp(const Position& after) = 0;

  /// The run, if it is there and unfinished.
  virtual std::optional<StoredRun> unfinishedRun(std::string_view runId) = 0;

  /// Keys of controls that are due by `until`, the earliest first.
  virtual std::vector<std::string> dueControls(Timestamp until, std::size_t limit) = 0;
  /// When the first control is due.
  virtual std::optional<Timestamp> nextDueControl() = 0;
  /// Controls whose keys begin with `prefix`, by key.
  virtual std::vector<Control> controls(std::string_view prefix) = 0;
  /// The distinct kinds, names and paths of what is waited for.
  virtual std::vector<Wait> waitPatterns() = 0;

  /// For people and tools. An unfinished run is `sleeping` or `queued`: which ones are running only their engine knows.
  virtual std::optional<RunRecord> findRun(std::string_view runId) = 0;
  virtual std::vector<RunRecord> runsOfEvent(std::string_view eventId) = 0;  ///< of all events with the id
  virtual std::vector<RunRecord> recentRuns(std::size_t limit) = 0;
};

}  // namespace event_runtime
