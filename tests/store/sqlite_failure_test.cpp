// The disk says no. A file system of our own between SQLite and the real one fails writes when told to.
#include "fixture.hpp"

#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <map>
#include <memory>

namespace event_runtime::testing {
namespace {

/// SQLite's default file system, failing on request. Its functions have no room for context, hence the one instance.
class FailingFileSystem {
 public:
  FailingFileSystem() {
    real_ = sqlite3_vfs_find(nullptr);
    self = this;
    shim_ = *real_;
    shim_.zName = "failing";
    shim_.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
      const int code = self->real_->xOpen(self->real_, name, file, flags, outFlags);
      if (code == SQLITE_OK && file->pMethods) file->pMethods = &self->failing(file->pMethods);
      return code;
    };
    sqlite3_vfs_register(&shim_, 1);
  }
  ~FailingFileSystem() {
    sqlite3_vfs_unregister(&shim_);
    sqlite3_vfs_register(real_, 1);
  }
  FailingFileSystem(const FailingFileSystem&) = delete;
  FailingFileSystem& operator=(const FailingFileSystem&) = delete;

  int writeError = SQLITE_OK;
  int syncError = SQLITE_OK;

 private:
  /// The functions of a kind of file (databases and logs have different ones), and those in their place.
  struct Methods {
    sqlite3_io_methods failing;
    const sqlite3_io_methods* real;
  };

  sqlite3_io_methods& failing(const sqlite3_io_methods* real) {
    const auto [place, isNew] = methods_.try_emplace(real, Methods{*real, real});
    if (isNew) {
      place->second.failing.xWrite = [](sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
        return self->writeError ? self->writeError : realOf(file).xWrite(file, data, size, offset);
      };
      place->second.failing.xSync = [](sqlite3_file* file, int how) {
        return self->syncError ? self->syncError : realOf(file).xSync(file, how);
      };
    }
    return place->second.failing;
  }
  static const sqlite3_io_methods& realOf(sqlite3_file* file) {
    return *reinterpret_cast<const Methods*>(file->pMethods)->real;
  }

  static FailingFileSystem* self;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs shim_{};
  std::map<const sqlite3_io_methods*, Methods> methods_;
};
FailingFileSystem* FailingFileSystem::self = nullptr;

TEST_CASE("a disk that is full or fails loses nothing that was acknowledged, and nothing else is half there") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  FailingFileSystem disk;
  {
    const auto store = sqliteStore(file);
    store->open();
    apply(*store, accept("e1", {"r1"}));

    std::string expected;
    SUBCASE("full") {
      disk.writeError = SQLITE_FULL;
      expected = "free some space on the disk";
    }
    SUBCASE("write error") {
      disk.writeError = SQLITE_IOERR_WRITE;
      expected = "the disk or its file system fails";
    }
    SUBCASE("sync error") {
      disk.syncError = SQLITE_IOERR_FSYNC;
      expected = "the disk or its file system fails";
    }
    const auto message = storeError([&] { apply(*store, accept("e2", {"r2"}), accept("e3", {"r3"})); });
    CHECK(contains(message, file.string()));
    CHECK(contains(message, expected));
    CHECK(store->findRun("r1"));
    CHECK_FALSE(store->findRun("r2"));

    disk.writeError = disk.syncError = SQLITE_OK;
    std::vector<Mutation> again{accept("e2", {"r2"}), accept("e3", {"r3"})};
    store->apply(again);
    CHECK_FALSE(std::get<AcceptEvent>(again[0]).duplicate);
  }
  const auto store = sqliteStore(file);
  store->open();
  CHECK(idsOf(store->readyRuns({}, 10)) == std::vector<std::string>{"r1", "r2", "r3"});
}

TEST_CASE("a store that cannot be created leaves a file that can be opened later") {
  const TemporaryDirectory directory;
  FailingFileSystem disk;
  disk.writeError = SQLITE_FULL;
  CHECK(contains(storeError([&] { sqliteStore(directory / "events.db")->open(); }), "free some space"));
  disk.writeError = SQLITE_OK;
  const auto store = sqliteStore(directory / "events.db");
  store->open();
  apply(*store, accept("e1", {"r1"}));
  CHECK(store->findRun("r1"));
}

TEST_CASE("a database that another program keeps locked is named") {
  const TemporaryDirectory directory;
  const auto store = sqliteStore(directory / "events.db");
  store->open();
  sqlite::Connection other(directory / "events.db");
  other.execute("BEGIN IMMEDIATE");
  const auto message = storeError([&] { apply(*store, accept("e1", {"r1"})); });
  CHECK(contains(message, "database is locked"));
  CHECK(contains(message, "another program holds a lock"));
  other.execute("COMMIT");
  apply(*store, accept("e1", {"r1"}));
  CHECK(store->findRun("r1"));
}

}  // namespace
}  // namespace event_runtime::testing
