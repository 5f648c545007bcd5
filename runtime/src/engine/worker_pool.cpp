#include "engine/worker_pool.hpp"

#include "engine/active_run.hpp"

#include <algorithm>

namespace event_runtime::engine {

WorkerPool::WorkerPool(unsigned threads, std::function<void(Task&)> work) : size_(threads), work_(std::move(work)) {}

WorkerPool::~WorkerPool() {
  stop();
  join();
}

void WorkerPool::start() {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  while (threads_.size() < size_) {
    threads_.emplace_back([this] { run(); });
    ids_.push_back(threads_.back().get_id());
  }
}

void WorkerPool::push(std::vector<Task>& tasks) {
  if (tasks.empty()) return;
  std::size_t toWake = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
      std::ranges::move(tasks, std::back_inserter(tasks_));
      toWake = std::min(idle_, tasks.size());
    }
  }
  tasks.clear();
  for (; toWake > 0; --toWake) wakeUp_.notify_one();
}

void WorkerPool::stop() {
  std::deque<Task> dropped;  // destroyed without the lock: it may hold the last reference to a run
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(tasks_);
  }
  wakeUp_.notify_all();
}

void WorkerPool::join() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool WorkerPool::isWorker(std::thread::id thread) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::find(ids_, thread) != ids_.end();
}

void WorkerPool::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      while (tasks_.empty() && !stopped_) {
        ++idle_;
        wakeUp_.wait(lock);
        --idle_;
      }
      if (stopped_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    work_(task);
  }
}

}  // namespace event_runtime::engine
