// An engine on a disk that fails under it, at any call.
#include "fixture.hpp"

#include "store/faulty_disk.hpp"

#include <algorithm>
#include <map>
#include <random>

namespace event_runtime::testing {
namespace {

using Fault = FaultyDisk::Fault;
using Call = FaultyDisk::Call;

/// What the engines on one disk have been through.
class Course {
 public:
  Course() {
    std::string pattern = (std::filesystem::temp_directory_path() / "event-disk-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~Course() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  std::unique_ptr<Engine> engine() {
    EngineOptions options;
    options.app = "shop";
    options.store = sqliteStore(directory_ / "events.db");
    options.handlers = {onSignedUp("work", [this](const Event<Json>&, Step& step) {
      for (const char* id : {"first", "second"}) step.run(id, [&] { count(step.runId() + id); });
      step.sleep("nap", 10ms);
      step.run("third", [&] { count(step.runId() + "third"); });
    })};
    options.workers = 2;
    options.clock = clock;
    options.logger = logger;
    options.handleSignals = false;
    auto made = std::make_unique<Engine>(std::move(options));
    made->start();
    return made;
  }

  /// Sends some events and lets them be handled, or not.
  void work() {
    std::unique_ptr<Engine> engine;
    try {
      engine = this->engine();
      for (int i = 0; i < 4; ++i) {
        try {
          accepted.push_back(whileTimePasses(*clock, [&] { return sendSignedUp(*engine); }));
        } catch (const SendError&) {
        }
      }
      finish(*engine);
    } catch (const StoreError& error) {
      failure = error.what();
    }
  }

  void finish(Engine& engine) {
    for (int i = 0; i < 100; ++i) {
      whileTimePasses(*clock, [&] { engine.waitUntilIdle(); });
      if (hasEndedAll(engine)) return;
      clock->advance(10ms);
    }
  }

  /// False also where the disk does not let it be known.
  static bool hasEndedAll(Engine& engine) {
    try {
      return std::ranges::all_of(engine.recentRuns(100), [](const RunRecord& run) { return run.endedAt.has_value(); });
    } catch (const StoreError&) {
      return false;
    }
  }

  /// How often the body that ran most often did so.
  int most() const {
    const std::lock_guard lock(mutex_);
    int most = 0;
    for (const auto& [body, times] : bodies_) most = std::max(most, times);
    return most;
  }

  FaultyDisk disk;
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<RecordingLogger> logger = std::make_shared<RecordingLogger>();
  std::vector<std::string> accepted;
  std::string failure;  ///< with which the engine gave up

 private:
  void count(const std::string& body) {
    const std::lock_guard lock(mutex_);
    ++bodies_[body];
  }

  std::filesystem::path directory_;
  mutable std::mutex mutex_;
  std::map<std::string, int> bodies_;
};

void allAreDone(Engine& engine, const std::vector<std::string>& accepted) {
  for (const auto& event : accepted) {
    const auto runs = engine.runsOfEvent(event);
    REQUIRE(runs.size() == 1);
    CHECK(statusOf(runs[0]) == "completed");
  }
}

/// Runs `attempt` for calls 1, 1 + stride, … of the disk until there are no more, and says how often.
std::size_t tryAllCalls(std::size_t stride, const std::function<void(Course&, std::size_t)>& attempt) {
  std::size_t tried = 0;
  for (std::size_t n = 1;; n += stride, ++tried) {
    CAPTURE(n);
    Course course;
    attempt(course, n);
    if (course.disk.calls() < n) return tried;
  }
}

TEST_CASE("a disk that dies under an engine: it says so, stops soon, and the next one finishes all that was accepted") {
  const auto tried = tryAllCalls(11, [](Course& course, std::size_t n) {
    course.disk.faults = [n](Call call, std::size_t number) {
      return number < n ? Fault{} : Fault{FaultyDisk::errorOf(call), number == n && call == Call::write};
    };
    course.work();
    const auto calls = course.disk.calls();
    if (calls >= n && !course.failure.empty()) {
      INFO(course.failure);
      CHECK(course.failure.find("events.db: ") != std::string::npos);
      CHECK(calls < n + 1000);  // it does not spin
    }
    course.disk.faults = nullptr;
    std::mt19937 random(static_cast<std::mt19937::result_type>(n));
    course.disk.cutPower(random);
    const auto next = course.engine();
    course.finish(*next);
    allAreDone(*next, course.accepted);
    CHECK(course.most() <= 2);
  });
  CHECK(tried > 10);
}

TEST_CASE("a disk that fails once under an engine: what was accepted is done, once") {
  const auto tried = tryAllCalls(7, [](Course& course, std::size_t n) {
    course.disk.faults = [n](Call call, std::size_t number) {
      return number == n ? Fault{FaultyDisk::errorOf(call), call == Call::write} : Fault{};
    };
    course.work();
    course.disk.faults = nullptr;
    if (!course.failure.empty()) {
      // It could not be opened.
      CHECK(course.accepted.empty());
      return;
    }
    CHECK(course.accepted.size() >= 3);
    CHECK(course.most() == 1);
    const auto next = course.engine();
    allAreDone(*next, course.accepted);
  });
  CHECK(tried > 10);
}

}  // namespace
}  // namespace event_runtime::testing
