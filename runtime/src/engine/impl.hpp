#pragma once

#include <event_runtime/engine.hpp>

#include "engine/event_intake.hpp"
#include "engine/event_router.hpp"
#include "engine/http_requester.hpp"
#include "engine/mailbox.hpp"
#include "engine/scheduler.hpp"
#include "engine/stack_overflow.hpp"
#include "engine/step_watchdog.hpp"
#include "engine/store_thread.hpp"
#include "engine/worker_pool.hpp"
#include "execution/stack_pool.hpp"
#include "function/handler_registry.hpp"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <type_traits>
#include <variant>

namespace event_runtime {

/// The parts of an engine and the order in which they start and end.
class Engine::Impl : public std::enable_shared_from_this<Engine::Impl> {
 public:
  explicit Impl(EngineOptions options);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::vector<std::string> send(std::vector<OutgoingEvent> events);
  /// Makes the mutation durable and says whether it has found what it is for. Throws SendError.
  bool sendMutation(Mutation mutation);
  void pause(std::string_view handlerId, bool paused);
  Timestamp now() const { return options_.clock->now(); }
  const EngineOptions& options() const noexcept { return options_; }
  void start();
  void run();
  void stop(bool atOnce);
  void waitUntilIdle();
  /// Gives up the store, so that another engine may open it. After stop().
  void closeStore();

  /// What `question(Store&, Scheduler&)` gives on the store thread, or here once that has ended.
  template <class Question>
  auto ask(Question question) {
    using Answer = std::invoke_result_t<Question&, Store&, engine::Scheduler&>;
    std::promise<std::variant<Answer, StoreError>> promise;
    auto answer = promise.get_future();
    const auto call = [&] {
      try {
        promise.set_value(question(*store_, scheduler_));
      } catch (const std::exception& error) {
        promise.set_value(StoreError(error.what()));
      }
    };
    if (!mailbox_.call(call)) {
      storeThread_.waitForEnd();
      const std::lock_guard lock(storeMutex_);
      call();
    }
    auto given = answer.get();
    if (const auto* error = std::get_if<StoreError>(&given)) throw StoreError(*error);
    return std::get<Answer>(std::move(given));
  }

 private:
  void requestStop(bool atOnce);
  void finish();

  EngineOptions options_;
  std::unique_ptr<Store> store_;
  function::HandlerRegistry functions_;
  execution::StackPool stacks_;
  engine::HttpRequester requester_;
  engine::EventIntake intake_;
  engine::Mailbox mailbox_;
  engine::StackOverflowReporter overflows_;
  engine::StepWatchdog watchdog_;
  engine::RunServices services_;
  engine::EventRouter router_;
  engine::Scheduler scheduler_;
  engine::WorkerPool workers_;
  engine::StoreThread storeThread_;

  std::mutex storeMutex_;  ///< guards the store once its thread has ended
  std::mutex finishMutex_;
  bool finished_ = false;  ///< guarded by finishMutex_
  std::mutex stateMutex_;  ///< guards what follows
  std::condition_variable stateChanged_;
  bool started_ = false;
  bool stopRequested_ = false;
};

}  // namespace event_runtime
