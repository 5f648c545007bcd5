#include "engine/impl.hpp"

#include "engine/signals.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

namespace event_runtime {
namespace {

/// Free stacks that keep the memory they have touched, a few pages each: giving it back and faulting it in again for
/// every run costs more than all else that a worker does for it.
constexpr std::size_t MAX_WARM_STACKS = 1024;

EngineOptions checked(EngineOptions options) {
  const auto require = [](bool condition, const char* what) {
    if (!condition) throw std::invalid_argument(std::string("EngineOptions: ") + what);
  };
  require(!options.app.empty(), "`app` is empty; give the application's id, such as \"shop\"");
  require(options.store != nullptr, "`store` is missing; give sqliteStore(\"events.db\") or memoryStore()");
  require(options.clock != nullptr, "`clock` is null; leave it out for the system's clock");
  require(options.logger != nullptr, "`logger` is null; use silentLogger() for none");
  require(options.maxRunsInFlight >= 1, "`maxRunsInFlight` must be at least 1");
  require(options.workers <= 1024, "`workers` must be at most 1024");
  require(options.stackSize >= 16 * 1024 && options.stackSize <= std::size_t{1024} * 1024 * 1024,
          "`stackSize` must be between 16 KiB and 1 GiB");
  if (options.workers == 0) options.workers = std::max(2U, std::thread::hardware_concurrency());
  return options;
}

}  // namespace

Engine::Impl::Impl(EngineOptions options)
    : options_(checked(std::move(options))),
      store_(std::move(options_.store)),
      functions_(options_.app, std::move(options_.handlers), options_.middleware, options_.logger),
      stacks_(options_.stackSize, options_.maxRunsInFlight, std::min(options_.maxRunsInFlight, MAX_WARM_STACKS)),
      requester_(options_.httpClient),
      intake_(functions_),
      watchdog_(*options_.clock),
      services_{*options_.clock,
                *options_.logger,
                stacks_,
                requester_,
                intake_,
                mailbox_,
                watchdog_,
                [this](std::thread::id thread) { return workers_.lose(thread, weak_from_this().lock()); }},
      router_(functions_, intake_, *options_.logger),
      scheduler_(*store_, functions_, services_, router_, options_.maxRunsInFlight),
      workers_(options_.workers,
               [this](engine::Task& task) {
                 std::vector<engine::Task> next;
                 task.run->perform(task, next);
                 workers_.push(next);
               }),
      storeThread_({*store_, mailbox_, scheduler_, router_, workers_, *options_.clock, *options_.logger},
                   [this] { requestStop(true); }) {
  store_->open();
  const auto file = store_->file();
  std::filesystem::path notes;
  if (!file.empty()) notes = file.string() + ".overflow";
  scheduler_.open(engine::readOverflownRuns(notes));
  // They are on record now. Where the file stays, it names runs that have ended.
  std::error_code ignored;
  std::filesystem::remove(notes, ignored);
  services_.overflowNotes = notes.string();
  storeThread_.start();
}

Engine::Impl::~Impl() { stop(true); }

std::vector<std::string> Engine::Impl::send(std::vector<OutgoingEvent> events) {
  std::vector<std::string> ids;
  if (events.empty()) return ids;
  ids.reserve(events.size());
  engine::Send send;
  send.mutations.reserve(events.size());
  const Timestamp now = options_.clock->now();
  for (const OutgoingEvent& event : events) detail::refuseReserved(event);
  for (OutgoingEvent& event : events) {
    AcceptEvent accept = intake_.accept(std::move(event), now);
    ids.push_back(accept.event.id);
    send.mutations.emplace_back(std::move(accept));
  }
  auto done = send.done.get_future();
  if (!mailbox_.send(send)) throw SendError("the engine has stopped; the events were not accepted");
  if (const std::string error = done.get(); !error.empty()) throw SendError(error);
  return ids;
}

bool Engine::Impl::sendMutation(Mutation mutation) {
  bool outcome = false;
  engine::Send send;
  send.mutations.push_back(std::move(mutation));
  send.outcome = &outcome;
  auto done = send.done.get_future();
  if (!mailbox_.send(send)) throw SendError("the engine has stopped");
  if (const std::string error = done.get(); !error.empty()) throw SendError(error);
  return outcome;
}

void Engine::Impl::pause(std::string_view handlerId, bool paused) {
  const function::Function* function = functions_.findByHandler(handlerId);
  if (function == nullptr) {
    throw std::invalid_argument("this application has no handler '" + std::string(handlerId) + "'");
  }
  PutControl put{"paused\n" + function->id, std::nullopt};
  if (paused) put.control = Control{put.key, function->id};
  sendMutation(std::move(put));
  *function->paused = paused;
}

void Engine::Impl::start() {
  const std::lock_guard lock(stateMutex_);
  if (stopRequested_) throw std::logic_error("Engine::start(): this engine was stopped; make a new one");
  if (std::exchange(started_, true)) return;
  workers_.start();
  mailbox_.call([this] { scheduler_.start(); });
}

void Engine::Impl::run() {
  // Before anything runs that a signal could interrupt.
  std::unique_ptr<engine::Signals> signals;
  if (options_.handleSignals) {
    signals = std::make_unique<engine::Signals>(
        [this] {
          options_.logger->log(LogLevel::info, "stopping: running steps finish; a second signal stops at once");
          requestStop(false);
        },
        [this] {
          options_.logger->log(LogLevel::warning, "stopping at once: running steps will run again");
          requestStop(true);
        });
    if (!signals->active()) {
      options_.logger->log(LogLevel::warning, "another engine of this process handles its signals; this one does not");
    }
  }
  start();
  {
    std::unique_lock lock(stateMutex_);
    stateChanged_.wait(lock, [this] { return stopRequested_; });
  }
  finish();
  if (const auto& failure = storeThread_.failure()) throw StoreError(*failure);
}

void Engine::Impl::stop(bool atOnce) {
  requestStop(atOnce);
  // A worker cannot wait for its own end: whoever else waits for the engine does that, the destructor at the latest.
  if (!workers_.isWorker(std::this_thread::get_id())) finish();
}

void Engine::Impl::requestStop(bool atOnce) {
  if (atOnce) mailbox_.abort();
  workers_.stop();
  {
    const std::lock_guard lock(stateMutex_);
    stopRequested_ = true;
  }
  stateChanged_.notify_all();
}

void Engine::Impl::finish() {
  const std::lock_guard lock(finishMutex_);
  if (std::exchange(finished_, true)) return;
  // First the workers, whose last words the store thread still takes; then that; then what is in memory.
  workers_.join();
  watchdog_.stop();
  mailbox_.close();
  storeThread_.join();
  scheduler_.clear();
}

void Engine::Impl::waitUntilIdle() {
  mailbox_.whenIdle().wait();
  if (mailbox_.state() != engine::Mailbox::State::aborted) return;
  storeThread_.waitForEnd();
  if (const auto& failure = storeThread_.failure()) throw StoreError(*failure);
}

void Engine::Impl::closeStore() {
  const std::lock_guard lock(storeMutex_);
  store_.reset();
}

}  // namespace event_runtime
