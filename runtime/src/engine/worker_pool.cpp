#include "engine/worker_pool.hpp"

#include "engine/active_run.hpp"
#include "engine/stack_overflow.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::engine {

WorkerPool::WorkerPool(unsigned threads, std::function<void(Task&)> work) : size_(threads), work_(std::move(work)) {}

WorkerPool::~WorkerPool() {
  stop();
  join();
}

void WorkerPool::start() {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  while (workers_.size() < size_) startOne();
}

void WorkerPool::startOne() {
  auto worker = std::make_shared<Worker>();
  // The thread owns its entry: one that is lost may be the last to know of this pool.
  worker->thread = std::thread([this, worker] { run(*worker); });
  worker->id = worker->thread.get_id();
  ++running_;
  workers_.push_back(std::move(worker));
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
  std::vector<std::shared_ptr<Worker>> ended;
  {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
    ended.swap(workers_);
  }
  for (const auto& worker : ended) worker->thread.join();
}

bool WorkerPool::isWorker(std::thread::id thread) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(workers_, [&](const auto& worker) { return worker->id == thread; });
}

bool WorkerPool::lose(std::thread::id thread, std::shared_ptr<void> keepAlive) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(workers_, [&](const auto& worker) { return worker->id == thread; });
  if (found == workers_.end()) return false;
  Worker& worker = **found;
  worker.lost = true;
  worker.keepAlive = std::move(keepAlive);
  worker.thread.detach();
  workers_.erase(found);
  --running_;
  ended_.notify_all();
  if (++lost_ > MAX_LOST) return false;
  if (!stopped_) startOne();
  return true;
}

void WorkerPool::run(Worker& self) {
  const SignalStack signalStack;
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      while (tasks_.empty() && !stopped_ && !self.lost) {
        ++idle_;
        wakeUp_.wait(lock);
        --idle_;
      }
      if (self.lost) {
        --lost_;
        return;
      }
      if (stopped_) {
        --running_;
        ended_.notify_all();
        return;
      }
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    work_(task);
  }
}

}  // namespace event_runtime::engine
