#pragma once

#include <event_runtime/clock.hpp>

#include "engine/progress.hpp"
#include "store/store.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace event_runtime::engine {

/// Events that somebody waits for to become durable.
struct Send {
  std::vector<Mutation> mutations;
  bool* outcome = nullptr;  ///< set before `done`: whether a CancelRun or SendSignal has found what it is for
  /// Why they could not be stored; empty: they are. A text, since an exception that two threads hold is destroyed by
  /// whichever is last, which thread checkers take for a race.
  std::promise<std::string> done;
};

/// What has come for the store thread since it looked last.
struct Mail {
  std::vector<Send> sends;
  std::vector<Progress> progress;
  std::vector<std::function<void()>> calls;

  bool empty() const noexcept { return sends.empty() && progress.empty() && calls.empty(); }
  void clear();
};

/// The way of all other threads to the store thread. Thread-safe.
class Mailbox {
 public:
  enum class State {
    open,
    closing,  ///< nothing more is taken in; the store thread finishes what is there
    aborted,  ///< nothing more is taken in, and what is there is dropped
  };

  /// Each gives false, having taken nothing, unless the mailbox is open. The store thread answers every one it has
  /// taken.
  bool send(Send& send);
  bool call(std::function<void()> action);

  /// A task has ended with this and has led to `spawned` others. Also taken in while closing: a worker's last words.
  void report(Progress progress, std::size_t spawned);
  /// The store thread hands tasks to the workers.
  void tasksBegun(std::size_t count) noexcept { tasks_ += count; }
  /// Tasks that workers have or are to get.
  std::size_t tasks() const noexcept { return tasks_; }

  /// Resolves when the store thread is about to wait, no task is under way, and nothing is due. At once when not open.
  std::future<void> whenIdle();

  void close();
  void abort();
  State state() const;

  struct Waiting {
    std::optional<Timestamp> deadline;  ///< until when; std::nullopt: until something comes
    bool mayBeIdle = true;              ///< nothing else than tasks and mail can happen before the deadline
  };
  /// For the store thread: swaps what has come into `mail`, which is empty.
  State take(Mail& mail);
  /// The same, but where there is nothing, waits for it, once; may still give nothing.
  State waitAndTake(Mail& mail, Clock& clock, const Waiting& waiting);

 private:
  void wake();
  State swapOut(Mail& mail);

  mutable std::mutex mutex_;
  std::condition_variable wakeUp_;
  Mail mail_;
  std::vector<std::promise<void>> idleWaiters_;
  State state_ = State::open;
  bool waiting_ = false;
  bool woken_ = false;
  std::atomic<std::size_t> tasks_ = 0;
};

}  // namespace event_runtime::engine
