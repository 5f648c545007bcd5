// What changes the store.
#include "store/memory/memory_store.hpp"

#include <algorithm>
#include <unordered_set>

namespace event_runtime {

void MemoryStore::apply(std::span<Mutation> mutations, TransactionHooks* hooks) {
  // Everything that can be refused is refused before anything is changed.
  check(mutations);
  hooks_ = hooks;
  if (hooks_ != nullptr) hooks_->begun();
  for (Mutation& mutation : mutations) apply(mutation);
}

void MemoryStore::apply(Mutation& mutation) {
  std::visit([this](auto& change) { put(change); }, mutation);
}

void MemoryStore::check(std::span<const Mutation> mutations) const {
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

bool MemoryStore::isDuplicate(const AcceptEvent& accept) const {
  if (!events_.contains(accept.event.id)) return false;
  const auto repeated = repeated_.find(accept.event.id);
  const std::string& latest = repeated == repeated_.end() ? accept.event.id : repeated->second.back();
  return !accept.idOverBy || events_.find(latest)->second.receivedAt > *accept.idOverBy ||
         events_.contains(accept.spareKey);
}

void MemoryStore::create(const NewRun& created, const std::string& eventKey, Timestamp createdAt) {
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

void MemoryStore::put(AcceptEvent& accept) {
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

void MemoryStore::put(PutStep& step) {
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

void MemoryStore::put(PutWaits& waits) {
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

void MemoryStore::put(ResolveStep& resolve) {
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

void MemoryStore::put(SendSignal& signal) {
  if (hooks_ != nullptr) hooks_->signalled(signal, *this);
}

void MemoryStore::put(SuspendRun& suspend) {
  Run& run = runs_.find(suspend.runId)->second;
  suspend.resumed = false;
  if (run.cancelled) return;
  run.record.attempt = suspend.attempt;
  run.record.error = suspend.error;
  suspend.resumed = run.resumptions > suspend.resumptions;
  moveTo(run, suspend.resumed ? std::nullopt : std::optional(suspend.wakeAt));
}

void MemoryStore::put(EndRun& end) {
  Run& run = runs_.find(end.runId)->second;
  if (run.cancelled) return;
  run.record.attempt = end.attempt;
  run.record.result = end.result;
  finish(run, end.endedAt, end.error);
}

void MemoryStore::put(CancelRun& cancel) {
  const auto found = runs_.find(cancel.runId);
  cancel.cancelled = found != runs_.end() && !found->second.record.endedAt;
  if (!cancel.cancelled) return;
  found->second.cancelled = true;
  finish(found->second, cancel.at, ErrorInfo{"event_runtime::Cancelled", cancel.reason});
}

void MemoryStore::put(FireControl& fire) {
  auto found = control(fire.key);
  if (found && found->dueAt && *found->dueAt <= fire.now && hooks_ != nullptr) hooks_->due(*found, fire.now, *this);
}

void MemoryStore::put(PutControl& put) {
  if (const auto old = controls_.find(put.key); old != controls_.end()) {
    if (old->second.dueAt) dueControls_.erase({*old->second.dueAt, put.key});
    controls_.erase(old);
  }
  if (!put.control) return;
  if (put.control->dueAt) dueControls_.insert({*put.control->dueAt, put.key});
  controls_.emplace(put.key, *put.control);
}

void MemoryStore::finish(Run& run, Timestamp at, std::optional<ErrorInfo> error) {
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

void MemoryStore::forgetWaits(Run& run, const execution::StepHash* step) {
  std::erase_if(run.waits, [&](const auto& entry) {
    if (step != nullptr && entry.second.step != *step) return false;
    const auto waits = waits_.find(entry.first);
    waits->second.erase(entry.second);
    if (waits->second.empty()) waits_.erase(waits);
    return true;
  });
}

void MemoryStore::moveTo(Run& run, std::optional<Timestamp> wakeAt) {
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

}  // namespace event_runtime
