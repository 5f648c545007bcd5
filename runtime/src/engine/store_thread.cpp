#include "engine/store_thread.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace event_runtime::engine {

StoreThread::StoreThread(Parts parts, std::function<void()> failed)
    : parts_(parts),
      failed_(std::move(failed)),
      committer_(parts.store, parts.scheduler, parts.router, parts.clock, parts.logger, [this] { handOut(); }),
      ended_(end_.get_future().share()) {}

StoreThread::~StoreThread() { join(); }

void StoreThread::start() {
  thread_ = std::thread([this] { run(); });
}

void StoreThread::join() {
  if (thread_.joinable()) thread_.join();
}

void StoreThread::run() {
  try {
    work();
  } catch (const std::exception& error) {
    failure_ = error.what();
    parts_.logger.log(
        LogLevel::error,
        "the engine stops because its store fails; what was acknowledged is safe, unfinished steps run again",
        {{"error", error.what()}});
  }
  parts_.mailbox.abort();
  Mail left;
  parts_.mailbox.take(left);
  refuse(left);
  end_.set_value();
  if (failure_) failed_();
}

void StoreThread::work() {
  Mail mail;
  bool more = false;
  for (;;) {
    Mailbox::Waiting waiting;
    waiting.deadline = nextDeadline();
    waiting.mayBeIdle = !committer_.isBehind() && !reading_.retryAt();
    const auto state = more ? parts_.mailbox.take(mail) : parts_.mailbox.waitAndTake(mail, parts_.clock, waiting);
    for (const auto& call : mail.calls) call();
    mail.calls.clear();
    if (state == Mailbox::State::aborted) {
      refuse(mail);
      return;
    }
    if (state == Mailbox::State::open) {
      // First, because the runs that these belong to may have ended since, and what their end removes must be there.
      auto own = parts_.scheduler.takeOwn();
      mail.progress.insert(mail.progress.begin(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    }
    try {
      committer_.commit(mail, state == Mailbox::State::open);
    } catch (...) {
      refuse(mail);
      throw;
    }
    if (state == Mailbox::State::closing) return;
    more = takeUpRuns();
    handOut();
  }
}

bool StoreThread::takeUpRuns() {
  const Timestamp now = parts_.clock.now();
  if (!reading_.mayTry(now)) return false;
  try {
    const bool more = parts_.scheduler.work(now);
    reading_.succeeded();
    return more;
  } catch (const StoreError& error) {
    reading_.failed(now);
    parts_.logger.log(LogLevel::error, "runs cannot be read from the store",
                      {{"error", error.what()}, {"failures", std::to_string(reading_.failures())}});
    if (reading_.isSpent()) throw;
    return reading_.mayRepeatAtOnce();
  }
}

void StoreThread::handOut() {
  auto& tasks = parts_.scheduler.tasks();
  parts_.mailbox.tasksBegun(tasks.size());
  parts_.workers.push(tasks);
}

std::optional<Timestamp> StoreThread::nextDeadline() const {
  std::optional<Timestamp> next;
  const auto consider = [&next](const std::optional<Timestamp>& candidate) {
    if (candidate && (!next || *candidate < *next)) next = candidate;
  };
  if (reading_.retryAt()) {
    consider(reading_.retryAt());
  } else {
    consider(parts_.scheduler.nextDeadline());
  }
  consider(committer_.nextDeadline());
  return next;
}

void StoreThread::refuse(Mail& mail) {
  for (Send& send : mail.sends) {
    send.done.set_value("the engine has stopped before the events were stored; none was accepted");
  }
  for (const auto& call : mail.calls) call();
  mail.clear();
}

}  // namespace event_runtime::engine
