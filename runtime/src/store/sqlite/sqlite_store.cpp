#include "store/sqlite/connection.hpp"
#include "store/sqlite/error.hpp"
#include "store/sqlite/file_lock.hpp"
#include "store/sqlite/lookups.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/writer.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace event_runtime {
namespace {

using sqlite::Connection;

/// Other programs may hold the write lock for a moment. Where it lasts, the engine tries again.
constexpr int BUSY_TIMEOUT_MILLISECONDS = 1000;

/// The file by one name, whichever way it was given, so that it has one lock.
std::filesystem::path canonicalPath(const std::filesystem::path& file) {
  std::error_code error;
  auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(file), error);
  return error ? std::filesystem::absolute(file) : path;
}

void checkPlace(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw StoreError(file.string() +
                     ": this is a directory or device, no file; give the engine the name of a database file");
  }
  const auto directory = file.parent_path();
  if (!std::filesystem::is_directory(directory, error)) {
    throw StoreError(fmt::format("{}: there is no directory {}; create it first", file.string(), directory.string()));
  }
}

void configure(Connection& connection, Durability durability) {
  sqlite3_busy_timeout(connection.handle(), BUSY_TIMEOUT_MILLISECONDS);
  // What stands in the file is data, not instructions: no schema that runs functions, no writable sqlite_schema.
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  if (sqlite3_db_readonly(connection.handle(), "main") == 1) {
    throw sqlite::errorOf(connection.file(), "opening", SQLITE_READONLY, "the file is read-only");
  }
  // The first look into the file: here it turns out to be no database.
  connection.execute("PRAGMA cell_size_check=ON");
  sqlite::queryInteger(connection, "PRAGMA schema_version");
  connection.execute(durability == Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
}

void useWriteAheadLog(Connection& connection) {
  sqlite::Statement statement(connection, "PRAGMA journal_mode=WAL");
  if (!statement.next() || statement.text(0) != "wal") {
    throw StoreError(fmt::format("{}: the write-ahead log cannot be used here; put the file on a local file system",
                                 connection.file().string()));
  }
  // The mode is only written when the statement ends. Left with its row unread, it would end with nobody looking, and
  // where that fails the engine would go on without the log, whose commits alone are as durable as we say.
  while (statement.next()) {
  }
}

class SqliteStore : public Store {
 public:
  SqliteStore(std::filesystem::path file, SqliteOptions options) : file_(std::move(file)), options_(options) {}

  void open() override {
    if (file_.empty()) throw StoreError("sqliteStore(): the name of the database file is empty");
    const auto file = canonicalPath(file_);
    checkPlace(file);
    // Nothing is kept of an attempt that fails, the lock least of all.
    auto lock = std::make_unique<sqlite::FileLock>(file);
    auto connection = std::make_unique<Connection>(file);
    configure(*connection, options_.durability);
    sqlite::prepareSchema(*connection);
    useWriteAheadLog(*connection);
    lookups_ = std::make_unique<sqlite::Lookups>(*connection);
    writer_ = std::make_unique<sqlite::Writer>(*connection, *lookups_);
    reader_ = std::make_unique<sqlite::Reader>(*connection, *lookups_);
    connection_ = std::move(connection);
    lock_ = std::move(lock);
  }

  std::filesystem::path file() const override { return canonicalPath(file_); }
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks) override { writer_->apply(mutations, hooks); }
  std::vector<StoredRun> readyRuns(const Position& after, std::size_t limit) override {
    return reader_->readyRuns(after, limit);
  }
  std::vector<StoredRun> sleepingRuns(const Position& after, Timestamp until, std::size_t limit) override {
    return reader_->sleepingRuns(after, until, limit);
  }
  std::optional<Timestamp> nextWakeUp(const Position& after) override { return reader_->nextWakeUp(after); }
  std::optional<StoredRun> unfinishedRun(std::string_view runId) override { return reader_->unfinishedRun(runId); }
  std::vector<std::string> dueControls(Timestamp until, std::size_t limit) override {
    return lookups_->dueControls(until, limit);
  }
  std::optional<Timestamp> nextDueControl() override { return lookups_->nextDueControl(); }
  std::vector<Control> controls(std::string_view prefix) override { return lookups_->controls(prefix); }
  std::vector<Wait> waitPatterns() override { return lookups_->waitPatterns(); }
  std::optional<RunRecord> findRun(std::string_view runId) override { return reader_->findRun(runId); }
  std::vector<RunRecord> runsOfEvent(std::string_view eventId) override { return reader_->runsOfEvent(eventId); }
  std::vector<RunRecord> recentRuns(std::size_t limit) override { return reader_->recentRuns(limit); }

 private:
  std::filesystem::path file_;
  SqliteOptions options_;
  // In the order they depend on each other: the lock is given up last.
  std::unique_ptr<sqlite::FileLock> lock_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<sqlite::Lookups> lookups_;
  std::unique_ptr<sqlite::Writer> writer_;
  std::unique_ptr<sqlite::Reader> reader_;
};

}  // namespace

std::unique_ptr<Store> sqliteStore(std::filesystem::path file, SqliteOptions options) {
  return std::make_unique<SqliteStore>(std::move(file), options);
}

}  // namespace event_runtime
