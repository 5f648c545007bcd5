#include <event_runtime/testing.hpp>

#include <vector>

namespace event_runtime {

FakeClock::FakeClock(Timestamp start) : now_(start) {}

Timestamp FakeClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

void FakeClock::wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wakeUp,
                     std::optional<Timestamp> deadline) {
  std::list<Waiter>::iterator waiter;
  {
    const std::lock_guard own(mutex_);
    if (deadline && *deadline <= now_) return;
    waiter = waiters_.insert(waiters_.end(), Waiter{lock.mutex(), &wakeUp});
  }
  wakeUp.wait(lock);

  // wakeAll() takes the caller's mutex, so it must be free while we wait for wakeAll() to be done with this waiter.
  lock.unlock();
  {
    std::unique_lock own(mutex_);
    notified_.wait(own, [&] { return waiter->notifiers == 0; });
    waiters_.erase(waiter);
  }
  lock.lock();
}

void FakeClock::advance(std::chrono::milliseconds duration) {
  {
    const std::lock_guard lock(mutex_);
    now_ += duration;
  }
  wakeAll();
}

void FakeClock::set(Timestamp time) {
  {
    const std::lock_guard lock(mutex_);
    now_ = time;
  }
  wakeAll();
}

void FakeClock::wakeAll() {
  std::vector<Waiter*> waiters;
  {
    const std::lock_guard lock(mutex_);
    for (Waiter& waiter : waiters_) {
      ++waiter.notifiers;
      waiters.push_back(&waiter);
    }
  }
  for (Waiter* waiter : waiters) {
    // Once its mutex can be had, the waiter is inside its condition variable's wait, or past it.
    { const std::lock_guard inside(*waiter->mutex); }
    waiter->wakeUp->notify_all();
    const std::lock_guard lock(mutex_);
    --waiter->notifiers;
    notified_.notify_all();
  }
}

}  // namespace event_runtime
