#pragma once

#include "engine/task.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace event_runtime::engine {

/// Threads that carry out tasks in the order they are pushed. A thread takes one task at a time, since each may take
/// long and no other must wait behind it. Thread-safe.
class WorkerPool {
 public:
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
  /// Waits until the threads have ended; stop() first, and not from one of them.
  void join();
  bool isWorker(std::thread::id thread) const;

 private:
  void run();

  const unsigned size_;
  const std::function<void(Task&)> work_;
  mutable std::mutex mutex_;
  std::condition_variable wakeUp_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
  std::vector<std::thread::id> ids_;
};

}  // namespace event_runtime::engine
