#pragma once

#include "engine/task.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace event_runtime::engine {

/// Threads that carry out tasks in the order they are pushed. A thread takes one task at a time, since each may take
/// long and no other must wait behind it. Thread-safe.
class WorkerPool {
 public:
  /// How many threads may be lost at a time and have others in their place.
  static constexpr std::size_t MAX_LOST = 64;

  /// `work` must not throw.
  WorkerPool(unsigned threads, std::function<void(Task&)> work);
  /// stop() and join().
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void start();
  /// Takes the tasks out of `tasks`. After stop() they are dropped.
  void push(std::vector<Task>& tasks);
  /// Lets the tasks that are under way finish and begins no other.
  void stop();
  /// Waits until the threads have ended, but for those that are lost; stop() first, and not from one of them.
  void join();
  bool isWorker(std::thread::id thread) const;

  /// A task on this thread does not return. Nobody waits for the thread any more, and it ends when the task does;
  /// `keepAlive`, which owns this pool, is released then. False: there are too many already, and none takes its place.
  bool lose(std::thread::id thread, std::shared_ptr<void> keepAlive);

 private:
  struct Worker {
    std::thread thread;
    std::thread::id id;
    std::shared_ptr<void> keepAlive;
    bool lost = false;
  };
  void startOne();
  void run(Worker& self);

  const unsigned size_;
  const std::function<void(Task&)> work_;
  mutable std::mutex mutex_;
  std::condition_variable wakeUp_;
  std::condition_variable ended_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;
  std::size_t running_ = 0;  ///< threads that have not ended and are not lost
  std::size_t lost_ = 0;     ///< that have not ended
  bool stopped_ = false;
  std::vector<std::shared_ptr<Worker>> workers_;  ///< without those that are lost
};

}  // namespace event_runtime::engine
