// What durable execution costs: a handler of three steps, every result on disk before the next step begins, beside a
// bare SQLite loop that writes the same rows in transactions of the size that the engine reached; and the time to send
// one event beside one fdatasync. Prints ratios; asserts nothing.
//
//     engine_bench [runs] [runs in flight] [directory]
#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include "store/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace event_runtime;
using SteadyClock = std::chrono::steady_clock;

constexpr EventTag<Json> SIGNED_UP{"user/signed-up", "1"};
const std::string PAYLOAD = R"({"userId":"user-abc-123","signupMethod":"google"})";
const std::string STEP_RESULT = R"({"ok":true})";
const std::string RUN_RESULT = R"({"message":"Welcome email sent!"})";

double secondsSince(SteadyClock::time_point start) {
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

Handler threeSteps() {
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

std::vector<OutgoingEvent> events(std::size_t count) {
  std::vector<OutgoingEvent> made(count);
  for (OutgoingEvent& event : made) event = {std::string(SIGNED_UP.name), PAYLOAD, "1", {}};
  return made;
}

/// Of all threads of this process.
double processorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Measured {
  double seconds = 0;
  double processorSeconds = 0;  ///< of all threads
  double mutationsPerTransaction = 0;
};

/// Keeps `inFlight` runs going until `runs` have ended.
Measured measureEngine(const std::filesystem::path& file, std::size_t runs, std::size_t inFlight) {
  CountingStore::Counts counts;
  EngineOptions options;
  options.app = "bench";
  options.store = std::make_unique<CountingStore>(sqliteStore(file), counts);
  options.handlers = {threeSteps()};
  options.maxRunsInFlight = inFlight;
  options.logger = silentLogger();
  options.handleSignals = false;
  Engine engine(std::move(options));
  engine.start();
  const auto client = engine.client();
  const double processorStart = processorSeconds();
  const auto start = SteadyClock::now();
  for (std::size_t sent = 0; sent < runs;) {
    const std::size_t ended = counts.ended;
    const std::size_t room = std::min(inFlight - std::min(inFlight, sent - ended), runs - sent);
    // Not one at a time: each call waits for a commit of its own.
    if (room >= std::min<std::size_t>(std::max<std::size_t>(inFlight / 4, 1), runs - sent)) {
      client->send(events(room));
      sent += room;
    } else {
      counts.ended.wait(ended);
    }
  }
  for (std::size_t ended = counts.ended; ended < runs; ended = counts.ended) counts.ended.wait(ended);
  Measured measured;
  measured.seconds = secondsSince(start);
  measured.processorSeconds = processorSeconds() - processorStart;
  measured.mutationsPerTransaction = static_cast<double>(counts.mutations) / static_cast<double>(counts.transactions);
  return measured;
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

/// The same rows into the same tables, as fast as a loop can: event, run, three steps and the run's end, the runs
/// moving on together as the engine's do.
Measured measureBareLoop(const std::filesystem::path& engineFile, const std::filesystem::path& file, std::size_t runs,
                         std::size_t inFlight, std::size_t group) {
  Database database(file);
  for (const auto& sql : Database(engineFile).schema()) database.execute(sql);
  auto* begin = database.prepare("BEGIN IMMEDIATE");
  auto* commit = database.prepare("COMMIT");
  auto* event = database.prepare(
      "INSERT INTO event (id, name, ts, received_at, data, user, version) VALUES (?, ?, 1767225600000, 1767225600000, "
      "?, '', "
      "'1')");
  auto* run = database.prepare(
      "INSERT INTO run (id, function_id, event_id, attempt, started_at) VALUES (?, 'bench-welcome', ?, 0, "
      "1767225600000)");
  auto* step = database.prepare(
      "INSERT INTO step (run_id, hash, position, id, kind, status, attempts, result) VALUES (?, CAST(? AS BLOB), 0, ?, "
      "'run', "
      "'completed', 1, ?)");
  auto* end = database.prepare("UPDATE run SET ended_at = 1767225600000, result = ? WHERE id = ?");
  const double processorStart = processorSeconds();
  const auto start = SteadyClock::now();
  std::size_t inGroup = 0;
  const auto mutation = [&](auto write) {
    if (inGroup == 0) database.run(begin, {});
    write();
    if (++inGroup == group) {
      database.run(commit, {});
      inGroup = 0;
    }
  };
  for (std::size_t first = 0; first < runs; first += inFlight) {
    const std::size_t count = std::min(inFlight, runs - first);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(fmt::format("01JDZ{:021}", first + i));
    for (const auto& id : ids) {
      mutation([&] {
        database.run(event, {id, SIGNED_UP.name, PAYLOAD});
        database.run(run, {id, id});
      });
    }
    for (const char* stepId : {"send-welcome-email", "award-badge", "send-tips"}) {
      const std::string hash = fmt::format("{:<20.20}", stepId);
      for (const auto& id : ids) mutation([&] { database.run(step, {id, hash, stepId, STEP_RESULT}); });
    }
    for (const auto& id : ids) mutation([&] { database.run(end, {RUN_RESULT, id}); });
  }
  if (inGroup > 0) database.run(commit, {});
  return {secondsSince(start), processorSeconds() - processorStart, static_cast<double>(group)};
}

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

double measureSend(const std::filesystem::path& file) {
  EngineOptions options;
  options.app = "bench";
  options.store = sqliteStore(file);
  options.logger = silentLogger();
  Engine engine(std::move(options));
  engine.start();
  const auto client = engine.client();
  return medianMicroseconds(500, [&] { client->send(events(1)); });
}

/// Appends a log frame's worth and waits until it is on the disk.
double measureSync(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("cannot create " + file.string());
  const std::string frame(4096 + 24, 'x');
  const double median = medianMicroseconds(500, [&] {
    if (write(descriptor, frame.data(), frame.size()) < 0 || fdatasync(descriptor) != 0) {
      throw std::runtime_error("cannot write " + file.string());
    }
  });
  close(descriptor);
  return median;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int index, std::size_t otherwise) {
    return argc > index ? static_cast<std::size_t>(std::strtoull(argv[index], nullptr, 10)) : otherwise;
  };
  const std::size_t runs = std::max<std::size_t>(number(1, 100'000), 1);
  const std::size_t inFlight = std::max<std::size_t>(number(2, 1000), 1);
  std::string pattern = std::string(argc > 3 ? argv[3] : ".") + "/engine-bench-XXXXXX";
  if (!mkdtemp(pattern.data())) {
    fmt::print(stderr, "cannot create a directory {}\n", pattern);
    return 1;
  }
  const std::filesystem::path directory = pattern;
  int status = 0;
  try {
    const auto engine = measureEngine(directory / "engine.db", runs, inFlight);
    const auto group = std::max<std::size_t>(static_cast<std::size_t>(engine.mutationsPerTransaction), 1);
    const auto bare = measureBareLoop(directory / "engine.db", directory / "bare.db", runs, inFlight, group);
    const auto count = static_cast<double>(runs);
    const auto print = [&](const char* name, const Measured& measured) {
      fmt::print(
          "  {:<10} {:9.0f} events/s {:9.0f} steps/s {:6.1f} us of processor a run, {:.0f} mutations a transaction\n",
          name, count / measured.seconds, 3 * count / measured.seconds, measured.processorSeconds / count * 1e6,
          measured.mutationsPerTransaction);
    };
    fmt::print("{} runs of three steps, {} in flight, SQLite synchronous=FULL; the same rows by a bare loop\n", runs,
               inFlight);
    print("engine", engine);
    print("bare loop", bare);
    fmt::print("  ratio      {:9.2f}\n", bare.seconds / engine.seconds);
    const double send = measureSend(directory / "send.db");
    const double sync = measureSync(directory / "sync");
    fmt::print("sending one event and waiting until it is durable, median\n");
    fmt::print("  send       {:9.0f} us\n  fdatasync  {:9.0f} us\n  ratio      {:9.2f}\n", send, sync, send / sync);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    status = 1;
  }
  std::filesystem::remove_all(directory);
  return status;
}
