#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/store.hpp>

#include "execution/execution.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace event_runtime {

/// A run that is to be created with its event.
struct NewRun {
  std::string id;
  std::string functionId;
  std::optional<Timestamp> wakeAt;  ///< std::nullopt: ready at once
};

/// Accepts an event and creates its runs, unless an event with this id was accepted before.
struct AcceptEvent {
  StoredEvent event;
  Timestamp receivedAt{};
  std::vector<NewRun> runs;
  bool duplicate = false;  ///< set by apply(): it was accepted before, and nothing was done
};

/// A step has begun to sleep, waits for its next attempt, or has ended. Replaces what is stored for the step. Its run
/// must exist; not every store spends the time to check that.
struct PutStep {
  enum class Status : std::uint8_t { sleeping, retrying, completed, failed };
  std::string runId;
  execution::StepHash hash;
  std::string id;
  int position = 0;  ///< its place among the steps of its run; the one it was first stored with stays
  execution::StepKind kind = execution::StepKind::run;
  Status status = Status::completed;
  int attempts = 0;
  std::string result;  ///< JSON text, if completed
  std::optional<ErrorInfo> error;
  std::optional<Timestamp> wakeAt;  ///< when it goes on, if sleeping or retrying
};

/// A run has nothing to do before `wakeAt`. Also counts attempts of the handler itself. Applying it throws where there
/// is no such run or it has ended; so does EndRun.
struct SuspendRun {
  std::string runId;
  Timestamp wakeAt{};
  int attempt = 0;
  std::optional<ErrorInfo> error;  ///< of the attempt that failed, if that is why
};

/// A run has ended.
struct EndRun {
  std::string runId;
  Timestamp endedAt{};
  std::string result;              ///< JSON text, if completed
  std::optional<ErrorInfo> error;  ///< if failed
  int attempt = 0;
};

using Mutation = std::variant<AcceptEvent, PutStep, SuspendRun, EndRun>;

/// An unfinished run with everything that is needed to go on with it.
struct StoredRun {
  std::string id;
  std::string functionId;
  StoredEvent event;
  int attempt = 0;
  std::optional<Timestamp> wakeAt;
  std::vector<PutStep> steps;  ///< by position
};

/// Storage behind an engine. Used by one thread at a time. Every function throws StoreError.
class Store {
 public:
  virtual ~Store() = default;

  /// Opens, creates or migrates. Called once, before anything else.
  virtual void open() = 0;

  /// Applies all mutations in one transaction, in order; durable on return. When it throws, nothing was applied.
  virtual void apply(std::span<Mutation> mutations) = 0;

  /// Unfinished runs without a wake-up time, by ascending id, after `afterId`: what was under way when the process
  /// ended.
  virtual std::vector<StoredRun> readyRuns(std::string_view afterId, std::size_t limit) = 0;

  /// Suspended runs in order of (wakeAt, id), from `after` (exclusive) up to `until` (inclusive).
  struct WakePosition {
    Timestamp wakeAt{};
    std::string runId;
    friend auto operator<=>(const WakePosition&, const WakePosition&) = default;
  };
  virtual std::vector<StoredRun> sleepingRuns(const WakePosition& after, Timestamp until, std::size_t limit) = 0;
  /// The first wake-up time after `after`.
  virtual std::optional<Timestamp> nextWakeUp(const WakePosition& after) = 0;

  /// The run, if it is there and unfinished.
  virtual std::optional<StoredRun> unfinishedRun(std::string_view runId) = 0;

  /// For people and tools. An unfinished run is `sleeping` or `queued`: which ones are running only their engine knows.
  virtual std::optional<RunRecord> findRun(std::string_view runId) = 0;
  virtual std::vector<RunRecord> runsOfEvent(std::string_view eventId) = 0;
  virtual std::vector<RunRecord> recentRuns(std::size_t limit) = 0;
};

}  // namespace event_runtime
