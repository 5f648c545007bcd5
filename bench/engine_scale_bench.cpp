// What holds as an engine's work grows: events, stored runs, sleepers, keys. Each figure beside the same without, or
// beside one fdatasync. Prints ratios; asserts nothing.
//
//     engine_scale_bench <directory> [name] [count]     names: steps, send, light, stored, sleepers, keys, filter, memory
#include "engine_support.hpp"

#include "execution/execution.hpp"
#include "execution/stack_pool.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace {

using namespace engine_bench;
using namespace std::chrono_literals;

struct Rig {
  CountingStore::Counts counts;
  std::unique_ptr<Engine> engine;

  Rig(const std::filesystem::path& file, HandlerList handlers, std::size_t inFlight = 1000) {
    EngineOptions options;
    options.app = "bench";
    options.store = std::make_unique<CountingStore>(sqliteStore(file), counts);
    options.handlers = std::move(handlers);
    options.maxRunsInFlight = inFlight;
    options.logger = silentLogger();
    options.handleSignals = false;
    engine = std::make_unique<Engine>(std::move(options));
  }
  void waitForEnded(std::size_t runs) const {
    for (std::size_t ended = counts.ended; ended < runs; ended = counts.ended) counts.ended.wait(ended);
  }
};

Handler noSteps(HandlerOptions options = {}) {
  return createEventHandler(SIGNED_UP, "welcome", std::move(options), [](const Event<Json>&, Step&) { return true; });
}

std::size_t residentMegabytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 1'000'000;
}

double percentile(std::vector<double> values, double part) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(std::lround(part * static_cast<double>(values.size() - 1)))];
}

/// Sends events in batches of 100, at most `ahead` more than have ended, and gives runs per second.
double throughput(Rig& rig, std::size_t runs, std::size_t ahead = 2000,
                  const std::function<std::vector<OutgoingEvent>()>& batch = [] { return events(100); }) {
  rig.engine->start();
  const auto client = rig.engine->client();
  const std::size_t before = rig.counts.ended;
  const auto start = SteadyClock::now();
  for (std::size_t sent = 0; sent < runs; sent += 100) {
    while (sent - (rig.counts.ended - before) > ahead) rig.counts.ended.wait(rig.counts.ended);
    client->send(batch());
  }
  rig.waitForEnded(before + runs);
  return static_cast<double>(runs) / secondsSince(start);
}

/// Milliseconds from sending an event to its run's end, one at a time, `pause` between.
std::vector<double> latencies(Rig& rig, std::size_t count, std::chrono::milliseconds pause) {
  std::vector<double> times;
  const auto client = rig.engine->client();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t before = rig.counts.ended;
    const auto start = SteadyClock::now();
    client->send(events(1));
    rig.waitForEnded(before + 1);
    times.push_back(secondsSince(start) * 1e3);
    std::this_thread::sleep_for(pause);
  }
  return times;
}

class Filler {
 public:
  explicit Filler(Database& database)
      : database_(database),
        event_(database.prepare("INSERT INTO event (id, name, ts, received_at, data, user, version) VALUES (?, ?, "
                                "1767225600000, 1767225600000, ?, '', '1')")),
        finished_(database.prepare(
            "INSERT INTO run (id, function_id, event_id, attempt, started_at, ended_at, rank, result) VALUES "
            "(?, 'bench-welcome', ?, 0, 1767225600000, 1767225600010, 1767225600000, ?)")),
        sleeping_(database.prepare(
            "INSERT INTO run (id, function_id, event_id, attempt, started_at, wake_at, rank) VALUES "
            "(?, 'bench-sleeper', ?, 0, 1767225600000, CAST(? AS INTEGER), 1767225600000)")),
        step_(database.prepare("INSERT INTO step (run_id, hash, position, id, kind, status, attempts, result) VALUES "
                               "(?, CAST(? AS BLOB), CAST(? AS INTEGER), ?, 'run', 'completed', 1, ?)")),
        sleep_(database.prepare("INSERT INTO step (run_id, hash, position, id, kind, status, attempts, wake_at) VALUES "
                                "(?, CAST(? AS BLOB), 0, 'nap', 'sleep', 'sleeping', 0, CAST(? AS INTEGER))")) {}

  void finished(std::size_t number) {
    const std::string id = fmt::format("01JDZ{:021}", number);
    database_.run(event_, {id, SIGNED_UP.name, PAYLOAD});
    database_.run(finished_, {id, id, RUN_RESULT});
    int position = 0;
    for (const char* step : {"send-welcome-email", "award-badge", "send-tips"}) {
      database_.run(step_, {id, bytesOf(step), std::to_string(position++), step, STEP_RESULT});
    }
  }
  void sleeping(std::size_t number, std::int64_t wakeAt) {
    const std::string id = fmt::format("01JDZ{:021}", number);
    const std::string when = std::to_string(wakeAt);
    database_.run(event_, {id, SIGNED_UP.name, PAYLOAD});
    database_.run(sleeping_, {id, id, when});
    database_.run(sleep_, {id, bytesOf("nap"), when});
  }

 private:
  static std::string bytesOf(const char* step) {
    const auto hash = execution::StepHash::of(step, 0);
    return {hash.bytes.begin(), hash.bytes.end()};
  }
  Database& database_;
  sqlite3_stmt* event_;
  sqlite3_stmt* finished_;
  sqlite3_stmt* sleeping_;
  sqlite3_stmt* step_;
  sqlite3_stmt* sleep_;
};

/// Rows as the engine would have left them, quickly: without syncs, thousands a transaction.
void fill(const std::filesystem::path& file, std::size_t runs, const std::function<void(Filler&, std::size_t)>& add) {
  Rig(file, {threeSteps()}).engine.reset();  // makes the tables
  Database database(file);
  database.execute("PRAGMA synchronous=OFF");
  Filler filler(database);
  database.execute("BEGIN");
  for (std::size_t i = 0; i < runs; ++i) {
    add(filler, i);
    if (i % 5000 == 4999) database.execute("COMMIT; BEGIN");
  }
  database.execute("COMMIT");
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Runs without steps: an event, a run and its end.
void steps(const std::filesystem::path& directory, std::size_t count) {
  Rig none(directory / "none.db", {noSteps()});
  Rig three(directory / "three.db", {threeSteps()});
  const double without = throughput(none, count);
  fmt::print("no steps          {:9.0f} runs/s, three steps {:.0f} runs/s\n", without, throughput(three, count / 2));
}

void send(const std::filesystem::path& directory, std::size_t count) {
  Rig rig(directory / "send.db", {});
  const auto client = rig.engine->client();
  auto start = SteadyClock::now();
  for (std::size_t sent = 0; sent < count; sent += 100) client->send(events(100));
  fmt::print("batches of 100    {:9.0f} events/s acknowledged by one sender\n",
             static_cast<double>(count) / secondsSince(start));
  constexpr std::size_t THREADS = 8;
  const auto fromThreads = [&](std::size_t each, std::size_t batch) {
    std::vector<std::thread> threads;
    start = SteadyClock::now();
    for (std::size_t i = 0; i < THREADS; ++i) {
      threads.emplace_back([&] {
        for (std::size_t n = 0; n < each; n += batch) client->send(events(batch));
      });
    }
    for (auto& thread : threads) thread.join();
    return static_cast<double>(each * THREADS) / secondsSince(start);
  };
  fmt::print("batches of 100    {:9.0f} events/s from 8 threads\n", fromThreads(count / 4, 100));
  const double single = fromThreads(count / 40, 1);
  const double sync = measureSync(directory / "sync");
  fmt::print("one at a time     {:9.0f} events/s from 8 threads: {:.1f} for each fdatasync of {:.0f} us\n", single,
             single * sync * 1e-6, sync);
}

/// Milliseconds that the disk alone takes for the commits of a run of three steps: event, steps and end, as many syncs
/// one after the other, after a pause in which disk and processor have gone to rest.
double measurePacedSyncs(const std::filesystem::path& path, std::chrono::milliseconds pause) {
  constexpr int COMMITS = 5;
  SyncedFile file(path);
  std::vector<double> times;
  for (int round = 0; round < 100; ++round) {
    std::this_thread::sleep_for(pause);
    const auto start = SteadyClock::now();
    for (int i = 0; i < COMMITS; ++i) file.append();
    times.push_back(secondsSince(start) * 1e3);
  }
  return percentile(times, 0.5);
}

void light(const std::filesystem::path& directory, std::size_t count) {
  constexpr auto PAUSE = 50ms;
  const double before = measureSync(directory / "sync");
  Rig rig(directory / "light.db", {threeSteps()});
  rig.engine->start();
  const auto times = latencies(rig, count, PAUSE);
  const double sync = (before + measureSync(directory / "sync")) / 2e3;
  const double floor = measurePacedSyncs(directory / "sync", PAUSE);
  const double p50 = percentile(times, 0.5);
  const double p99 = percentile(times, 0.99);
  fmt::print("light load        p50 {:.2f} ms, p99 {:.2f} ms: {:.1f} and {:.1f} times an fdatasync of {:.3f} ms\n", p50,
             p99, p50 / sync, p99 / sync, sync);
  fmt::print("the disk alone    {:.2f} ms for five syncs at the same pace: {:.1f} times; p50 is {:.2f} times that\n",
             floor, floor / sync, p50 / floor);
}

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

/// Alternating, so that what the machine does meanwhile is not taken for the number's effect.
void stored(const std::filesystem::path& directory, std::size_t count) {
  constexpr int ROUNDS = 3;
  constexpr std::size_t FEW = 1000;
  std::map<std::size_t, std::vector<double>> rates;
  std::map<std::size_t, std::vector<double>> delays;
  const auto make = [&](std::size_t runs, const std::string& name) {
    auto file = directory / (name + ".db");
    fill(file, runs, [](Filler& filler, std::size_t i) { filler.finished(i); });
    return file;
  };
  const auto many = make(count, "many");
  fmt::print("{:9} stored   {:9.0f} bytes a run\n", count,
             static_cast<double>(std::filesystem::file_size(many)) / static_cast<double>(count));
  for (int round = 0; round < ROUNDS; ++round) {
    for (const std::size_t runs : {FEW, count}) {
      const auto file = runs == FEW ? make(FEW, fmt::format("few-{}", round)) : many;
      ::sync();
      Rig rig(file, {threeSteps()});
      rates[runs].push_back(throughput(rig, 60'000));
      delays[runs].push_back(percentile(latencies(rig, 300, 0ms), 0.5));
      fmt::print("{:9} stored   {:9.0f} runs/s, one alone {:.2f} ms\n", runs, rates[runs].back(), delays[runs].back());
    }
  }
  fmt::print("ratio             {:9.2f} runs/s, {:.2f} latency, of the medians\n",
             median(rates[count]) / median(rates[FEW]), median(delays[count]) / median(delays[FEW]));
}

void sleepers(const std::filesystem::path& directory, std::size_t count) {
  const auto file = directory / "sleepers.db";
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  std::mutex mutex;
  std::vector<std::int64_t> begun;
  const Handler sleeper = createEventHandler(SIGNED_UP, "sleeper", {}, [&](const Event<Json>&, Step& step) {
    step.sleep("nap", 24h * 30);
    const std::lock_guard lock(mutex);
    begun.push_back(now());
  });
  constexpr std::size_t DUE = 100;
  fill(file, count, [&](Filler& filler, std::size_t i) {
    filler.sleeping(i, i % (count / DUE) == 0 ? 1767225700000 : now() + 86'400'000 + static_cast<std::int64_t>(i));
  });
  malloc_trim(0);
  const auto base = residentMegabytes();
  const auto start = SteadyClock::now();
  Rig rig(file, {sleeper});
  rig.engine->start();
  const auto started = now();
  rig.engine->client()->send({makeEvent(EventTag<Json>{"user/other"}, Json::object())});
  fmt::print("{} sleepers  ready after {:.0f} ms\n", count, secondsSince(start) * 1e3);
  rig.waitForEnded(DUE);
  const std::lock_guard lock(mutex);
  fmt::print("{} of them due    the last one has begun {} ms after the start\n", begun.size(),
             *std::ranges::max_element(begun) - started);
  fmt::print("resident          {} MB, {} MB of it before the engine\n", residentMegabytes(), base);
}

void keys(const std::filesystem::path& directory, std::size_t count) {
  std::size_t user = 0;
  const auto batch = [&] {
    auto made = events(100);
    for (OutgoingEvent& event : made) event.data = fmt::format(R"({{"userId":"user-{}"}})", user++ % 100'000);
    return made;
  };
  Rig without(directory / "plain.db", {noSteps()});
  Rig with(directory / "keyed.db", {noSteps({.concurrency = {{.limit = 2, .key = "event.data.userId"}}})});
  const double plain = throughput(without, count, 2000, batch);
  const double keyed = throughput(with, count, 2000, batch);
  fmt::print("100,000 keys      {:9.0f} runs/s with a limit for each, {:.0f} without: {:.2f} times\n", keyed, plain,
             keyed / plain);
}

void filter(const std::filesystem::path& directory, std::size_t count) {
  Rig without(directory / "all.db", {noSteps()});
  Rig with(directory / "filtered.db",
           {noSteps({.conditions = {"event.data.signupMethod == 'google' && event.data.userId != ''"}})});
  const double plain = throughput(without, count);
  const double filtered = throughput(with, count);
  fmt::print("filter            {:9.0f} runs/s with one, {:.0f} without: {:.2f} times, {:.2f} us an event\n", filtered,
             plain, filtered / plain, 1e6 / filtered - 1e6 / plain);
}

/// Runs that wait in the middle of a step, as an engine holds them.
void memory(const std::filesystem::path& /*directory*/, std::size_t count) {
  const Handler handler = threeSteps();
  execution::StackPool stacks(std::size_t{256} * 1024, count, count);
  std::vector<std::unique_ptr<execution::Execution>> held;
  malloc_trim(0);
  const auto before = residentMegabytes();
  for (std::size_t i = 0; i < count; ++i) {
    held.push_back(std::make_unique<execution::Execution>(handler, execution::Input{}, execution::Options{}, stacks));
    held.back()->advance();
  }
  fmt::print("in flight         {:9.1f} KB of memory a run, {} of them\n",
             static_cast<double>(residentMegabytes() - before) * 1e3 / static_cast<double>(count), count);
}

struct Figure {
  const char* name;
  void (*measure)(const std::filesystem::path&, std::size_t);
  std::size_t count;
};
constexpr Figure FIGURES[] = {{"steps", steps, 200'000},     {"send", send, 400'000},   {"light", light, 300},
                              {"stored", stored, 1'000'000}, {"sleepers", sleepers, 1'000'000},
                              {"keys", keys, 200'000},       {"filter", filter, 200'000}, {"memory", memory, 10'000}};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "engine_scale_bench <directory> [name] [count]\n");
    return 2;
  }
  const std::string only = argc > 2 ? argv[2] : "";
  for (const Figure& figure : FIGURES) {
    if (!only.empty() && only != figure.name) continue;
    std::string directory = std::string(argv[1]) + "/engine-scale-XXXXXX";
    if (!mkdtemp(directory.data())) {
      fmt::print(stderr, "cannot create a directory {}\n", directory);
      return 1;
    }
    try {
      figure.measure(directory, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : figure.count);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\n", figure.name, error.what());
    }
    std::filesystem::remove_all(directory);
  }
}
