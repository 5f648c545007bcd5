// What every store promises; one suite over all of them.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

using Ids = std::vector<std::string>;

struct Memory {
  std::unique_ptr<Store> store = memoryStore();
  Memory() { store->open(); }
};

struct Sqlite {
  TemporaryDirectory directory;
  std::unique_ptr<Store> store = sqliteStore(directory / "events.db", {.durability = Durability::processCrash});
  Sqlite() { store->open(); }
};

TEST_CASE_TEMPLATE("an accepted event's runs are ready, with the event", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r1", "r2"}));

  const auto runs = kind.store->readyRuns({}, 10);

  REQUIRE(idsOf(runs) == Ids{"r1", "r2"});
  CHECK(runs[0].functionId == "app-f");
  CHECK(runs[0].attempt == 0);
  CHECK_FALSE(runs[0].wakeAt);
  CHECK(runs[0].steps.empty());
  CHECK(runs[0].event.id == "e1");
  CHECK(runs[0].event.name == "user/signed-up");
  CHECK(runs[0].event.ts == at(1000));
  CHECK(runs[0].event.data == R"({"userId":"u"})");
  CHECK(runs[0].event.user == R"({"role":"admin"})");
  CHECK(runs[0].event.version == "v1");
}

TEST_CASE_TEMPLATE("an event that nobody handles is accepted", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1"));
  CHECK(kind.store->readyRuns({}, 10).empty());
  CHECK(kind.store->runsOfEvent("e1").empty());
}

TEST_CASE_TEMPLATE("texts come back byte for byte", Kind, Memory, Sqlite) {
  Kind kind;
  const std::string text = std::string("\"caf\xC3\xA9\0\xFF", 9) + std::string(100'000, 'x');
  AcceptEvent event = accept("e1", {"r1"});
  event.event.data = text;
  event.event.user.clear();
  event.event.version.clear();
  apply(*kind.store, event, completedStep("r1", 1, 0, text));

  const auto runs = kind.store->readyRuns({}, 10);

  REQUIRE(runs.size() == 1);
  CHECK(runs[0].event.data == text);
  CHECK(runs[0].event.user.empty());
  CHECK(runs[0].event.version.empty());
  REQUIRE(runs[0].steps.size() == 1);
  CHECK(runs[0].steps[0].result == text);
}

TEST_CASE_TEMPLATE("an event with a known id is a duplicate and changes nothing", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r1"}));

  std::vector<Mutation> batch{accept("e1", {"r2"}), accept("e2", {"r3"}), accept("e2", {"r4"})};
  kind.store->apply(batch);

  CHECK(std::get<AcceptEvent>(batch[0]).duplicate);
  CHECK_FALSE(std::get<AcceptEvent>(batch[1]).duplicate);
  CHECK(std::get<AcceptEvent>(batch[2]).duplicate);
  CHECK(idsOf(kind.store->readyRuns({}, 10)) == Ids{"r1", "r3"});
}

TEST_CASE_TEMPLATE("an id whose time is over may come again; both events are kept, each with its runs", Kind, Memory,
                   Sqlite) {
  Kind kind;
  const auto again = [](std::string runId, Timestamp idOverBy, std::string spareKey) {
    AcceptEvent event = accept("e1", {std::move(runId)});
    event.event.data = R"({"userId":"v"})";
    event.receivedAt = at(4000);
    event.idOverBy = idOverBy;
    event.spareKey = std::move(spareKey);
    return event;
  };
  apply(*kind.store, accept("e1", {"r1"}));  // received at 2000

  std::vector<Mutation> batch{again("r2", at(1999), "k1"), again("r3", at(2000), "k2"), again("r4", at(3999), "k3")};
  kind.store->apply(batch);

  CHECK(std::get<AcceptEvent>(batch[0]).duplicate);
  CHECK_FALSE(std::get<AcceptEvent>(batch[1]).duplicate);
  CHECK(std::get<AcceptEvent>(batch[2]).duplicate);  // of the second one
  const auto runs = kind.store->readyRuns({}, 10);
  REQUIRE(idsOf(runs) == Ids{"r1", "r3"});
  CHECK(runs[0].event.id == "e1");
  CHECK(runs[0].event.data == R"({"userId":"u"})");
  CHECK(runs[1].event.id == "e1");
  CHECK(runs[1].event.data == R"({"userId":"v"})");
  CHECK(kind.store->findRun("r3")->eventId == "e1");
  const auto ofEvent = kind.store->runsOfEvent("e1");
  REQUIRE(ofEvent.size() == 2);
  CHECK(ofEvent[1].id == "r3");

  batch = {again("r5", at(4000), "k4"), accept("e1", {"r6"})};
  kind.store->apply(batch);
  CHECK_FALSE(std::get<AcceptEvent>(batch[0]).duplicate);
  CHECK(std::get<AcceptEvent>(batch[1]).duplicate);  // whose id holds for ever
  CHECK(idsOf(kind.store->readyRuns({}, 10)) == Ids{"r1", "r3", "r5"});
}

TEST_CASE_TEMPLATE("ready runs are given page by page, by ascending id", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r3", "r1"}), accept("e2", {"r2", "r4"}), accept("e3", {"s1"}, at(5000)));

  CHECK(idsOf(kind.store->readyRuns({}, 3)) == Ids{"r1", "r2", "r3"});
  CHECK(idsOf(kind.store->readyRuns({at(0), "r3"}, 3)) == Ids{"r4"});
  CHECK(kind.store->readyRuns({at(0), "r4"}, 3).empty());
}

TEST_CASE_TEMPLATE("sleeping runs are given by wake-up time and id, within bounds", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"b"}, at(200)), accept("e2", {"a", "c"}, at(200)), accept("e3", {"z"}, at(100)),
        accept("e4", {"y"}, at(300)), accept("e5", {"ready"}));

  CHECK(idsOf(kind.store->sleepingRuns({}, at(200), 10)) == Ids{"z", "a", "b", "c"});
  CHECK(idsOf(kind.store->sleepingRuns({}, at(200), 2)) == Ids{"z", "a"});
  CHECK(idsOf(kind.store->sleepingRuns({at(200), "a"}, at(200), 10)) == Ids{"b", "c"});
  CHECK(idsOf(kind.store->sleepingRuns({at(200), "c"}, at(1000), 10)) == Ids{"y"});
  CHECK(kind.store->sleepingRuns({}, at(99), 10).empty());
  CHECK(kind.store->nextWakeUp({}) == at(100));
  CHECK(kind.store->nextWakeUp({at(200), "b"}) == at(200));
  CHECK(kind.store->nextWakeUp({at(200), "c"}) == at(300));
  CHECK_FALSE(kind.store->nextWakeUp({at(300), "y"}));
}

TEST_CASE_TEMPLATE("a run that is suspended moves from ready to sleeping, and from one time to another", Kind, Memory,
                   Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r1"}));

  apply(*kind.store, SuspendRun{"r1", at(500), 2, ErrorInfo{"std::runtime_error", "broken"}});
  CHECK(kind.store->readyRuns({}, 10).empty());
  auto sleeping = kind.store->sleepingRuns({}, at(500), 10);
  REQUIRE(idsOf(sleeping) == Ids{"r1"});
  CHECK(sleeping[0].wakeAt == at(500));
  CHECK(sleeping[0].attempt == 2);
  CHECK(kind.store->findRun("r1")->error == ErrorInfo{"std::runtime_error", "broken"});

  apply(*kind.store, SuspendRun{"r1", at(700), 2, std::nullopt});
  CHECK(kind.store->sleepingRuns({}, at(500), 10).empty());
  CHECK(kind.store->nextWakeUp({}) == at(700));
  CHECK_FALSE(kind.store->findRun("r1")->error);
}

TEST_CASE_TEMPLATE("a step is replaced as it goes on and keeps its place", Kind, Memory, Sqlite) {
  Kind kind;
  PutStep retrying;
  retrying.runId = "r1";
  retrying.hash = hash(1);
  retrying.id = "charge";
  retrying.status = PutStep::Status::retrying;
  retrying.attempts = 1;
  retrying.error = ErrorInfo{"Timeout", "no answer"};
  retrying.wakeAt = at(900);
  PutStep sleeping = retrying;
  sleeping.hash = hash(0);
  sleeping.id = "wait";
  sleeping.position = 1;
  sleeping.kind = execution::StepKind::sleep;
  sleeping.status = PutStep::Status::sleeping;
  sleeping.attempts = 0;
  sleeping.error.reset();
  apply(*kind.store, accept("e1", {"r1"}), retrying, sleeping);

  auto steps = kind.store->readyRuns({}, 1).at(0).steps;
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].id == "charge");
  CHECK(steps[0].hash == hash(1));
  CHECK(steps[0].kind == execution::StepKind::run);
  CHECK(steps[0].status == PutStep::Status::retrying);
  CHECK(steps[0].attempts == 1);
  CHECK(steps[0].error == ErrorInfo{"Timeout", "no answer"});
  CHECK(steps[0].wakeAt == at(900));
  CHECK(steps[1].kind == execution::StepKind::sleep);
  CHECK(steps[1].status == PutStep::Status::sleeping);

  PutStep completed = completedStep("r1", 1, 5, R"({"ok":true})");
  completed.attempts = 2;
  apply(*kind.store, completed);

  steps = kind.store->readyRuns({}, 1).at(0).steps;
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].position == 0);
  CHECK(steps[0].status == PutStep::Status::completed);
  CHECK(steps[0].attempts == 2);
  CHECK(steps[0].result == R"({"ok":true})");
  CHECK_FALSE(steps[0].error);
  CHECK_FALSE(steps[0].wakeAt);
}

TEST_CASE_TEMPLATE("a failed step keeps its error", Kind, Memory, Sqlite) {
  Kind kind;
  PutStep failed = completedStep("r1", 1, 0, "");
  failed.kind = execution::StepKind::sendEvent;
  failed.status = PutStep::Status::failed;
  failed.attempts = 5;
  failed.error = ErrorInfo{"Declined", "no funds"};
  apply(*kind.store, accept("e1", {"r1"}), failed);

  const auto step = kind.store->findRun("r1")->steps.at(0);

  CHECK(step.kind == "sendEvent");
  CHECK(step.status == "failed");
  CHECK(step.attempts == 5);
  CHECK(step.result.empty());
  CHECK(step.error == ErrorInfo{"Declined", "no funds"});
}

TEST_CASE_TEMPLATE("an ended run is no longer due and is found with its result or error", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r1", "r2"}), completedStep("r1", 1, 0, "7"),
        SuspendRun{"r2", at(50), 1, std::nullopt});
  apply(*kind.store, EndRun{"r1", at(3000), R"({"message":"sent"})", std::nullopt, 1},
        EndRun{"r2", at(4000), "", ErrorInfo{"StepError", "declined"}, 5});

  CHECK(kind.store->readyRuns({}, 10).empty());
  CHECK(kind.store->sleepingRuns({}, at(9999), 10).empty());
  CHECK_FALSE(kind.store->unfinishedRun("r1"));
  const auto completed = kind.store->findRun("r1");
  REQUIRE(completed);
  CHECK(completed->functionId == "app-f");
  CHECK(completed->eventId == "e1");
  CHECK(toString(completed->status) == "completed");
  CHECK(completed->attempt == 1);
  CHECK(completed->result == R"({"message":"sent"})");
  CHECK_FALSE(completed->error);
  CHECK(completed->startedAt == at(2000));
  CHECK(completed->endedAt == at(3000));
  REQUIRE(completed->steps.size() == 1);
  CHECK(completed->steps[0].id == "step-1");
  CHECK(completed->steps[0].status == "completed");
  CHECK(completed->steps[0].result == "7");
  const auto failed = kind.store->findRun("r2");
  REQUIRE(failed);
  CHECK(toString(failed->status) == "failed");
  CHECK(failed->result.empty());
  CHECK(failed->error == ErrorInfo{"StepError", "declined"});
}

TEST_CASE_TEMPLATE("unfinished runs are found by id and by event, the newest first where asked", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r2", "r1"}), accept("e2", {"r3"}, at(9000)));

  CHECK(kind.store->unfinishedRun("r1")->event.id == "e1");
  CHECK_FALSE(kind.store->unfinishedRun("r9"));
  CHECK_FALSE(kind.store->findRun("r9"));
  CHECK(toString(kind.store->findRun("r1")->status) == "queued");
  CHECK(toString(kind.store->findRun("r3")->status) == "sleeping");
  const auto ofEvent = kind.store->runsOfEvent("e1");
  REQUIRE(ofEvent.size() == 2);
  CHECK(ofEvent[0].id == "r1");
  CHECK(ofEvent[1].id == "r2");
  const auto recent = kind.store->recentRuns(2);
  REQUIRE(recent.size() == 2);
  CHECK(recent[0].id == "r3");
  CHECK(recent[1].id == "r2");
}

TEST_CASE_TEMPLATE("an unfinished run tells who has called it", Kind, Memory, Sqlite) {
  Kind kind;
  auto call = accept("e1", {"r1", "r2"});
  call.runs[1].parent = ParentStep{"caller", hash(7)};
  apply(*kind.store, std::move(call));
  CHECK_FALSE(kind.store->unfinishedRun("r1")->parent);
  CHECK(kind.store->unfinishedRun("r2")->parent == ParentStep{"caller", hash(7)});
  const auto ready = kind.store->readyRuns({}, 10);
  REQUIRE(ready.size() == 2);
  CHECK_FALSE(ready[0].parent);
  CHECK(ready[1].parent == ParentStep{"caller", hash(7)});
}

TEST_CASE_TEMPLATE("what cannot be applied wholly is not applied at all", Kind, Memory, Sqlite) {
  Kind kind;
  apply(*kind.store, accept("e1", {"r1"}), EndRun{"r1", at(1), "1", std::nullopt, 0});
  const auto refused = [&](Mutation last) {
    std::vector<Mutation> batch{accept("e2", {"r2"}), completedStep("r2", 1, 0, "2"), std::move(last)};
    const auto message = storeError([&] { kind.store->apply(batch); });
    CHECK_FALSE(kind.store->findRun("r2"));
    CHECK(kind.store->runsOfEvent("e2").empty());
    return message;
  };

  CHECK(refused(SuspendRun{"nobody", at(1), 0, std::nullopt}).find("nobody") != std::string::npos);
  CHECK(refused(SuspendRun{"r1", at(1), 0, std::nullopt}).find("no unfinished run r1") != std::string::npos);
  CHECK(refused(EndRun{"r1", at(2), "2", std::nullopt, 0}).find("no unfinished run r1") != std::string::npos);
  refused(accept("e3", {"r1"}));
  CHECK(kind.store->findRun("r1")->result == "1");

  // And the store works on.
  std::vector<Mutation> batch{accept("e2", {"r2"})};
  kind.store->apply(batch);
  CHECK_FALSE(std::get<AcceptEvent>(batch[0]).duplicate);
  CHECK(kind.store->findRun("r2"));
}

}  // namespace
}  // namespace event_runtime::testing
