#include <event_runtime/engine.hpp>

#include "engine/impl.hpp"

#include <utility>

namespace event_runtime {
namespace {

/// Does not keep the engine alive: it is the application that owns it.
template <class Impl>
class EngineClient : public Client {
 public:
  explicit EngineClient(std::weak_ptr<Impl> engine) : engine_(std::move(engine)) {}

  std::vector<std::string> send(std::vector<OutgoingEvent> events) override {
    const auto engine = engine_.lock();
    if (!engine) throw SendError("the engine that this client sends to no longer exists");
    return engine->send(std::move(events));
  }

 protected:
  bool sendSignalText(std::string signal, std::string data) override {
    const auto engine = engine_.lock();
    if (!engine) throw SendError("the engine that this client sends to no longer exists");
    return engine->sendMutation(SendSignal{std::move(signal), std::move(data), engine->now()});
  }

 private:
  std::weak_ptr<Impl> engine_;
};

}  // namespace

Engine::Engine(EngineOptions options) : impl_(std::make_shared<Impl>(std::move(options))) {}

Engine::~Engine() {
  impl_->stop(false);
  impl_->closeStore();
}

std::shared_ptr<Client> Engine::client() {
  return withMiddleware(std::make_shared<EngineClient<Impl>>(impl_), impl_->options().middleware,
                        impl_->options().logger);
}

void Engine::start() { impl_->start(); }
void Engine::run() { impl_->run(); }
void Engine::stop() { impl_->stop(false); }
void Engine::stopNow() { impl_->stop(true); }
void Engine::waitUntilIdle() { impl_->waitUntilIdle(); }

std::optional<RunRecord> Engine::findRun(std::string_view runId) {
  return impl_->ask([&](Store& store, engine::Scheduler& scheduler) {
    auto record = store.findRun(runId);
    if (record) record->status = scheduler.statusOf(*record);
    return record;
  });
}

std::vector<RunRecord> Engine::runsOfEvent(std::string_view eventId) {
  return impl_->ask([&](Store& store, engine::Scheduler& scheduler) {
    auto records = store.runsOfEvent(eventId);
    for (RunRecord& record : records) record.status = scheduler.statusOf(record);
    return records;
  });
}

std::vector<RunRecord> Engine::recentRuns(std::size_t limit) {
  return impl_->ask([&](Store& store, engine::Scheduler& scheduler) {
    auto records = store.recentRuns(limit);
    for (RunRecord& record : records) record.status = scheduler.statusOf(record);
    return records;
  });
}

bool Engine::cancelRun(std::string_view runId, std::string_view reason) {
  return impl_->sendMutation(CancelRun{std::string(runId), impl_->now(), std::string(reason)});
}

void Engine::pauseFunction(std::string_view handlerId) { impl_->pause(handlerId, true); }
void Engine::resumeFunction(std::string_view handlerId) { impl_->pause(handlerId, false); }

std::optional<Timestamp> Engine::nextWakeUp() {
  return impl_->ask([](Store&, engine::Scheduler& scheduler) { return scheduler.nextWakeUp(); });
}

}  // namespace event_runtime
