#include "engine/step_watchdog.hpp"

#include "engine/active_run.hpp"

namespace event_runtime::engine {

StepWatchdog::~StepWatchdog() { stop(); }

StepWatchdog::Ticket StepWatchdog::begin(const std::shared_ptr<ActiveRun>& run, const execution::StepHash& step,
                                         Timestamp deadline) {
  return add({run, step}, deadline);
}

void StepWatchdog::stopBodies(const std::shared_ptr<ActiveRun>& run) { add({run, std::nullopt}, Timestamp::min()); }

StepWatchdog::Ticket StepWatchdog::add(Watched watched, Timestamp deadline) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = nextId_++;
  const Ticket ticket{deadline, id};
  watched.id = id;
  watched_.emplace(ticket, std::move(watched));
  if (!thread_.joinable() && !stopped_) thread_ = std::thread([this] { this->run(); });
  if (watched_.begin()->first == ticket) wakeUp_.notify_one();
  return ticket;
}

void StepWatchdog::end(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  if (watched_.erase(ticket) == 1) return;
  if (const auto moved = moved_.extract(ticket.second)) watched_.erase(moved.mapped());
}

void StepWatchdog::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wakeUp_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StepWatchdog::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const auto first = watched_.begin();
    if (first == watched_.end()) {
      clock_.wait(lock, wakeUp_, std::nullopt);
      continue;
    }
    if (const Timestamp now = clock_.now(); first->first.first > now) {
      clock_.wait(lock, wakeUp_, first->first.first);
      continue;
    }
    Watched due = std::move(first->second);
    const Timestamp deadline = first->first.first;
    watched_.erase(first);
    moved_.erase(due.id);
    const auto active = due.run.lock();
    if (!active) continue;
    const bool cutOff = due.asked;
    if (!cutOff && due.step) {
      const Ticket later{deadline + GRACE, due.id};
      due.asked = true;
      moved_[due.id] = later;
      watched_.emplace(later, due);
    }
    // The run locks itself, and a stop callback may do anything.
    lock.unlock();
    if (cutOff) {
      active->cutOff(*due.step);
    } else {
      active->askToStop(due.step ? &*due.step : nullptr);
    }
    lock.lock();
  }
}

}  // namespace event_runtime::engine
