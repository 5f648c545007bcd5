// How much happens at a time: concurrency limits, runs in flight, work left in the store.
#include "fixture.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace event_runtime::testing {
namespace {

/// How many are inside at a time, and how many ever were.
class Gauge {
 public:
  void enter() {
    const int now = ++inside_;
    int most = most_;
    while (now > most && !most_.compare_exchange_weak(most, now)) {
    }
  }
  void leave() { --inside_; }
  int most() const { return most_; }

 private:
  std::atomic<int> inside_ = 0;
  std::atomic<int> most_ = 0;
};

/// Inside for as long as a scope lasts, however it is left.
class Visit {
 public:
  explicit Visit(Gauge& gauge) : gauge_(gauge) { gauge_.enter(); }
  ~Visit() { gauge_.leave(); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Gauge& gauge_;
};

void letOthersRun() {
  for (int i = 0; i < 20; ++i) std::this_thread::yield();
}

void withEightWorkers(EngineOptions& options) { options.workers = 8; }

TEST_CASE_TEMPLATE("a concurrency limit with a key is never exceeded, for no value of the key", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::map<std::string, Gauge> gauges;
  for (const char* user : {"ada", "bob", "cy"}) gauges[user];
  std::atomic<int> done = 0;
  const auto engine =
      world.engine({onSignedUp("limited", {.concurrency = {{.limit = 2, .key = "event.data.user"}}},
                               [&](const Event<Json>& event, Step& step) {
                                 const Visit visit(gauges.at(event.data["user"].template get<std::string>()));
                                 for (int i = 0; i < 3; ++i) step.run("work", letOthersRun);
                                 ++done;
                               })},
                   withEightWorkers);
  std::vector<OutgoingEvent> events;
  for (int i = 0; i < 40; ++i) {
    for (const char* user : {"ada", "bob", "cy"}) events.push_back(makeEvent(SIGNED_UP, Json{{"user", user}}));
  }
  engine->client()->send(std::move(events));
  engine->waitUntilIdle();
  CHECK(done == 120);
  for (const auto& [user, gauge] : gauges) {
    CHECK(gauge.most() >= 1);
    CHECK(gauge.most() <= 2);
  }
}

TEST_CASE_TEMPLATE("two limits hold at once", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gauge all;
  std::map<std::string, Gauge> gauges;
  for (int user = 0; user < 6; ++user) gauges[std::to_string(user)];
  const auto engine =
      world.engine({onSignedUp("limited", {.concurrency = {{.limit = 3}, {.limit = 1, .key = "event.data.user"}}},
                               [&](const Event<Json>& event, Step& step) {
                                 const Visit visit(all);
                                 const Visit own(gauges.at(event.data["user"].template get<std::string>()));
                                 for (int i = 0; i < 2; ++i) step.run("work", letOthersRun);
                               })},
                   withEightWorkers);
  std::vector<OutgoingEvent> events;
  for (int i = 0; i < 90; ++i) events.push_back(makeEvent(SIGNED_UP, Json{{"user", std::to_string(i % 6)}}));
  engine->client()->send(std::move(events));
  engine->waitUntilIdle();
  CHECK(all.most() <= 3);
  for (const auto& [user, gauge] : gauges) CHECK(gauge.most() == 1);
  const auto runs = engine->recentRuns(100);
  CHECK(runs.size() == 90);
  CHECK(std::ranges::all_of(runs, [](const RunRecord& run) { return run.status == RunStatus::completed; }));
}

TEST_CASE_TEMPLATE("runs that wait for a slot start in the order of their events", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<int> order;
  const auto engine =
      world.engine({onSignedUp("serial", {.concurrency = {{.limit = 1}}},
                               [&](const Event<Json>& event, Step& step) {
                                 step.run("note", [&] { order.push_back(event.data["n"].template get<int>()); });
                               })},
                   withEightWorkers);
  std::vector<int> expected;
  for (int i = 0; i < 30; ++i) {
    sendSignedUp(*engine, {{"n", i}});
    expected.push_back(i);
  }
  engine->waitUntilIdle();
  CHECK(order == expected);
}

TEST_CASE_TEMPLATE("a run that sleeps or waits for a retry holds no slot", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::vector<std::string> order;
  const auto engine =
      world.engine({onSignedUp("serial", {.concurrency = {{.limit = 1}}}, [&](const Event<Json>& event, Step& step) {
        const std::string name = event.data["name"];
        step.run("start", [&] { order.push_back(name + " starts"); });
        step.sleep("wait", 1h);
        step.run("end", [&] { order.push_back(name + " ends"); });
      })});
  sendSignedUp(*engine, {{"name", "a"}});
  engine->waitUntilIdle();
  sendSignedUp(*engine, {{"name", "b"}});
  engine->waitUntilIdle();
  CHECK(order == std::vector<std::string>{"a starts", "b starts"});
  world.advance(*engine, 1h);
  CHECK(order == std::vector<std::string>{"a starts", "b starts", "a ends", "b ends"});
}

TEST_CASE_TEMPLATE("no more runs are in flight than allowed, however many events come", Kind, Memory, Sqlite) {
  World<Kind> world;
  Gauge gauge;
  std::atomic<int> done = 0;
  const auto engine = world.engine({onSignedUp("work",
                                               [&](const Event<Json>&, Step& step) {
                                                 const Visit visit(gauge);
                                                 step.run("a", [] {});
                                                 step.run("b", [] {});
                                                 ++done;
                                               })},
                                   [](EngineOptions& options) { options.maxRunsInFlight = 3; });
  for (int batch = 0; batch < 3; ++batch) {
    std::vector<OutgoingEvent> events;
    for (int i = 0; i < 300; ++i) events.push_back(makeEvent(SIGNED_UP, Json::object()));
    engine->client()->send(std::move(events));
  }
  engine->waitUntilIdle();
  CHECK(done == 900);
  CHECK(gauge.most() <= 3);
}

TEST_CASE_TEMPLATE("more sleepers than fit into memory wake at the same moment", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> done = 0;
  const auto engine = world.engine({onSignedUp("sleeper",
                                               [&](const Event<Json>&, Step& step) {
                                                 step.sleep("wait", 1h);
                                                 step.run("count", [&] { ++done; });
                                               })},
                                   [](EngineOptions& options) { options.maxRunsInFlight = 10; });
  std::vector<OutgoingEvent> events;
  for (int i = 0; i < 700; ++i) events.push_back(makeEvent(SIGNED_UP, Json::object()));
  engine->client()->send(std::move(events));
  engine->waitUntilIdle();
  CHECK(done == 0);
  world.advance(*engine, 1h);
  CHECK(done == 700);
}

TEST_CASE_TEMPLATE("a run whose limit is taken does not keep other functions' runs waiting", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::mutex mutex;
  std::condition_variable changed;
  bool released = false;
  std::atomic<int> others = 0;
  const auto engine = world.engine({onSignedUp("stuck", {.concurrency = {{.limit = 1}}},
                                               [&](const Event<Json>&, Step& step) {
                                                 step.run("wait", [&] {
                                                   std::unique_lock lock(mutex);
                                                   changed.wait(lock, [&] { return released; });
                                                 });
                                               }),
                                    createEventHandler(WELCOMED, "other", {},
                                                       [&](const Event<Json>&, Step&) {
                                                         if (++others == 20) changed.notify_all();
                                                       })},
                                   [](EngineOptions& options) { options.maxRunsInFlight = 4; });
  std::vector<OutgoingEvent> events;
  for (int i = 0; i < 20; ++i) events.push_back(makeEvent(SIGNED_UP, Json::object()));
  for (int i = 0; i < 20; ++i) events.push_back(makeEvent(WELCOMED, Json::object()));
  engine->client()->send(std::move(events));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return others == 20; });
    released = true;
  }
  changed.notify_all();
  engine->waitUntilIdle();
  CHECK(engine->recentRuns(100).size() == 40);
}

TEST_CASE_TEMPLATE("handlers with the same key share a limit of scope env", Kind, Memory, Sqlite) {
  World<Kind> world;
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  const auto work = [&](const Event<Json>&, Step& step) {
    for (int i = 0; i < 3; ++i) {
      step.run("work", [&] {
        most = std::max(most.load(), ++inside);
        std::this_thread::yield();
        --inside;
      });
    }
  };
  const HandlerOptions shared{.concurrency = {{.limit = 1, .key = "event.data.user", .scope = ConcurrencyScope::env}}};
  const auto engine = world.engine({onSignedUp("a", shared, work), onSignedUp("b", shared, work)});
  for (int i = 0; i < 20; ++i) sendSignedUp(*engine, {{"user", "ada"}});
  engine->waitUntilIdle();
  CHECK(most == 1);
  CHECK(engine->recentRuns(100).size() == 40);
}

}  // namespace
}  // namespace event_runtime::testing
