// A store that fails: nothing that was acknowledged is lost.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

TEST_CASE_TEMPLATE("a store that fails now and then delays runs and changes nothing else", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> applies = 0;
  world.beforeApply = [&] {
    if (++applies % 3 != 0) throw StoreError("events.db: the database is locked");
  };
  std::atomic<int> bodies = 0;
  const auto engine = world.engine({onSignedUp("work", [&](const Event<Json>&, Step& step) {
    for (int i = 0; i < 3; ++i) step.run("step", [&] { ++bodies; });
    return Json("done");
  })});
  int accepted = 0;
  for (int i = 0; i < 30; ++i) {
    try {
      whileTimePasses(*world.clock, [&] { return sendSignedUp(*engine); });
      ++accepted;
    } catch (const SendError& error) {
      CHECK(std::string(error.what()).find("the database is locked") != std::string::npos);
    }
  }
  whileTimePasses(*world.clock, [&] { engine->waitUntilIdle(); });
  CHECK(accepted > 0);
  CHECK(bodies == 3 * accepted);
  const auto runs = engine->recentRuns(100);
  CHECK(runs.size() == static_cast<std::size_t>(accepted));
  for (const auto& run : runs) CHECK(run.result == R"("done")");
  CHECK(world.logger->count("the store fails") > 0);
}

TEST_CASE_TEMPLATE("a store that fails for good ends run() with its error, and what it holds goes on later", Kind,
                   Memory, Sqlite) {
  World<Kind> world;
  std::atomic<bool> broken = false;
  world.beforeApply = [&] {
    if (broken) throw StoreError("events.db: disk I/O error");
  };
  std::atomic<int> first = 0;
  std::atomic<int> second = 0;
  const HandlerList handlers{onSignedUp("work", [&](const Event<Json>&, Step& step) {
    step.run("first", [&] { ++first; });
    step.run("second", [&] {
      ++second;
      broken = first < 2;
    });
  })};
  {
    world.startEngines = false;
    const auto engine = world.engine(handlers);
    sendSignedUp(*engine, {}, {.id = "e-1"});
    const auto client = engine->client();
    std::string error;
    try {
      whileTimePasses(*world.clock, [&] { engine->run(); });
    } catch (const StoreError& failure) {
      error = failure.what();
    }
    CHECK(error == "events.db: disk I/O error");
    CHECK_THROWS_AS(client->sendEvent(SIGNED_UP, Json::object()), SendError);
    CHECK_THROWS_AS(engine->waitUntilIdle(), StoreError);
    CHECK(statusOf(onlyRun(*engine, "e-1")) == "queued");
  }
  CHECK(first == 1);
  CHECK(second == 1);

  broken = false;
  first = 2;  // keeps the second step from breaking the store again
  world.startEngines = true;
  const auto engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, "e-1")) == "completed");
  CHECK(first == 2);  // its result was stored
  CHECK(second == 2);
}

TEST_CASE("a store that cannot be opened is the constructor's error") {
  EngineOptions options;
  options.app = "shop";
  options.store = sqliteStore("/does/not/exist/events.db");
  options.logger = silentLogger();
  CHECK_THROWS_AS(Engine{std::move(options)}, StoreError);
}

TEST_CASE("two engines cannot have the same file, one after the other can") {
  const Sqlite file;
  const auto make = [&] {
    EngineOptions options;
    options.app = "shop";
    options.store = file.make();
    options.logger = silentLogger();
    return std::make_unique<Engine>(std::move(options));
  };
  auto first = make();
  const auto client = first->client();  // keeps neither the engine nor the file
  CHECK_THROWS_AS(make(), StoreError);
  first.reset();
  const auto second = make();
  CHECK_THROWS_AS(client->sendEvent(SIGNED_UP, Json::object()), SendError);
}

/// Refuses what one run brings forth, for good.
class PickyStore : public BorrowedStore {
 public:
  using BorrowedStore::BorrowedStore;
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override {
    for (const Mutation& mutation : mutations) {
      const auto* step = std::get_if<PutStep>(&mutation);
      if (step && step->id == "poison") throw StoreError("events.db: string or blob too big");
    }
    BorrowedStore::apply(mutations, hooks);
  }
};

TEST_CASE_TEMPLATE("a run whose progress can never be stored is set aside, and the others go on", Kind, Memory,
                   Sqlite) {
  World<Kind> world;
  std::atomic<int> poisoned = 0;
  std::atomic<int> later = 0;
  const HandlerList handlers{onSignedUp("work", [&](const Event<Json>& event, Step& step) {
    if (event.data.contains("poison")) {
      step.run("poison", [&] { ++poisoned; });
    } else {
      step.sleep("nap", 1min);
      step.run("later", [&] { ++later; });
    }
  })};
  auto engine = world.engine(
      handlers, [&](EngineOptions& options) { options.store = std::make_unique<PickyStore>(*world.store); });
  const auto bad = sendSignedUp(*engine, {{"poison", true}});
  const auto good = sendSignedUp(*engine);
  whileTimePasses(*world.clock, [&] {
    while (world.logger->count("can never be stored") == 0) std::this_thread::yield();
  });
  engine->waitUntilIdle();
  world.advance(*engine, 1min);
  CHECK(statusOf(onlyRun(*engine, good)) == "completed");
  CHECK(later == 1);
  CHECK(poisoned == 1);
  CHECK(statusOf(onlyRun(*engine, bad)) == "queued");
  // The next engine tries it again.
  engine.reset();
  engine = world.engine(handlers);
  engine->waitUntilIdle();
  CHECK(statusOf(onlyRun(*engine, bad)) == "completed");
  CHECK(poisoned == 2);
}

}  // namespace
}  // namespace event_runtime::testing
