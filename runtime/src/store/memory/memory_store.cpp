// What is asked of the store.
#include "store/memory/memory_store.hpp"

#include "store/names.hpp"

#include <algorithm>
#include <memory>

namespace event_runtime {

std::unique_ptr<Store> memoryStore() { return std::make_unique<MemoryStore>(); }

std::vector<StoredRun> MemoryStore::readyRuns(const Position& after, std::size_t limit) {
  std::vector<StoredRun> runs;
  for (auto position = ready_.upper_bound(after); position != ready_.end() && runs.size() < limit; ++position) {
    runs.push_back(storedRun(position->runId));
  }
  return runs;
}

std::vector<StoredRun> MemoryStore::sleepingRuns(const Position& after, Timestamp until, std::size_t limit) {
  std::vector<StoredRun> runs;
  for (auto position = sleeping_.upper_bound(after);
       position != sleeping_.end() && position->when <= until && runs.size() < limit; ++position) {
    runs.push_back(storedRun(position->runId));
  }
  return runs;
}

std::optional<Timestamp> MemoryStore::nextWakeUp(const Position& after) {
  const auto position = sleeping_.upper_bound(after);
  if (position == sleeping_.end()) return std::nullopt;
  return position->when;
}

std::optional<StoredRun> MemoryStore::unfinishedRun(std::string_view runId) {
  const auto run = runs_.find(runId);
  if (run == runs_.end() || run->second.record.endedAt) return std::nullopt;
  return storedRun(run->first);
}

std::vector<std::string> MemoryStore::dueControls(Timestamp until, std::size_t limit) {
  std::vector<std::string> keys;
  for (auto due = dueControls_.begin(); due != dueControls_.end() && due->first <= until && keys.size() < limit;
       ++due) {
    keys.push_back(due->second);
  }
  return keys;
}

std::optional<Timestamp> MemoryStore::nextDueControl() {
  if (dueControls_.empty()) return std::nullopt;
  return dueControls_.begin()->first;
}

std::vector<Control> MemoryStore::controls(std::string_view prefix) {
  std::vector<Control> found;
  for (auto control = controls_.lower_bound(prefix); control != controls_.end() && control->first.starts_with(prefix);
       ++control) {
    found.push_back(control->second);
  }
  return found;
}

std::vector<Wait> MemoryStore::waitPatterns() {
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

std::optional<RunRecord> MemoryStore::findRun(std::string_view runId) {
  const auto run = runs_.find(runId);
  if (run == runs_.end()) return std::nullopt;
  return recordOf(run->second);
}

std::vector<RunRecord> MemoryStore::runsOfEvent(std::string_view eventId) {
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

std::vector<RunRecord> MemoryStore::recentRuns(std::size_t limit) {
  std::vector<RunRecord> records;
  for (auto run = runs_.rbegin(); run != runs_.rend() && records.size() < limit; ++run) {
    records.push_back(recordOf(run->second));
  }
  return records;
}

std::string MemoryStore::keyOf(const std::string& eventId) {
  const auto repeated = repeated_.find(eventId);
  return repeated == repeated_.end() ? eventId : repeated->second.back();
}

std::vector<Wait> MemoryStore::waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                                        std::string_view value) {
  const auto waits = waits_.find(WaitKey{kind, name, path, value});
  if (waits == waits_.end()) return {};
  return {waits->second.begin(), waits->second.end()};
}

std::vector<StoredEvent> MemoryStore::eventsSince(std::string_view name, Timestamp from, std::size_t limit) {
  std::vector<StoredEvent> found;
  for (auto id = eventsByName_.lower_bound({std::string(name), from, {}});
       id != eventsByName_.end() && std::get<0>(*id) == name && found.size() < limit; ++id) {
    found.push_back(events_.find(std::get<2>(*id))->second.event);
  }
  return found;
}

std::optional<StoredEvent> MemoryStore::event(std::string_view key) {
  const auto event = events_.find(std::string(key));
  if (event == events_.end()) return std::nullopt;
  return event->second.event;
}

std::optional<StoredEvent> MemoryStore::eventOfRun(std::string_view runId) {
  const auto run = runs_.find(runId);
  if (run == runs_.end()) return std::nullopt;
  return event(run->second.eventKey);
}

std::optional<Control> MemoryStore::control(std::string_view key) {
  const auto control = controls_.find(key);
  if (control == controls_.end()) return std::nullopt;
  return control->second;
}

std::optional<std::string> MemoryStore::singletonRun(std::string_view value) {
  const auto run = singletons_.lower_bound({std::string(value), {}});
  if (run == singletons_.end() || run->first != value) return std::nullopt;
  return run->second;
}

bool MemoryStore::isUnfinished(std::string_view runId) {
  const auto run = runs_.find(runId);
  return run != runs_.end() && !run->second.record.endedAt;
}

StoredRun MemoryStore::storedRun(const std::string& id) const {
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

RunRecord MemoryStore::recordOf(const Run& run) {
  RunRecord record = run.record;
  record.status = run.cancelled    ? RunStatus::cancelled
                  : record.endedAt ? (record.error ? RunStatus::failed : RunStatus::completed)
                  : run.wakeAt     ? RunStatus::sleeping
                                   : RunStatus::queued;
  for (const PutStep& step : run.steps) record.steps.push_back(store::recordOf(step));
  return record;
}

}  // namespace event_runtime
