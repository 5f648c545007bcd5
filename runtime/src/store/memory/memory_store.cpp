#include "store/names.hpp"
#include "store/store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace event_runtime {
namespace {

using WaitKey = std::tuple<Wait::Kind, std::string, std::string, std::string>;

struct ByWaiter {
  bool operator()(const Wait& a, const Wait& b) const {
    return std::tie(a.runId, a.step, a.condition) < std::tie(b.runId, b.step, b.condition);
  }
};

/// The same rules as the database's, in ordered containers.
class MemoryStore : public Store, private Transaction {
 public:
  void open() override {}

  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override {
    // Everything that can be refused is refused before anything is changed.
    check(mutations);
    hooks_ = hooks;
    if (hooks_ != nullptr) hooks_->begun();
    for (Mutation& mutation : mutations) apply(mutation);
  }

  std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) override {
    std::vector<StoredRun> runs;
    for (auto position = ready_.upper_bound(after); position != ready_.end() && runs.size() < limit; ++position) {
      runs.push_back(storedRun(position->runId));
    }
    return runs;
  }

  std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) override {
    std::vector<StoredRun> runs;
    for (auto position = sleeping_.upper_bound(after);
         position != sleeping_.end() && position->when <= until && runs.size() < limit; ++position) {
      runs.push_back(storedRun(position->runId));
    }
    return runs;
  }

  std::optional<Timestamp> nextWakeUp(const Position& after) override {
    const auto position = sleeping_.upper_bound(after);
    if (position == sleeping_.end()) return std::nullopt;
    return position->when;
  }

  std::optional<StoredRun> unfinishedRun(std::string_view runId) override {
    const auto run = runs_.find(runId);
    if (run == runs_.end() || run->second.record.endedAt) return std::nullopt;
    return storedRun(run->first);
  }

  std::vector<std::string> dueControls(Timestamp until, std::size_t limit) override {
    std::vector<std::string> keys;
    for (auto due = dueControls_.begin(); due != dueControls_.end() && due->first <= until && keys.size() < limit;
         ++due) {
      keys.push_back(due->second);
    }
    return keys;
  }

  std::optional<Timestamp> nextDueControl() override {
    if (dueControls_.empty()) return std::nullopt;
    return dueControls_.begin()->first;
  }

  std::vector<Control> controls(std::string_view prefix) override {
    std::vector<Control> found;
    for (auto control = controls_.lower_bound(prefix); control != controls_.end() && control->first.starts_with(prefix);
         ++control) {
      found.push_back(control->second);
    }
    return found;
  }

  std::vector<Wait> waitPatterns() override {
    std::vector<Wait> patterns;
    for (const auto& [key, waits] : waits_) {
      const auto& [kind, name, path, value] = key;
      if (kind == Wait::Kind::signal) continue;
      if (!patterns.empty() && patterns.back().kind == kind && patterns.back().name == name &&
          patterns.back().path == path) {
        continue;
      }
      patterns.push_back({kind, name, path});
    }
    return patterns;
  }

  std::optional<RunRecord> findRun(std::string_view runId) override {
    const auto run = runs_.find(runId);
    if (run == runs_.end()) return std::nullopt;
    return recordOf(run->second);
  }

  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override {
    std::vector<RunRecord> records;
    std::vector<std::string> keys{std::string(eventId)};
    if (const auto repeated = repeated_.find(keys.front()); repeated != repeated_.end()) {
      keys.insert(keys.end(), repeated->second.begin(), repeated->second.end());
    }
    for (const std::string& key : keys) {
      const auto event = events_.find(key);
      if (event == events_.end()) continue;
      for (const std::string& id : event->second.runs) records.push_back(recordOf(runs_.find(id)->second));
    }
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
  void apply(Mutation& mutation) override {
    std::visit([this](auto& change) { put(change); }, mutation);
  }

  void create(const NewRun& created, const std::string& eventKey, Timestamp createdAt) override {
    const auto event = events_.find(eventKey);
    Run run;
    run.record.id = created.id;
    run.record.functionId = created.functionId;
    run.record.eventId = event == events_.end() ? eventKey : event->second.event.id;
    run.eventKey = eventKey;
    run.record.startedAt = createdAt;
    run.rank = created.rank;
    run.parent = created.parent;
    run.singleton = created.singleton;
    run.batch = created.batch;
    if (!run.singleton.empty()) singletons_.insert({run.singleton, created.id});
    ready_.insert({run.rank, created.id});
    Run& stored = runs_.emplace(created.id, std::move(run)).first->second;
    if (event != events_.end()) event->second.runs.push_back(created.id);
    if (created.wakeAt) moveTo(stored, created.wakeAt);
  }

  std::string keyOf(const std::string& eventId) override {
    const auto repeated = repeated_.find(eventId);
    return repeated == repeated_.end() ? eventId : repeated->second.back();
  }

  std::vector<Wait> waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                             std::string_view value) override {
    const auto waits = waits_.find(WaitKey{kind, name, path, value});
    if (waits == waits_.end()) return {};
    return {waits->second.begin(), waits->second.end()};
  }

  std::vector<StoredEvent> eventsSince(std::string_view name, Timestamp from, std::size_t limit) override {
    std::vector<StoredEvent> found;
    for (auto id = eventsByName_.lower_bound({std::string(name), from, {}});
         id != eventsByName_.end() && std::get<0>(*id) == name && found.size() < limit; ++id) {
      found.push_back(events_.find(std::get<2>(*id))->second.event);
    }
    return found;
  }

  std::optional<StoredEvent> event(std::string_view key) override {
    const auto event = events_.find(std::string(key));
    if (event == events_.end()) return std::nullopt;
    return event->second.event;
  }

  std::optional<StoredEvent> eventOfRun(std::string_view runId) override {
    const auto run = runs_.find(runId);
    if (run == runs_.end()) return std::nullopt;
    return event(run->second.eventKey);
  }

  std::optional<Control> control(std::string_view key) override {
    const auto control = controls_.find(key);
    if (control == controls_.end()) return std::nullopt;
    return control->second;
  }

  std::optional<std::string> singletonRun(std::string_view value) override {
    const auto run = singletons_.lower_bound({std::string(value), {}});
    if (run == singletons_.end() || run->first != value) return std::nullopt;
    return run->second;
  }

  bool isUnfinished(std::string_view runId) override {
    const auto run = runs_.find(runId);
    return run != runs_.end() && !run->second.record.endedAt;
  }

  void check(std::span<const Mutation> mutations) const {
    std::unordered_set<std::string_view> created;
    std::unordered_set<std::string_view> accepted;
    std::unordered_set<std::string_view> ended;
    const auto mustBeUnfinished = [&](const std::string& id) {
      const auto run = runs_.find(id);
      // What comes from a run that was cancelled meanwhile is ignored.
      const bool known =
          created.contains(id) || (run != runs_.end() && (!run->second.record.endedAt || run->second.cancelled));
      if (!known || ended.contains(id)) throw StoreError("memory store: there is no unfinished run " + id);
    };
    for (const Mutation& mutation : mutations) {
      if (const auto* accept = std::get_if<AcceptEvent>(&mutation)) {
        if (isDuplicate(*accept) || !accepted.insert(accept->event.id).second) continue;
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

  bool isDuplicate(const AcceptEvent& accept) const {
    if (!events_.contains(accept.event.id)) return false;
    const auto repeated = repeated_.find(accept.event.id);
    const std::string& latest = repeated == repeated_.end() ? accept.event.id : repeated->second.back();
    return !accept.idOverBy || events_.find(latest)->second.receivedAt > *accept.idOverBy ||
           events_.contains(accept.spareKey);
  }

  void put(AcceptEvent& accept) {
    accept.duplicate = isDuplicate(accept);
    if (accept.duplicate) return;
    const bool isRepeated = events_.contains(accept.event.id);
    const std::string& key = isRepeated ? accept.spareKey : accept.event.id;
    if (isRepeated) repeated_[accept.event.id].push_back(key);
    events_.emplace(key, Event{accept.event, accept.receivedAt, {}});
    eventsByName_.emplace(accept.event.name, accept.receivedAt, key);
    for (const NewRun& created : accept.runs) create(created, key, accept.receivedAt);
    if (hooks_ != nullptr) hooks_->accepted(accept, *this);
  }

  void put(PutStep& step) {
    Run& run = runs_.find(step.runId)->second;
    auto& steps = run.steps;
    const auto known = std::ranges::find(steps, step.hash, &PutStep::hash);
    if (known == steps.end()) {
      steps.push_back(step);
    } else {
      const int position = known->position;
      *known = step;
      known->position = position;
    }
    std::ranges::stable_sort(steps, {}, &PutStep::position);
    if (step.status != PutStep::Status::waiting) forgetWaits(run, &step.hash);
  }

  void put(PutWaits& waits) {
    Run& run = runs_.find(waits.runId)->second;
    for (Wait wait : waits.waits) {
      const WaitKey key{wait.kind, wait.name, wait.path, wait.value};
      if (waits.replace) {
        if (const auto others = waits_.find(key); others != waits_.end()) {
          for (const Wait& other : std::vector<Wait>(others->second.begin(), others->second.end())) {
            forgetWaits(runs_.find(other.runId)->second, &other.step);
          }
        }
      }
      wait.runId = waits.runId;
      wait.step = waits.step;
      waits_[key].insert(wait);
      run.waits.emplace_back(key, std::move(wait));
    }
    if (hooks_ != nullptr) hooks_->waiting(waits, *this);
  }

  void put(ResolveStep& resolve) {
    resolve.resolved = false;
    const auto found = runs_.find(resolve.runId);
    if (found == runs_.end()) return;
    Run& run = found->second;
    const auto step = std::ranges::find(run.steps, resolve.step, &PutStep::hash);
    if (step == run.steps.end() || step->status != PutStep::Status::waiting) return;
    resolve.resolved = true;
    step->wakeAt.reset();
    if (const auto* error = std::get_if<ErrorInfo>(&resolve.result)) {
      step->status = PutStep::Status::failed;
      step->error = *error;
    } else {
      step->status = PutStep::Status::completed;
      step->result = std::get<std::string>(resolve.result);
    }
    forgetWaits(run, &resolve.step);
    if (!run.record.endedAt) {
      ++run.resumptions;
      moveTo(run, std::nullopt);
    }
    if (hooks_ != nullptr) hooks_->resolved(resolve, *this);
  }

  void put(SendSignal& signal) {
    if (hooks_ != nullptr) hooks_->signalled(signal, *this);
  }

  void put(SuspendRun& suspend) {
    Run& run = runs_.find(suspend.runId)->second;
    suspend.resumed = false;
    if (run.cancelled) return;
    run.record.attempt = suspend.attempt;
    run.record.error = suspend.error;
    suspend.resumed = run.resumptions > suspend.resumptions;
    moveTo(run, suspend.resumed ? std::nullopt : std::optional(suspend.wakeAt));
  }

  void put(EndRun& end) {
    Run& run = runs_.find(end.runId)->second;
    if (run.cancelled) return;
    run.record.attempt = end.attempt;
    run.record.result = end.result;
    finish(run, end.endedAt, end.error);
  }

  void put(CancelRun& cancel) {
    const auto found = runs_.find(cancel.runId);
    cancel.cancelled = found != runs_.end() && !found->second.record.endedAt;
    if (!cancel.cancelled) return;
    found->second.cancelled = true;
    finish(found->second, cancel.at, ErrorInfo{"event_runtime::Cancelled", cancel.reason});
  }

  void put(FireControl& fire) {
    auto found = control(fire.key);
    if (found && found->dueAt && *found->dueAt <= fire.now && hooks_ != nullptr) hooks_->due(*found, fire.now, *this);
  }

  void put(PutControl& put) {
    if (const auto old = controls_.find(put.key); old != controls_.end()) {
      if (old->second.dueAt) dueControls_.erase({*old->second.dueAt, put.key});
      controls_.erase(old);
    }
    if (!put.control) return;
    if (put.control->dueAt) dueControls_.insert({*put.control->dueAt, put.key});
    controls_.emplace(put.key, *put.control);
  }

  void finish(Run& run, Timestamp at, std::optional<ErrorInfo> error) {
    moveTo(run, std::nullopt);
    ready_.erase({run.rank, run.record.id});
    forgetWaits(run, nullptr);
    if (!run.singleton.empty()) singletons_.erase({run.singleton, run.record.id});
    run.record.error = std::move(error);
    run.record.endedAt = at;
    EndedRun ended{run.record.id, {run.record.functionId, run.parent}, at, run.record.result, run.record.error,
                   run.cancelled};
    if (hooks_ != nullptr) hooks_->ended(ended, *this);
  }

  /// What one step waits for, or with nullptr all of them and the run itself.
  void forgetWaits(Run& run, const execution::StepHash* step) {
    std::erase_if(run.waits, [&](const auto& entry) {
      if (step != nullptr && entry.second.step != *step) return false;
      const auto waits = waits_.find(entry.first);
      waits->second.erase(entry.second);
      if (waits->second.empty()) waits_.erase(waits);
      return true;
    });
  }

  void moveTo(Run& run, std::optional<Timestamp> wakeAt) {
    if (run.wakeAt) {
      sleeping_.erase({*run.wakeAt, run.record.id});
    } else {
      ready_.erase({run.rank, run.record.id});
    }
    run.wakeAt = wakeAt;
    if (wakeAt) {
      sleeping_.insert({*wakeAt, run.record.id});
    } else {
      ready_.insert({run.rank, run.record.id});
    }
  }

  StoredRun storedRun(const std::string& id) const {
    const Run& run = runs_.find(id)->second;
    StoredRun stored{id,
                     run.record.functionId,
                     events_.find(run.eventKey)->second.event,
                     run.record.attempt,
                     run.wakeAt,
                     run.steps,
                     run.rank,
                     run.resumptions,
                     {},
                     run.parent};
    for (const std::string& event : run.batch) stored.batch.push_back(events_.find(event)->second.event);
    return stored;
  }

  static RunRecord recordOf(const Run& run) {
    RunRecord record = run.record;
    record.status = run.cancelled    ? RunStatus::cancelled
                    : record.endedAt ? (record.error ? RunStatus::failed : RunStatus::completed)
                    : run.wakeAt     ? RunStatus::sleeping
                                     : RunStatus::queued;
    for (const PutStep& step : run.steps) record.steps.push_back(store::recordOf(step));
    return record;
  }

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

}  // namespace

std::unique_ptr<Store> memoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace event_runtime
