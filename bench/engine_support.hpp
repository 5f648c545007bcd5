#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include "store/store.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// What the engine's benchmarks share.
namespace engine_bench {

using namespace event_runtime;
using SteadyClock = std::chrono::steady_clock;

inline constexpr EventTag<Json> SIGNED_UP{"user/signed-up", "1"};
inline const std::string PAYLOAD = R"({"userId":"user-abc-123","signupMethod":"google"})";
inline const std::string STEP_RESULT = R"({"ok":true})";
inline const std::string RUN_RESULT = R"({"message":"Welcome email sent!"})";

inline double secondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

/// Counts what the engine commits.
class CountingStore : public Store {
 public:
  struct Counts {
    std::atomic<std::size_t> transactions = 0;
    std::atomic<std::size_t> mutations = 0;
    std::atomic<std::size_t> ended = 0;
  };
  CountingStore(std::unique_ptr<Store> store, Counts& counts) : store_(std::move(store)), counts_(counts) {}

  void open() override { store_->open(); }
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override {
    store_->apply(mutations, hooks);
    counts_.transactions += 1;
    counts_.mutations += mutations.size();
    const auto ended = static_cast<std::size_t>(std::ranges::count_if(
        mutations, [](const Mutation& mutation) { return std::holds_alternative<EndRun>(mutation); }));
    if (ended > 0) {
      counts_.ended += ended;
      counts_.ended.notify_all();
    }
  }
  std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) override {
    return store_->readyRuns(after, limit);
  }
  std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) override {
    return store_->sleepingRuns(after, until, limit);
  }
  std::optional<Timestamp> nextWakeUp(const Position& after) override { return store_->nextWakeUp(after); }
  std::optional<StoredRun> unfinishedRun(std::string_view runId) override { return store_->unfinishedRun(runId); }
  std::vector<std::string> dueControls(Timestamp until, std::size_t limit) override {
    return store_->dueControls(until, limit);
  }
  std::optional<Timestamp> nextDueControl() override { return store_->nextDueControl(); }
  std::vector<Control> controls(std::string_view prefix) override { return store_->controls(prefix); }
  std::vector<Wait> waitPatterns() override { return store_->waitPatterns(); }
  std::optional<RunRecord> findRun(std::string_view runId) override { return store_->findRun(runId); }
  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override { return store_->runsOfEvent(eventId); }
  std::vector<RunRecord> recentRuns(std::size_t limit) override { return store_->recentRuns(limit); }

 private:
  std::unique_ptr<Store> store_;
  Counts& counts_;
};

inline Handler threeSteps() {
  Handler handler;
  handler.id = "welcome";
  handler.events = {std::string(SIGNED_UP.name)};
  handler.invoke = [](const StoredEvent&, Step& step, JsonBuffer& result) {
    for (const char* id : {"send-welcome-email", "award-badge", "send-tips"}) {
      step.run(id, [] { return std::string(R"({"ok":true})"); });
    }
    result.raw(RUN_RESULT);
  };
  return handler;
}

inline std::vector<OutgoingEvent> events(std::size_t count) {
  std::vector<OutgoingEvent> made(count);
  for (OutgoingEvent& event : made) event = {std::string(SIGNED_UP.name), PAYLOAD, "1", {}};
  return made;
}

class Database {
 public:
  explicit Database(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    require(code == SQLITE_OK);
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
  }
  void execute(const std::string& sql) {
    require(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    require(sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
    statements_.emplace_back(statement);
    return statement;
  }
  void run(sqlite3_stmt* statement, std::initializer_list<std::string_view> texts) {
    int parameter = 0;
    for (const auto text : texts) {
      sqlite3_bind_text(statement, ++parameter, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    require(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }
  /// What made the tables and indexes of another database.
  std::vector<std::string> schema() {
    std::vector<std::string> statements;
    sqlite3_stmt* rows = prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    while (sqlite3_step(rows) == SQLITE_ROW) {
      statements.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
    }
    sqlite3_reset(rows);
    return statements;
  }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void require(bool good) const {
    if (!good) throw std::runtime_error(sqlite3_errmsg(handle_.get()));
  }
  std::unique_ptr<sqlite3, Closer> handle_;
  std::vector<std::unique_ptr<sqlite3_stmt, Closer>> statements_;
};

/// The median time of a call in microseconds.
template <class Call>
double medianMicroseconds(int calls, Call call) {
  std::vector<double> times;
  for (int i = 0; i < calls; ++i) {
    const auto start = SteadyClock::now();
    call();
    times.push_back(secondsSince(start) * 1e6);
  }
  std::ranges::nth_element(times, times.begin() + calls / 2);
  return times[static_cast<std::size_t>(calls / 2)];
}

/// A file to which frames are appended as to SQLite's log, each waited for until it is on the disk.
class SyncedFile {
 public:
  explicit SyncedFile(std::filesystem::path file)
      : file_(std::move(file)),
        descriptor_(open(file_.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::runtime_error("cannot create " + file_.string());
  }
  ~SyncedFile() { close(descriptor_); }
  SyncedFile(const SyncedFile&) = delete;
  SyncedFile& operator=(const SyncedFile&) = delete;
  void append() {
    if (write(descriptor_, frame_.data(), frame_.size()) < 0 || fdatasync(descriptor_) != 0) {
      throw std::runtime_error("cannot write " + file_.string());
    }
  }

 private:
  std::filesystem::path file_;
  int descriptor_;
  std::string frame_ = std::string(4096 + 24, 'x');
};

/// Microseconds to append a frame and have it on the disk, one right after the other.
inline double measureSync(const std::filesystem::path& path) {
  SyncedFile file(path);
  return medianMicroseconds(500, [&] { file.append(); });
}

}  // namespace engine_bench
