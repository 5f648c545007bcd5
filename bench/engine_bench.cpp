// What durable execution costs: a handler of three steps, every result on disk before the next step begins, beside a
// bare SQLite loop that writes the same rows in transactions of the size that the engine reached; and the time to send
// one event beside one fdatasync. Prints ratios; asserts nothing.
//
//     engine_bench [runs] [runs in flight] [directory]
#include "allocator.hpp"
#include "engine_support.hpp"

#include <fmt/format.h>
#include <time.h>

#include <cstdlib>

namespace {

using namespace engine_bench;

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

}  // namespace

int main(int argc, char** argv) {
  /// 0 for what is no number.
  const auto number = [&](int index, std::size_t otherwise) {
    if (argc <= index) return otherwise;
    char* end = nullptr;
    const auto value = static_cast<std::size_t>(std::strtoull(argv[index], &end, 10));
    return *end == '\0' ? value : 0;
  };
  const std::size_t runs = number(1, 100'000);
  const std::size_t inFlight = number(2, 1000);
  if (runs == 0 || inFlight == 0) {
    fmt::print(stderr, "usage: engine_bench [runs] [runs in flight] [directory]\n");
    return 2;
  }
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
          "  {:<10} {:9.0f} events/s {:9.0f} steps/s {:6.1f} us of processor a run, {:.3g} mutations a transaction\n",
          name, count / measured.seconds, 3 * count / measured.seconds, measured.processorSeconds / count * 1e6,
          measured.mutationsPerTransaction);
    };
    fmt::print(
        "{} runs of three steps, {} in flight, SQLite synchronous=FULL, memory from {}; the same rows by a bare loop\n",
        runs, inFlight, allocatorName());
    print("engine", engine);
    print("bare loop", bare);
    fmt::print("  ratio      {:9.2f}\n", bare.seconds / engine.seconds);
    // Given, on a machine like the one of bench/README.md; they are not measured here.
    for (const auto& [peer, rate] : {std::pair{"Inngest dev server", 82.0},
                                     {"Inngest self-hosted", 22.0},
                                     {"DBOS on PostgreSQL", 290.0},
                                     {"BullMQ on Redis, AOF everysec", 5000.0}}) {
      fmt::print("  {:<30} {:6.0f} runs/s, given: {:.0f} times as many here\n", peer, rate,
                 count / engine.seconds / rate);
    }
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
