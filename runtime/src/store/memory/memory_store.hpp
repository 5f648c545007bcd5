#pragma once

#include "store/store.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace event_runtime {

/// The same rules as the database's, in ordered containers.
class MemoryStore : public Store, private Transaction {
 public:
  void open() override {}
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override;

  std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) override;
  std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) override;
  std::optional<Timestamp> nextWakeUp(const Position& after) override;
  std::optional<StoredRun> unfinishedRun(std::string_view runId) override;
  std::vector<std::string> dueControls(Timestamp until, std::size_t limit) override;
  std::optional<Timestamp> nextDueControl() override;
  std::vector<Control> controls(std::string_view prefix) override;
  std::vector<Wait> waitPatterns() override;
  std::optional<RunRecord> findRun(std::string_view runId) override;
  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override;
  std::vector<RunRecord> recentRuns(std::size_t limit) override;

 private:
  using WaitKey = std::tuple<Wait::Kind, std::string, std::string, std::string>;
  struct ByWaiter {
    bool operator()(const Wait& a, const Wait& b) const {
      return std::tie(a.runId, a.step, a.condition) < std::tie(b.runId, b.step, b.condition);
    }
  };

  struct Event {
    StoredEvent event;
    Timestamp receivedAt{};
    std::vector<std::string> runs;
  };

  struct Run {
    RunRecord record;  ///< without its steps and its derived status
    std::string eventKey;
    std::optional<Timestamp> wakeAt;
    std::vector<PutStep> steps;
    Timestamp rank{};
    int resumptions = 0;
    bool cancelled = false;
    std::optional<ParentStep> parent;
    std::string singleton;
    std::vector<std::string> batch;
    std::vector<std::pair<WaitKey, Wait>> waits;
  };

  // Transaction
  void apply(Mutation& mutation) override;
  void create(const NewRun& created, const std::string& eventKey, Timestamp createdAt) override;
  std::string keyOf(const std::string& eventId) override;
  std::vector<Wait> waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                             std::string_view value) override;
  std::vector<StoredEvent> eventsSince(std::string_view name, Timestamp from, std::size_t limit) override;
  std::optional<StoredEvent> event(std::string_view key) override;
  std::optional<StoredEvent> eventOfRun(std::string_view runId) override;
  std::optional<Control> control(std::string_view key) override;
  std::optional<std::string> singletonRun(std::string_view value) override;
  bool isUnfinished(std::string_view runId) override;

  /// Throws StoreError for what a database would refuse.
  void check(std::span<const Mutation> mutations) const;
  bool isDuplicate(const AcceptEvent& accept) const;

  void put(AcceptEvent& accept);
  void put(PutStep& step);
  void put(PutWaits& waits);
  void put(ResolveStep& resolve);
  void put(SendSignal& signal);
  void put(SuspendRun& suspend);
  void put(EndRun& end);
  void put(CancelRun& cancel);
  void put(FireControl& fire);
  void put(PutControl& put);

  void finish(Run& run, Timestamp at, std::optional<ErrorInfo> error);
  /// What one step waits for, or with nullptr all of them and the run itself.
  void forgetWaits(Run& run, const execution::StepHash* step);
  void moveTo(Run& run, std::optional<Timestamp> wakeAt);

  StoredRun storedRun(const std::string& id) const;
  static RunRecord recordOf(const Run& run);

  std::unordered_map<std::string, Event> events_;                       ///< by key
  std::unordered_map<std::string, std::vector<std::string>> repeated_;  ///< by id, the keys that are not the id
  std::map<std::string, Run, std::less<>> runs_;
  std::set<Position> ready_;
  std::set<Position> sleeping_;
  std::set<std::tuple<std::string, Timestamp, std::string>> eventsByName_;
  std::map<WaitKey, std::set<Wait, ByWaiter>> waits_;
  std::set<std::pair<std::string, std::string>> singletons_;
  std::map<std::string, Control, std::less<>> controls_;
  std::set<std::pair<Timestamp, std::string>> dueControls_;
  TransactionHooks* hooks_ = nullptr;
};

}  // namespace event_runtime
