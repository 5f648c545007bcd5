// The file: created, reopened, refused when it is not ours.
#include "fixture.hpp"

#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace event_runtime::testing {
namespace {

std::string errorOfOpening(const std::filesystem::path& file) {
  return storeError([&] { sqliteStore(file)->open(); });
}

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("what was applied is there when the file is opened again") {
  const TemporaryDirectory directory;
  {
    const auto store = sqliteStore(directory / "events.db");
    store->open();
    apply(*store, accept("e1", {"r1"}), completedStep("r1", 1, 0, "7"));
  }
  const auto store = sqliteStore(directory / "events.db");
  store->open();
  CHECK(idsOf(store->readyRuns({}, 10)) == std::vector<std::string>{"r1"});
  CHECK(store->findRun("r1")->steps.at(0).result == "7");
}

TEST_CASE("the file says whose it is and which version wrote it") {
  const TemporaryDirectory directory;
  sqliteStore(directory / "events.db")->open();
  const sqlite::Connection connection(directory / "events.db");
  CHECK(sqlite::queryInteger(connection, "PRAGMA application_id") == sqlite::APPLICATION_ID);
  CHECK(sqlite::queryInteger(connection, "PRAGMA user_version") == sqlite::SCHEMA_VERSION);
}

TEST_CASE("an empty file becomes a store") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "events.db").flush();
  const auto store = sqliteStore(directory / "events.db");
  store->open();
  apply(*store, accept("e1", {"r1"}));
  CHECK(store->findRun("r1"));
}

TEST_CASE("others may read the file while an engine has it") {
  const TemporaryDirectory directory;
  const auto store = sqliteStore(directory / "events.db");
  store->open();
  apply(*store, accept("e1", {"r1"}));
  const sqlite::Connection reader(directory / "events.db");
  CHECK(sqlite::queryInteger(reader, "SELECT count(*) FROM run") == 1);
}

TEST_CASE("a commit survives the sudden end of the process, write-ahead log and all") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto store = sqliteStore(file);
    store->open();
    apply(*store, accept("e1", {"r1"}));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(std::filesystem::file_size(directory / "events.db-wal") > 0);

  const auto store = sqliteStore(file);
  store->open();
  CHECK(idsOf(store->readyRuns({}, 10)) == std::vector<std::string>{"r1"});
}

TEST_CASE("a missing directory is named") {
  const TemporaryDirectory directory;
  const auto message = errorOfOpening(directory / "missing/events.db");
  CHECK(contains(message, (directory / "missing").string()));
  CHECK(contains(message, "create it first"));
}

TEST_CASE("a directory is no file, and neither is an empty name") {
  const TemporaryDirectory directory;
  CHECK(contains(errorOfOpening(directory.path()), "this is a directory"));
  CHECK(contains(errorOfOpening(""), "is empty"));
}

TEST_CASE("a file that is no database is refused and left alone") {
  const TemporaryDirectory directory;
  const auto file = directory / "notes.txt";
  const std::string notes = "Dear diary, " + std::string(5000, '.');
  std::ofstream(file) << notes;
  const auto message = errorOfOpening(file);
  CHECK(contains(message, file.string()));
  CHECK(contains(message, "file is not a database"));
  CHECK(contains(message, "give the engine another file name"));
  CHECK(contentOf(file) == notes);
}

TEST_CASE("another application's database is refused and left alone") {
  const TemporaryDirectory directory;
  const auto file = directory / "bookmarks.db";
  sqlite::Connection(file).execute("CREATE TABLE bookmark (url TEXT)");
  SUBCASE("without an application id") {}
  SUBCASE("with one of its own") { sqlite::Connection(file).execute("PRAGMA application_id=4711"); }
  const auto before = contentOf(file);
  const auto message = errorOfOpening(file);
  CHECK(contains(message, file.string()));
  CHECK(contains(message, "belongs to another application"));
  CHECK(contentOf(file) == before);
}

TEST_CASE("a store of the first format is migrated, with everything in it") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  {
    // As the first format was.
    sqlite::Connection connection(file);
    connection.execute(
        "CREATE TABLE event (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, ts INTEGER NOT NULL, received_at "
        "INTEGER "
        "NOT NULL, data TEXT NOT NULL, user TEXT NOT NULL, version TEXT NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE run (id TEXT NOT NULL PRIMARY KEY, function_id TEXT NOT NULL, event_id TEXT NOT NULL, attempt "
        "INTEGER NOT NULL, started_at INTEGER NOT NULL, wake_at INTEGER, ended_at INTEGER, result TEXT, error_name "
        "TEXT, "
        "error_message TEXT) STRICT, WITHOUT ROWID;"
        "CREATE INDEX run_by_event ON run (event_id);"
        "CREATE INDEX run_ready ON run (id) WHERE ended_at IS NULL AND wake_at IS NULL;"
        "CREATE INDEX run_sleeping ON run (wake_at, id) WHERE ended_at IS NULL AND wake_at IS NOT NULL;"
        "CREATE TABLE step (run_id TEXT NOT NULL, hash BLOB NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, "
        "kind "
        "TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, result TEXT, error_name TEXT, error_message "
        "TEXT, wake_at INTEGER, PRIMARY KEY (run_id, hash)) STRICT, WITHOUT ROWID;"
        "INSERT INTO event VALUES ('e1', 'user/signed-up', 1000, 2000, '{}', '', '');"
        "INSERT INTO run VALUES ('r1', 'app-f', 'e1', 0, 2000, NULL, NULL, NULL, NULL, NULL);"
        "INSERT INTO run VALUES ('r2', 'app-f', 'e1', 0, 2000, 9000, NULL, NULL, NULL, NULL);"
        "INSERT INTO run VALUES ('r3', 'app-f', 'e1', 1, 2000, NULL, 3000, NULL, 'std::runtime_error', 'broken');"
        "INSERT INTO step VALUES ('r2', x'0101010101010101010101010101010101010101', 0, 'nap', 'sleep', 'sleeping', 0, "
        "NULL, NULL, NULL, 9000);"
        "PRAGMA application_id=1165382260; PRAGMA user_version=1");
  }
  const auto store = sqliteStore(file);
  store->open();
  CHECK(sqlite::queryInteger(sqlite::Connection(file), "PRAGMA user_version") == sqlite::SCHEMA_VERSION);
  const auto ready = store->readyRuns({}, 10);
  REQUIRE(idsOf(ready) == std::vector<std::string>{"r1"});
  CHECK(ready[0].rank == at(2000));
  const auto sleeping = store->sleepingRuns({}, at(9000), 10);
  REQUIRE(idsOf(sleeping) == std::vector<std::string>{"r2"});
  REQUIRE(sleeping[0].steps.size() == 1);
  CHECK(sleeping[0].steps[0].id == "nap");
  CHECK(std::string(toString(store->findRun("r3")->status)) == "failed");
  apply(*store, accept("e2", {"r4"}), EndRun{"r1", at(5000), "1", std::nullopt, 0});
  CHECK(std::string(toString(store->findRun("r1")->status)) == "completed");
  AcceptEvent again = accept("e1", {"r5"});
  again.idOverBy = again.receivedAt;
  again.spareKey = "k1";
  apply(*store, again);
  CHECK(store->runsOfEvent("e1").size() == 4);
}

TEST_CASE("a newer version's store is refused and left alone") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  sqliteStore(file)->open();
  sqlite::Connection(file).execute("PRAGMA user_version=4");
  const auto message = errorOfOpening(file);
  CHECK(contains(message, file.string()));
  CHECK(contains(message, "newer version"));
  CHECK(contains(message, "its format is 4, this program reads up to 3"));
  CHECK(sqlite::queryInteger(sqlite::Connection(file), "PRAGMA user_version") == 4);
}

TEST_CASE("a format that never was is refused") {
  const TemporaryDirectory directory;
  sqliteStore(directory / "events.db")->open();
  sqlite::Connection(directory / "events.db").execute("PRAGMA user_version=-3");
  CHECK(contains(errorOfOpening(directory / "events.db"), "format -3 does not exist"));
}

TEST_CASE("a store whose tables are gone is refused") {
  const TemporaryDirectory directory;
  sqliteStore(directory / "events.db")->open();
  sqlite::Connection(directory / "events.db").execute("DROP TABLE step");
  CHECK(contains(errorOfOpening(directory / "events.db"), "no such table: step"));
}

TEST_CASE("damage is reported with the file and a remedy") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  {
    const auto store = sqliteStore(file);
    store->open();
    std::vector<Mutation> batch;
    for (int i = 0; i < 2000; ++i) batch.push_back(accept("e" + std::to_string(i), {"r" + std::to_string(i)}));
    store->apply(batch);
  }
  const auto size = std::filesystem::file_size(file);
  {
    // Everything behind the first page, which holds the schema.
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(4096);
    stream << std::string(size - 4096, '\xA5');
  }
  const auto store = sqliteStore(file);
  const auto message = storeError([&] {
    store->open();
    store->readyRuns({}, 5000);
  });
  CHECK(contains(message, file.string()));
  CHECK(contains(message, "malformed"));
  CHECK(contains(message, ".recover"));
}

TEST_CASE("rows that make no sense are reported, not guessed at") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  const auto store = sqliteStore(file);
  store->open();
  apply(*store, accept("e1", {"r1"}), completedStep("r1", 1, 0, "7"));
  sqlite::Connection hand(file);
  SUBCASE("a kind that does not exist") {
    hand.execute("UPDATE step SET kind='dance'");
    CHECK(contains(storeError([&] { store->readyRuns({}, 1); }), "a step of run r1 makes no sense"));
  }
  SUBCASE("a hash of the wrong length") {
    hand.execute("UPDATE step SET hash=x'00'");
    CHECK(contains(storeError([&] { store->findRun("r1"); }), "a step of run r1 makes no sense"));
  }
  SUBCASE("a run without its event") {
    hand.execute("DELETE FROM event");
    CHECK(contains(storeError([&] { store->readyRuns({}, 1); }), "run r1 has lost its event e1"));
  }
}

}  // namespace
}  // namespace event_runtime::testing
