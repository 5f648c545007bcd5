#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>
#include <event_runtime/testing.hpp>

#include "store/store.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace event_runtime::testing {

using namespace std::chrono_literals;

inline constexpr EventTag<Json> SIGNED_UP{"user/signed-up"};
inline constexpr EventTag<Json> WELCOMED{"user/welcomed"};

/// Keeps what is logged as lines `message key=value …`.
class RecordingLogger : public Logger {
 public:
  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    if (level < LogLevel::warning) return;
    std::string line(message);
    for (const auto& [name, value] : fields) line += " " + std::string(name) + "=" + std::string(value);
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  /// How many lines contain this text.
  std::size_t count(std::string_view text) const {
    const std::lock_guard lock(mutex_);
    std::size_t found = 0;
    for (const auto& line : lines_) found += line.find(text) != std::string::npos ? 1 : 0;
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Lets an engine use a store that outlives it, and fail at will: `before` is called before each apply() and may throw.
class BorrowedStore : public Store {
 public:
  explicit BorrowedStore(Store& store, std::function<void()> before = nullptr)
      : store_(store), before_(std::move(before)) {}

  void open() override {}
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override {
    if (before_) before_();
    store_.apply(mutations, hooks);
  }
  std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) override {
    return store_.readyRuns(after, limit);
  }
  std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) override {
    return store_.sleepingRuns(after, until, limit);
  }
  std::optional<Timestamp> nextWakeUp(const Position& after) override { return store_.nextWakeUp(after); }
  std::optional<StoredRun> unfinishedRun(std::string_view runId) override { return store_.unfinishedRun(runId); }
  std::vector<std::string> dueControls(Timestamp until, std::size_t limit) override {
    return store_.dueControls(until, limit);
  }
  std::optional<Timestamp> nextDueControl() override { return store_.nextDueControl(); }
  std::vector<Control> controls(std::string_view prefix) override { return store_.controls(prefix); }
  std::vector<Wait> waitPatterns() override { return store_.waitPatterns(); }
  std::optional<RunRecord> findRun(std::string_view runId) override { return store_.findRun(runId); }
  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override { return store_.runsOfEvent(eventId); }
  std::vector<RunRecord> recentRuns(std::size_t limit) override { return store_.recentRuns(limit); }

 private:
  Store& store_;
  std::function<void()> before_;
};

struct Memory {
  std::unique_ptr<Store> make() const { return memoryStore(); }
};

/// SQLite in a directory that goes with the test.
class Sqlite {
 public:
  Sqlite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "event-engine-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~Sqlite() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  std::unique_ptr<Store> make() const {
    return sqliteStore(directory_ / "events.db", {.durability = Durability::processCrash});
  }

 private:
  std::filesystem::path directory_;
};

/// A clock, a log and a store that engines come and go on.
template <class Kind>
class World {
 public:
  World() { store->open(); }

  /// A started engine. Two workers, as most machines would have at least.
  std::unique_ptr<Engine> engine(HandlerList handlers, std::function<void(EngineOptions&)> adjust = nullptr) {
    EngineOptions options;
    options.app = "shop";
    options.store = std::make_unique<BorrowedStore>(*store, beforeApply);
    options.handlers = std::move(handlers);
    options.workers = 2;
    options.clock = clock;
    options.logger = logger;
    options.handleSignals = false;
    if (adjust) adjust(options);
    auto made = std::make_unique<Engine>(std::move(options));
    if (startEngines) made->start();
    return made;
  }

  /// Moves the clock, and lets everything happen that is due by then.
  void advance(Engine& engine, std::chrono::milliseconds duration) {
    clock->advance(duration);
    engine.waitUntilIdle();
  }

  Kind kind;
  std::unique_ptr<Store> store = kind.make();
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<RecordingLogger> logger = std::make_shared<RecordingLogger>();
  std::function<void()> beforeApply;
  bool startEngines = true;
};

/// Lets the fake time pass until the call has returned; the pauses between attempts need it.
template <class Call>
auto whileTimePasses(FakeClock& clock, Call call) {
  auto result = std::async(std::launch::async, std::move(call));
  while (result.wait_for(0ms) != std::future_status::ready) {
    clock.advance(100ms);
    std::this_thread::yield();
  }
  return result.get();
}

/// A handler of SIGNED_UP.
template <class Function>
Handler onSignedUp(std::string id, HandlerOptions options, Function function) {
  return createEventHandler(SIGNED_UP, std::move(id), std::move(options), std::move(function));
}
template <class Function>
Handler onSignedUp(std::string id, Function function) {
  return onSignedUp(std::move(id), {}, std::move(function));
}

/// Sends SIGNED_UP and gives the event's id.
inline std::string sendSignedUp(Engine& engine, const Json& data = Json::object(), SendOptions options = {}) {
  return engine.client()->sendEvent(SIGNED_UP, data, std::move(options));
}

/// The only run that an event has started.
inline RunRecord onlyRun(Engine& engine, std::string_view eventId) {
  auto runs = engine.runsOfEvent(eventId);
  REQUIRE(runs.size() == 1);
  return std::move(runs.front());
}

inline std::string statusOf(const RunRecord& run) { return std::string(toString(run.status)); }

}  // namespace event_runtime::testing
