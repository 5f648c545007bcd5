#pragma once

#include "engine/committer.hpp"
#include "engine/mailbox.hpp"
#include "engine/patience.hpp"
#include "engine/scheduler.hpp"
#include "engine/worker_pool.hpp"

#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>

namespace event_runtime::engine {

/// The one thread that touches the store: makes durable what comes in the mailbox, wakes and loads what is due, and
/// hands the workers their tasks.
class StoreThread {
 public:
  struct Parts {
    Store& store;
    Mailbox& mailbox;
    Scheduler& scheduler;
    EventRouter& router;
    WorkerPool& workers;
    Clock& clock;
    Logger& logger;
  };

  /// `failed` is called on the thread when it gives up because the store fails.
  StoreThread(Parts parts, std::function<void()> failed);
  /// join(); the mailbox must have been closed.
  ~StoreThread();
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;

  void start();
  void join();
  /// Returns when the thread no longer touches the store.
  void waitForEnd() const { ended_.wait(); }
  /// Why it has given up, if it has. Only after its end.
  const std::optional<std::string>& failure() const noexcept { return failure_; }

 private:
  void run();
  void work();
  bool takeUpRuns();
  void handOut();
  std::optional<Timestamp> nextDeadline() const;
  void refuse(Mail& mail);

  Parts parts_;
  std::function<void()> failed_;
  Committer committer_;
  Patience reading_;
  std::optional<std::string> failure_;
  std::promise<void> end_;
  std::shared_future<void> ended_;
  std::thread thread_;
};

}  // namespace event_runtime::engine
