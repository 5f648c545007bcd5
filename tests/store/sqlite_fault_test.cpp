// A disk that fails at its n-th call, for every n of a workload; whose power is cut there; on which the process dies.
#include "faulty_disk.hpp"
#include "fixture.hpp"

#include "store/sqlite/connection.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <random>

namespace event_runtime::testing {
namespace {

using Call = FaultyDisk::Call;
using Fault = FaultyDisk::Fault;
using Transaction = std::vector<Mutation>;

PutStep waitingStep(std::string runId) {
  PutStep step = completedStep(std::move(runId), 7, 0, "");
  step.kind = execution::StepKind::waitForEvent;
  step.status = PutStep::Status::waiting;
  step.wakeAt = at(9'000'000);
  return step;
}

/// Something of everything that engines write.
std::vector<Transaction> workload() {
  AcceptEvent large = accept("e4", {"r4"});
  large.event.data = '"' + std::string(30'000, 'x') + '"';
  std::vector<Transaction> all;
  all.push_back({accept("e1", {"r1"})});
  all.push_back({accept("e2", {"r2"}), accept("e3", {"r3"})});
  all.push_back({completedStep("r1", 1, 0, '"' + std::string(5'000, 'y') + '"')});
  all.push_back({SuspendRun{"r1", at(5'000'000)}});
  all.push_back({waitingStep("r2"), PutWaits{"r2", hash(7), {{.name = "user/confirmed", .since = at(1)}}},
                 SuspendRun{"r2", at(9'000'000)}});
  all.push_back({large, PutControl{"limit", Control{"limit", "1", at(8'000'000)}}});
  all.push_back({ResolveStep{"r2", hash(7), std::string("{}")}});
  all.push_back({EndRun{"r3", at(3'000), R"("done")", {}}});
  all.push_back({CancelRun{"r4", at(4'000), "no more"}, PutControl{"limit", std::nullopt}});
  all.push_back({accept("e5", {"r5", "r6"}), completedStep("r1", 2, 1, "2")});
  return all;
}

/// Enough of a long text to know it by.
std::string brief(const std::string& text) { return text.substr(0, 20) + '#' + std::to_string(text.size()); }

/// What a store holds, as text.
std::string contentsOf(Store& store) {
  std::string text;
  for (const RunRecord& run : store.recentRuns(100)) {
    text += run.id + ' ' + run.eventId + ' ' + std::string(toString(run.status)) + ' ' + brief(run.result) + ' ' +
            (run.error ? run.error->message : "") + '\n';
    for (const StepRecord& step : run.steps) text += "  " + step.id + ' ' + step.status + ' ' + brief(step.result) + '\n';
  }
  for (const StoredRun& run : store.readyRuns({}, 100)) text += "ready " + run.id + ' ' + brief(run.event.data) + '\n';
  for (const StoredRun& run : store.sleepingRuns({}, at(99'000'000), 100)) text += "sleeping " + run.id + '\n';
  for (const Control& control : store.controls("")) text += "control " + control.key + '\n';
  for (const Wait& wait : store.waitPatterns()) text += "wait " + wait.name + '\n';
  return text;
}

/// Lets the log be written back into the database every few pages, which otherwise takes a thousand.
int checkpointOften(sqlite3* database, const char** /*error*/, const sqlite3_api_routines* /*api*/) {
  return sqlite3_wal_autocheckpoint(database, 6);
}

class Trial {
 public:
  Trial() {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&checkpointOften));
    const auto store = open();
    contents_.push_back(contentsOf(*store));
    for (Transaction& transaction : workload()) {
      store->apply(transaction);
      contents_.push_back(contentsOf(*store));
    }
  }
  ~Trial() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&checkpointOften)); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  struct Course {
    std::function<Fault(Call, std::size_t)> fault;
    int patience = 1;        ///< how often a transaction is tried
    bool cutsPower = false;  ///< in the end
  };

  /// Works under faults, then on a disk that is well again, and checks all that has to hold. Returns how many calls
  /// there were.
  std::size_t run(const Course& course, std::uint32_t seed) {
    std::mt19937 random(seed);
    disk_.wipe();
    disk_.resetCalls();
    disk_.faults = course.fault;
    const std::size_t acknowledged = work(course.patience);
    const std::size_t calls = disk_.calls();
    disk_.faults = nullptr;
    if (course.cutsPower) disk_.cutPower(random);

    // What was acknowledged is there, and of what was not at most the one transaction that was under way, whole.
    auto store = open();
    const std::string found = contentsOf(*store);
    const auto last = std::min(acknowledged + 1, contents_.size() - 1);
    const bool more = found != contents_[acknowledged];
    CHECK_MESSAGE((!more || found == contents_[last]), "acknowledged: " << acknowledged << ", found:\n" << found);
    store.reset();
    CHECK(integrity() == "ok");
    // And it goes on from there.
    store = open();
    auto rest = workload();
    for (std::size_t i = more ? last : acknowledged; i < rest.size(); ++i) store->apply(rest[i]);
    CHECK(contentsOf(*store) == contents_.back());
    return calls;
  }

 private:
  std::filesystem::path file() const { return directory_ / "events.db"; }
  std::unique_ptr<Store> open() const {
    auto store = sqliteStore(file());
    store->open();
    return store;
  }

  std::size_t work(int patience) {
    std::unique_ptr<Store> store;
    for (int i = 0; i < patience && !store; ++i) {
      try {
        store = open();
      } catch (const StoreError& error) {
        speaksClearly(error);
      }
    }
    std::size_t done = 0;
    if (!store) return done;
    for (Transaction& transaction : workload()) {
      bool applied = false;
      for (int i = 0; i < patience && !applied; ++i) {
        try {
          store->apply(transaction);
          applied = true;
        } catch (const StoreError& error) {
          speaksClearly(error);
          if (patience > 1) showsNothingOf(*store, done);
        }
      }
      if (!applied) break;
      ++done;
    }
    return done;
  }

  void showsNothingOf(Store& store, std::size_t transaction) {
    std::string found;
    try {
      found = contentsOf(store);
    } catch (const StoreError&) {
      return;  // reading may fail as well
    }
    CHECK(found == contents_[transaction]);
  }

  void speaksClearly(const StoreError& error) const {
    const std::string message = error.what();
    INFO(message);
    CHECK(message.find(file().string()) != std::string::npos);
    CHECK(message.find("; ") != std::string::npos);  // and what to do
  }

  std::string integrity() const {
    const sqlite::Connection connection(file());
    sqlite::Statement check(connection, "PRAGMA integrity_check");
    REQUIRE(check.next());
    const std::string verdict(check.text(0));
    check.reset();
    return verdict;
  }

  TemporaryDirectory directory_;
  FaultyDisk disk_;
  std::vector<std::string> contents_;  ///< after each transaction, and before the first
};

/// Runs `course(n)` for n = 1, 2, … until the workload has fewer calls; of them every fifth, or as FAULT_STRIDE says.
void atEveryCall(Trial& trial, const std::function<Trial::Course(std::size_t)>& course) {
  const char* const text = std::getenv("FAULT_STRIDE");
  const std::size_t stride = text == nullptr ? 5 : std::max<std::size_t>(std::strtoul(text, nullptr, 10), 1);
  std::size_t calls = trial.run({}, 0);
  CHECK(calls > 100);
  for (std::size_t n = 1; n <= calls; n += stride) {
    CAPTURE(n);
    calls = std::max(calls, trial.run(course(n), static_cast<std::uint32_t>(n)));
    REQUIRE(calls < 10'000);
  }
}

TEST_CASE("a call that fails once: the transaction fails with it or works without it, and the next try succeeds") {
  Trial trial;
  bool cut = false;
  bool torn = false;
  SUBCASE("") {}
  SUBCASE("and the power is cut later") { cut = true; }
  SUBCASE("torn writes, and the power is cut later") { cut = torn = true; }
  atEveryCall(trial, [&](std::size_t n) {
    return Trial::Course{[n, torn](Call call, std::size_t number) {
                           if (number != n) return Fault{};
                           return Fault{FaultyDisk::errorOf(call), torn && call == Call::write};
                         },
                         3, cut};
  });
}

TEST_CASE("the process dies at any call, or the power is cut there") {
  Trial trial;
  bool cut = false;
  SUBCASE("killed") {}
  SUBCASE("power cut") { cut = true; }
  atEveryCall(trial, [&](std::size_t n) {
    return Trial::Course{[n](Call call, std::size_t number) {
                           if (number < n) return Fault{};
                           return Fault{FaultyDisk::errorOf(call), number == n && call == Call::write};
                         },
                         1, cut};
  });
}

TEST_CASE("the disk is full from any call on, or syncs no more, until somebody mends it") {
  Trial trial;
  Call what = Call::write;
  int code = SQLITE_FULL;
  SUBCASE("full") {}
  SUBCASE("no sync") {
    what = Call::sync;
    code = SQLITE_IOERR_FSYNC;
  }
  atEveryCall(trial, [&](std::size_t n) {
    return Trial::Course{[=](Call call, std::size_t number) {
                           return number >= n && call == what ? Fault{code, call == Call::write} : Fault{};
                         },
                         2, true};
  });
}

}  // namespace
}  // namespace event_runtime::testing
