#include "store/names.hpp"
#include "store/store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace event_runtime {
namespace {

/// The same rules as the database's, in ordered containers.
class MemoryStore : public Store {
 public:
  void open() override {}

  void apply(std::span<Mutation> mutations) override {
    // Everything that can be refused is refused before anything is changed.
    check(mutations);
    for (Mutation& mutation : mutations) {
      std::visit([this](auto& change) { put(change); }, mutation);
    }
  }

  std::vector<StoredRun> readyRuns(std::string_view afterId, std::size_t limit) override {
    std::vector<StoredRun> runs;
    for (auto id = ready_.upper_bound(afterId); id != ready_.end() && runs.size() < limit; ++id) {
      runs.push_back(storedRun(*id));
    }
    return runs;
  }

  std::vector<StoredRun> sleepingRuns(const WakePosition& after, Timestamp until, std::size_t limit) override {
    std::vector<StoredRun> runs;
    for (auto position = sleeping_.upper_bound(after);
         position != sleeping_.end() && position->wakeAt <= until && runs.size() < limit; ++position) {
      runs.push_back(storedRun(position->runId));
    }
    return runs;
  }

  std::optional<Timestamp> nextWakeUp(const WakePosition& after) override {
    const auto position = sleeping_.upper_bound(after);
    if (position == sleeping_.end()) return std::nullopt;
    return position->wakeAt;
  }

  std::optional<StoredRun> unfinishedRun(std::string_view runId) override {
    const auto run = runs_.find(runId);
    if (run == runs_.end() || run->second.record.endedAt) return std::nullopt;
    return storedRun(run->first);
  }

  std::optional<RunRecord> findRun(std::string_view runId) override {
    const auto run = runs_.find(runId);
    if (run == runs_.end()) return std::nullopt;
    return recordOf(run->second);
  }

  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override {
    std::vector<RunRecord> records;
    const auto event = events_.find(std::string(eventId));
    if (event == events_.end()) return records;
    for (const std::string& id : event->second.runs) records.push_back(recordOf(runs_.find(id)->second));
    std::ranges::sort(records, {}, &RunRecord::id);
    return records;
  }

  std::vector<RunRecord> recentRuns(std::size_t limit) override {
    std::vector<RunRecord> records;
    for (auto run = runs_.rbegin(); run != runs_.rend() && records.size() < limit; ++run) {
      records.push_back(recordOf(run->second));
    }
    return records;
  }

 private:
  struct Event {
    StoredEvent event;
    std::vector<std::string> runs;
  };
  struct Run {
    RunRecord record;  ///< without its steps and its derived status
    std::optional<Timestamp> wakeAt;
    std::vector<PutStep> steps;
  };

  void check(std::span<const Mutation> mutations) const {
    std::unordered_set<std::string_view> created;
    std::unordered_set<std::string_view> accepted;
    std::unordered_set<std::string_view> ended;
    const auto mustBeUnfinished = [&](const std::string& id) {
      const auto run = runs_.find(id);
      const bool known = created.contains(id) || (run != runs_.end() && !run->second.record.endedAt);
      if (!known || ended.contains(id)) throw StoreError("memory store: there is no unfinished run " + id);
    };
    for (const Mutation& mutation : mutations) {
      if (const auto* accept = std::get_if<AcceptEvent>(&mutation)) {
        if (events_.contains(accept->event.id) || !accepted.insert(accept->event.id).second) continue;
        for (const NewRun& run : accept->runs) {
          if (runs_.contains(run.id) || !created.insert(run.id).second) {
            throw StoreError("memory store: there is a run " + run.id + " already");
          }
        }
      } else if (const auto* suspend = std::get_if<SuspendRun>(&mutation)) {
        mustBeUnfinished(suspend->runId);
      } else if (const auto* end = std::get_if<EndRun>(&mutation)) {
        mustBeUnfinished(end->runId);
        ended.insert(end->runId);
      } else if (const auto* step = std::get_if<PutStep>(&mutation)) {
        if (!runs_.contains(step->runId) && !created.contains(step->runId)) {
          throw StoreError("memory store: there is no run " + step->runId);
        }
      }
    }
  }

  void put(AcceptEvent& accept) {
    const auto [event, inserted] = events_.try_emplace(accept.event.id, Event{accept.event, {}});
    accept.duplicate = !inserted;
    if (!inserted) return;
    for (const NewRun& created : accept.runs) {
      Run run;
      run.record.id = created.id;
      run.record.functionId = created.functionId;
      run.record.eventId = accept.event.id;
      run.record.startedAt = accept.receivedAt;
      runs_.emplace(created.id, std::move(run));
      event->second.runs.push_back(created.id);
      ready_.insert(created.id);
      if (created.wakeAt) moveTo(runs_.find(created.id)->second, created.wakeAt);
    }
  }

  void put(const PutStep& step) {
    auto& steps = runs_.find(step.runId)->second.steps;
    const auto known = std::ranges::find(steps, step.hash, &PutStep::hash);
    if (known == steps.end()) {
      steps.push_back(step);
    } else {
      const int position = known->position;
      *known = step;
      known->position = position;
    }
    std::ranges::stable_sort(steps, {}, &PutStep::position);
  }

  void put(const SuspendRun& suspend) {
    Run& run = runs_.find(suspend.runId)->second;
    run.record.attempt = suspend.attempt;
    run.record.error = suspend.error;
    moveTo(run, suspend.wakeAt);
  }

  void put(const EndRun& end) {
    Run& run = runs_.find(end.runId)->second;
    moveTo(run, std::nullopt);
    ready_.erase(end.runId);
    run.record.attempt = end.attempt;
    run.record.result = end.result;
    run.record.error = end.error;
    run.record.endedAt = end.endedAt;
  }

  void moveTo(Run& run, std::optional<Timestamp> wakeAt) {
    if (run.wakeAt) {
      sleeping_.erase({*run.wakeAt, run.record.id});
    } else {
      ready_.erase(run.record.id);
    }
    run.wakeAt = wakeAt;
    if (wakeAt) {
      sleeping_.insert({*wakeAt, run.record.id});
    } else {
      ready_.insert(run.record.id);
    }
  }

  StoredRun storedRun(const std::string& id) const {
    const Run& run = runs_.find(id)->second;
    return {
        id,       run.record.functionId, events_.find(run.record.eventId)->second.event, run.record.attempt, run.wakeAt,
        run.steps};
  }

  static RunRecord recordOf(const Run& run) {
    RunRecord record = run.record;
    record.status = record.endedAt ? (record.error ? RunStatus::failed : RunStatus::completed)
                    : run.wakeAt   ? RunStatus::sleeping
                                   : RunStatus::queued;
    for (const PutStep& step : run.steps) record.steps.push_back(store::recordOf(step));
    return record;
  }

  std::unordered_map<std::string, Event> events_;
  std::map<std::string, Run, std::less<>> runs_;
  std::set<std::string, std::less<>> ready_;
  std::set<WakePosition> sleeping_;
};

}  // namespace

std::unique_ptr<Store> memoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace event_runtime
