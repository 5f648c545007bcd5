#include "store/sqlite/schema.hpp"

#include "store/sqlite/error.hpp"

#include <fmt/format.h>

#include <array>

namespace event_runtime::sqlite {
namespace {

// What leads from each version to the next; the first makes an empty file one of ours. Never change one that was
// released.
//
// Ids are ULIDs, so that rows are appended. Times are milliseconds since 1970. Unfinished runs alone stand in the
// indexes of due work, which therefore stay as small as the work at hand. An event's `id` is its key; where that is not
// the id that it was sent with, because an older event has that, `repeated_id` is.
constexpr std::array<std::string_view, SCHEMA_VERSION> MIGRATIONS{R"sql(
CREATE TABLE event (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  ts INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  user TEXT NOT NULL,
  version TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id TEXT NOT NULL PRIMARY KEY,
  function_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  wake_at INTEGER,
  ended_at INTEGER,
  result TEXT,
  error_name TEXT,
  error_message TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_event ON run (event_id);
CREATE INDEX run_ready ON run (id) WHERE ended_at IS NULL AND wake_at IS NULL;
CREATE INDEX run_sleeping ON run (wake_at, id) WHERE ended_at IS NULL AND wake_at IS NOT NULL;

CREATE TABLE step (
  run_id TEXT NOT NULL,
  hash BLOB NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  result TEXT,
  error_name TEXT,
  error_message TEXT,
  wake_at INTEGER,
  PRIMARY KEY (run_id, hash)
) STRICT, WITHOUT ROWID;
)sql",
                                                                  R"sql(
ALTER TABLE run ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN resumptions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN parent_run TEXT;
ALTER TABLE run ADD COLUMN parent_step BLOB;
ALTER TABLE run ADD COLUMN singleton TEXT;
ALTER TABLE run ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
UPDATE run SET rank = started_at WHERE ended_at IS NULL;
DROP INDEX run_ready;
CREATE INDEX run_ready ON run (rank, id) WHERE ended_at IS NULL AND wake_at IS NULL;
CREATE INDEX run_singleton ON run (singleton) WHERE ended_at IS NULL AND singleton IS NOT NULL;

CREATE TABLE batch_event (
  run_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE wait (
  run_id TEXT NOT NULL,
  step BLOB NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  condition TEXT NOT NULL,
  since INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (run_id, step, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX wait_by_name ON wait (kind, name, path, value);

CREATE TABLE control (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  due_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX control_due ON control (due_at) WHERE due_at IS NOT NULL;
)sql",
                                                                  R"sql(
ALTER TABLE event ADD COLUMN repeated_id TEXT;
CREATE INDEX event_repeated ON event (repeated_id, received_at) WHERE repeated_id IS NOT NULL;
)sql"};

/// The version of the file; 0 for an empty one.
std::int64_t versionOf(const Connection& connection) {
  const auto applicationId = queryInteger(connection, "PRAGMA application_id");
  const auto version = queryInteger(connection, "PRAGMA user_version");
  if (applicationId == 0 && version == 0 && queryInteger(connection, "SELECT count(*) FROM sqlite_schema") == 0)
    return 0;
  const std::string file = connection.file().string();
  if (applicationId != APPLICATION_ID) {
    throw StoreError(
        fmt::format("{}: this SQLite database belongs to another application (its application_id is {}, an "
                    "event store's is {}); give the engine another file name",
                    file, applicationId, APPLICATION_ID));
  }
  if (version > SCHEMA_VERSION) {
    throw StoreError(
        fmt::format("{}: this event store was written by a newer version of the runtime (its format is {}, "
                    "this program reads up to {}); use that version or newer, or another file",
                    file, version, SCHEMA_VERSION));
  }
  if (version < 1) throw damaged(connection.file(), fmt::format("the event store's format {} does not exist", version));
  return version;
}

}  // namespace

std::int64_t queryInteger(const Connection& connection, std::string_view sql) {
  Statement statement(connection, sql);
  if (!statement.next()) throw damaged(connection.file(), fmt::format("`{}` gave no row", sql));
  const auto value = statement.integer(0);
  statement.reset();
  return value;
}

void prepareSchema(Connection& connection) {
  if (versionOf(connection) == SCHEMA_VERSION) return;
  connection.execute("BEGIN IMMEDIATE");
  try {
    // Asked again under the lock: another process may just have done the same.
    for (auto version = static_cast<std::size_t>(versionOf(connection)); version < MIGRATIONS.size(); ++version) {
      connection.execute(std::string(MIGRATIONS[version]));
    }
    connection.execute(fmt::format("PRAGMA application_id={}", APPLICATION_ID));
    connection.execute(fmt::format("PRAGMA user_version={}", SCHEMA_VERSION));
    connection.execute("COMMIT");
  } catch (...) {
    if (connection.inTransaction()) connection.execute("ROLLBACK");
    throw;
  }
}

}  // namespace event_runtime::sqlite
