// Start, stop, signals, and what may be asked when.
#include "fixture.hpp"
#include "gate.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <future>
#include <thread>

namespace event_runtime::testing {
namespace {

/// An engine that is started may be started again, one that is stopped may not.
bool isStopping(Engine& engine) {
  try {
    engine.start();
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

TEST_CASE("bad options are refused, and the handler is named") {
  const auto refused = [](const std::function<void(EngineOptions&)>& spoil) -> std::string {
    EngineOptions options;
    options.app = "shop";
    options.store = memoryStore();
    options.logger = silentLogger();
    spoil(options);
    try {
      Engine engine(std::move(options));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refused([](EngineOptions&) {}).empty());
  CHECK(refused([](EngineOptions& options) { options.app.clear(); }).find("`app`") != std::string::npos);
  CHECK(refused([](EngineOptions& options) { options.store = nullptr; }).find("`store`") != std::string::npos);
  CHECK(refused([](EngineOptions& options) { options.clock = nullptr; }).find("`clock`") != std::string::npos);
  CHECK(refused([](EngineOptions& options) { options.maxRunsInFlight = 0; }).find("`maxRunsInFlight`") !=
        std::string::npos);
  CHECK(refused([](EngineOptions& options) { options.stackSize = 1; }).find("`stackSize`") != std::string::npos);
  const auto message = refused([](EngineOptions& options) {
    options.handlers = {
        onSignedUp("limited", {.concurrency = {{.limit = 1, .key = "event.data."}}}, [](const Event<Json>&, Step&) {})};
  });
  CHECK(message.find("handler 'limited'") != std::string::npos);
}

TEST_CASE_TEMPLATE("stop lets the running body finish and records it; the run goes on with the next engine", Kind,
                   Memory, Sqlite) {
  World<Kind> world;
  Gate gate;
  std::atomic<int> slow = 0;
  std::atomic<int> after = 0;
  const HandlerList handlers{onSignedUp("work", [&](const Event<Json>&, Step& step) {
    step.run("slow", [&] {
      gate.pass();
      ++slow;
    });
    step.run("after", [&] { ++after; });
  })};
  {
    const auto engine = world.engine(handlers);
    const auto id = sendSignedUp(*engine);
    gate.waitUntilReached();
    CHECK(statusOf(onlyRun(*engine, id)) == "running");
    auto stopped = std::async(std::launch::async, [&] { engine->stop(); });
    while (!isStopping(*engine)) std::this_thread::yield();
    gate.open();
    stopped.get();
    engine->stop();
    engine->stopNow();
    const auto run = onlyRun(*engine, id);
    REQUIRE(run.steps.size() == 1);
    CHECK(run.steps[0].status == "completed");
    CHECK_THROWS_AS(sendSignedUp(*engine), SendError);
    CHECK_THROWS_AS(engine->start(), std::logic_error);
    engine->waitUntilIdle();
  }
  CHECK(after == 0);
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(slow == 1);
  CHECK(after == 1);
}

TEST_CASE_TEMPLATE("stopNow records nothing more: the body runs again", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gate gate;
  std::atomic<int> slow = 0;
  const HandlerList handlers{onSignedUp("work", [&](const Event<Json>&, Step& step) {
    step.run("slow", [&] {
      gate.pass();
      ++slow;
    });
  })};
  {
    const auto engine = world.engine(handlers);
    const auto id = sendSignedUp(*engine);
    gate.waitUntilReached();
    auto stopped = std::async(std::launch::async, [&] { engine->stopNow(); });
    // It is stopping once it no longer takes events.
    for (bool taken = true; taken;) {
      try {
        sendSignedUp(*engine, {}, {.id = "probe", .ts = world.clock->now() + 1h});
      } catch (const SendError&) {
        taken = false;
      }
    }
    gate.open();
    stopped.get();
    CHECK(onlyRun(*engine, id).steps.empty());
  }
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(slow == 2);
}

TEST_CASE_TEMPLATE("a handler may stop its own engine", Kind, Memory, Sqlite) {
  World<Kind> world;
  world.startEngines = false;
  Engine* self = nullptr;
  std::atomic<int> stops = 0;
  const auto engine = world.engine({onSignedUp("last", [&](const Event<Json>&, Step& step) {
    step.run("stop", [&] {
      ++stops;
      self->stop();
      self->stop();
    });
  })});
  self = engine.get();
  auto running = std::async(std::launch::async, [&] { engine->run(); });
  const auto id = sendSignedUp(*engine);
  running.get();
  CHECK(stops == 1);
  CHECK(onlyRun(*engine, id).steps.at(0).status == "completed");
}

TEST_CASE_TEMPLATE("an engine that was never started can be asked and goes quietly", Kind, Memory, Sqlite) {
  World<Kind> world;
  world.startEngines = false;
  const auto engine = world.engine({});
  CHECK_FALSE(engine->findRun("nobody"));
  CHECK(engine->recentRuns(5).empty());
  CHECK_FALSE(engine->nextWakeUp());
  engine->waitUntilIdle();
}

TEST_CASE_TEMPLATE("an engine that is stopped unwinds its runs", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gate gate;
  auto alive = std::make_shared<int>(0);
  {
    const auto engine = world.engine({onSignedUp("both", [&, alive](const Event<Json>&, Step& step) {
      const auto held = alive;
      step.parallel(step.branch("gate", [&] { gate.pass(); }), [&] { step.sleep("wait", 1h); });
      (void)held;
    })});
    sendSignedUp(*engine);
    gate.waitUntilReached();
    gate.open();
    engine->stop();
  }
  CHECK(alive.use_count() == 1);
}

/// A process with an engine whose only step waits, and which handles signals.
struct Process {
  explicit Process(bool stepEnds) {
    std::array<int, 2> began{};
    REQUIRE(pipe(began.data()) == 0);
    REQUIRE(pipe(go.data()) == 0);
    id = fork();
    REQUIRE(id >= 0);
    if (id == 0) _exit(work(began[1], stepEnds));
    char byte = 0;
    REQUIRE(read(began[0], &byte, 1) == 1);
    close(began[0]);
    close(began[1]);
  }
  ~Process() {
    close(go[0]);
    close(go[1]);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int work(int began, bool stepEnds) const {
    // The test runner's own handlers have been inherited.
    for (const int signal : {SIGINT, SIGTERM}) ::signal(signal, SIG_DFL);
    EngineOptions options;
    options.app = "shop";
    options.store = memoryStore();
    options.logger = silentLogger();
    std::atomic<bool> ended = false;
    options.handlers = {onSignedUp("wait", [&](const Event<Json>&, Step& step) {
      step.run("wait", [&] {
        char byte = 0;
        if (write(began, "b", 1) != 1) _exit(3);
        while (!stepEnds || read(go[0], &byte, 1) != 1) pause();
        ended = true;
      });
    })};
    Engine engine(std::move(options));
    sendSignedUp(engine);
    engine.run();
    const auto runs = engine.recentRuns(1);
    return ended && runs.at(0).steps.at(0).status == "completed" ? 0 : 1;
  }
  int waitForEnd() const {
    int status = 0;
    REQUIRE(waitpid(id, &status, 0) == id);
    return status;
  }

  std::array<int, 2> go{};
  pid_t id = -1;
};

TEST_CASE("SIGTERM lets the running step finish and be recorded") {
  const Process process(true);
  REQUIRE(kill(process.id, SIGTERM) == 0);
  REQUIRE(write(process.go[1], "g", 1) == 1);
  const int status = process.waitForEnd();
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a second signal ends the process at once") {
  const Process process(false);
  REQUIRE(kill(process.id, SIGINT) == 0);
  // Signals of one kind that are pending together count once; this one is of another kind.
  REQUIRE(kill(process.id, SIGTERM) == 0);
  const int status = process.waitForEnd();
  REQUIRE(WIFSIGNALED(status));
  CHECK((WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGINT));
}

TEST_CASE("handlers of signals are put back") {
  struct sigaction before {};
  struct sigaction mine {};
  mine.sa_handler = [](int) {};
  REQUIRE(sigaction(SIGTERM, &mine, &before) == 0);
  {
    EngineOptions options;
    options.app = "shop";
    options.store = memoryStore();
    options.logger = silentLogger();
    Engine engine(std::move(options));
    auto running = std::async(std::launch::async, [&] { engine.run(); });
    engine.stop();
    try {
      running.get();
    } catch (const std::logic_error&) {
      // It was stopped before it was started.
    }
  }
  struct sigaction after {};
  REQUIRE(sigaction(SIGTERM, &before, &after) == 0);
  CHECK(bool{after.sa_handler == mine.sa_handler});
}

}  // namespace
}  // namespace event_runtime::testing
