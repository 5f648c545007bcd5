#include "engine/mailbox.hpp"

#include "engine/active_run.hpp"

namespace event_runtime::engine {

void Mail::clear() {
  sends.clear();
  progress.clear();
  calls.clear();
}

bool Mailbox::send(Send& send) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::open) return false;
  mail_.sends.push_back(std::move(send));
  wake();
  return true;
}

bool Mailbox::call(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::open) return false;
  mail_.calls.push_back(std::move(action));
  wake();
  return true;
}

void Mailbox::report(Progress progress, std::size_t spawned) {
  const std::lock_guard lock(mutex_);
  tasks_ += spawned;
  --tasks_;
  if (state_ != State::aborted && (!progress.mutations.empty() || !progress.timers.empty() || progress.over)) {
    mail_.progress.push_back(std::move(progress));
    wake();
  } else if (tasks_ == 0) {
    wake();
  }
}

std::future<void> Mailbox::whenIdle() {
  const std::lock_guard lock(mutex_);
  std::promise<void> waiter;
  auto future = waiter.get_future();
  if (state_ == State::open) {
    idleWaiters_.push_back(std::move(waiter));
    wake();
  } else {
    waiter.set_value();
  }
  return future;
}

void Mailbox::close() {
  const std::lock_guard lock(mutex_);
  if (state_ == State::open) state_ = State::closing;
  for (auto& waiter : idleWaiters_) waiter.set_value();
  idleWaiters_.clear();
  wake();
}

void Mailbox::abort() {
  const std::lock_guard lock(mutex_);
  state_ = State::aborted;
  for (auto& waiter : idleWaiters_) waiter.set_value();
  idleWaiters_.clear();
  wake();
}

Mailbox::State Mailbox::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Mailbox::wake() {
  woken_ = true;
  if (waiting_) wakeUp_.notify_one();
}

Mailbox::State Mailbox::take(Mail& mail) {
  const std::lock_guard lock(mutex_);
  return swapOut(mail);
}

Mailbox::State Mailbox::waitAndTake(Mail& mail, Clock& clock, const Waiting& waiting) {
  std::unique_lock lock(mutex_);
  if (!woken_ && mail_.empty() && state_ == State::open) {
    const bool nothingDue = !waiting.deadline || *waiting.deadline > clock.now();
    if (waiting.mayBeIdle && tasks_ == 0 && nothingDue) {
      for (auto& waiter : idleWaiters_) waiter.set_value();
      idleWaiters_.clear();
    }
    waiting_ = true;
    clock.wait(lock, wakeUp_, waiting.deadline);
    waiting_ = false;
  }
  return swapOut(mail);
}

Mailbox::State Mailbox::swapOut(Mail& mail) {
  woken_ = false;
  std::swap(mail, mail_);
  return state_;
}

}  // namespace event_runtime::engine
