#pragma once

#include "engine/progress.hpp"
#include "execution/execution.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace event_runtime::engine {

/// What a run's steps are waiting for, and how the record of them goes on. `operation` is what the execution gave,
/// whose id is taken out of it where the step ends. Not thread-safe.
class StepLedger {
 public:
  /// What a step whose time has come wants.
  enum class Due { nothing, wakeUp, retry, body, expire };

  /// Takes over the steps of a stored run and tells the execution of them. Those that have ended, sleeps that are over
  /// among them, become memoised; the latter are put on record as completed by way of `silent`.
  void restore(std::vector<PutStep> steps, Timestamp now, execution::Input& input, std::vector<Mutation>& silent);

  /// A body was planned. Gives the attempt to run now, or std::nullopt where its time has not come; a timer is then
  /// added.
  std::optional<int> plan(const execution::Operation& operation, Timestamp now, std::vector<Timer>& timers);

  PutStep completed(const std::string& runId, execution::Operation& operation, std::string result);
  PutStep failed(const std::string& runId, execution::Operation& operation, ErrorInfo error);
  PutStep retrying(const std::string& runId, const execution::Operation& operation, ErrorInfo error, Timestamp wakeAt);
  /// std::nullopt: the sleep was on record before the run was loaded.
  std::optional<PutStep> sleeping(const std::string& runId, const execution::Operation& operation, Timestamp wakeAt);
  /// The same for a step that waits for what ResolveStep brings.
  std::optional<PutStep> waiting(const std::string& runId, const execution::Operation& operation, Timestamp wakeAt);
  /// What a step waited for has come, or its time is over. False: the handler has not come to the step yet, or no
  /// longer waits for it.
  bool resolve(const execution::StepHash& step);
  /// Nobody waits for the step any more. std::nullopt: it is not on record.
  std::optional<PutStep> abandon(const std::string& runId, const execution::StepHash& step);
  /// Whether the step has not ended.
  bool isOpen(const execution::StepHash& step) const { return open_.contains(step); }
  /// Whether the end of some waiting is on its way to the store.
  bool isExpiring() const noexcept { return expiring_ > 0; }

  /// When a sleep on record ends.
  std::optional<Timestamp> sleepsUntil(const execution::StepHash& step) const;
  /// How often a step has been tried before.
  int attempts(const execution::StepHash& step) const;
  /// What a planned step that has not ended says for itself.
  execution::StepPolicy policy(const execution::StepHash& step) const;
  /// The handler has come to a step.
  void touch(const execution::Operation& operation) { entryOf(operation); }
  /// Of a step that has not ended.
  execution::StepKind kindOf(const execution::StepHash& step) const;
  /// The id of a step that has not ended.
  std::string idOf(const execution::StepHash& step) const;

  /// A timer has fired. A sleep is put on record as completed by way of `silent`.
  Due due(const std::string& runId, const execution::StepHash& step, std::vector<Mutation>& silent);

  /// The first time at which a step goes on that the handler, as it now is, waits for.
  std::optional<Timestamp> earliestWakeUp() const;

 private:
  struct Entry {
    std::string id;
    execution::StepKind kind = execution::StepKind::run;
    int position = 0;
    int attempts = 0;
    std::optional<Timestamp> wakeAt;
    bool planned = false;  ///< the execution waits for its body to be run, not for a retry
    bool asked = false;    ///< the handler has come to it since it was loaded
    execution::StepPolicy policy = nullptr;
    bool stored = false;    ///< it is on record
    bool expiring = false;  ///< its time is over, and the store is told
  };

  Entry& entryOf(const execution::Operation& operation);
  Entry close(execution::Operation& operation);
  static PutStep put(const std::string& runId, const execution::StepHash& step, Entry entry, PutStep::Status status);

  std::unordered_map<execution::StepHash, Entry, execution::StepHashHasher> open_;  ///< steps that have not ended
  int nextPosition_ = 0;
  std::size_t expiring_ = 0;
};

}  // namespace event_runtime::engine
