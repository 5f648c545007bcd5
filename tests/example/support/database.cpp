// The one place that knows the tables of the event store.
#include "records.hpp"
#include "tamper.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace example_test {

namespace {

constexpr std::string_view APP_PREFIX = "ticket-bounty-";

std::string integrityOf(SQLite::Database& database) {
  try {
    SQLite::Statement query(database, "PRAGMA integrity_check");
    std::string answer;
    while (query.executeStep()) answer += (answer.empty() ? "" : "\n") + query.getColumn(0).getString();
    return answer;
  } catch (const SQLite::Exception& error) {
    return error.what();
  }
}

void readEvents(SQLite::Database& database, Database& found) {
  SQLite::Statement query(database, "SELECT id, name, data FROM event");
  while (query.executeStep()) {
    const std::string id = query.getColumn(0);
    found.events[id] = {.id = id, .name = query.getColumn(1), .data = query.getColumn(2)};
  }
}

void readRuns(SQLite::Database& database, Database& found) {
  SQLite::Statement query(database,
                          "SELECT id, function_id, event_id, result, error_message,"
                          " CASE WHEN ended_at IS NULL THEN 'unfinished'"
                          "      WHEN error_name IS NULL THEN 'completed' ELSE 'failed' END FROM run");
  while (query.executeStep()) {
    const std::string id = query.getColumn(0);
    std::string handler = query.getColumn(1);
    if (handler.starts_with(APP_PREFIX)) handler.erase(0, APP_PREFIX.size());
    found.runs[id] = {.id = id,
                      .handler = handler,
                      .eventId = query.getColumn(2),
                      .status = query.getColumn(5),
                      .result = query.getColumn(3),
                      .error = query.getColumn(4),
                      .steps = {}};
  }
}

void readSteps(SQLite::Database& database, Database& found) {
  SQLite::Statement query(database,
                          "SELECT run_id, id, kind, status, result, attempts FROM step ORDER BY run_id, position");
  while (query.executeStep()) {
    const std::string runId = query.getColumn(0);
    const auto run = found.runs.find(runId);
    if (run == found.runs.end()) {
      found.integrity = "a step of run " + runId + ", which is not there";
      continue;
    }
    run->second.steps.push_back({.id = query.getColumn(1),
                                 .kind = query.getColumn(2),
                                 .status = query.getColumn(3),
                                 .result = query.getColumn(4),
                                 .attempts = query.getColumn(5)});
  }
}

/// Executes SQL with one text, and sees that it has changed something.
void change(const std::filesystem::path& file, const std::string& sql, const std::string& text) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  SQLite::Statement statement(database, sql);
  statement.bind(1, text);
  if (statement.exec() == 0) throw std::logic_error("nothing to spoil: " + sql + " with " + text);
}

}  // namespace

Database readDatabase(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
  Database found;
  found.integrity = integrityOf(database);
  // One look at all tables, also while somebody writes.
  SQLite::Transaction transaction(database);
  readEvents(database, found);
  readRuns(database, found);
  readSteps(database, found);
  return found;
}

void deleteEvent(const std::filesystem::path& file, const std::string& eventId) {
  change(file, "DELETE FROM event WHERE id = ?", eventId);
}

void addCopyOfEvent(const std::filesystem::path& file, const std::string& eventName) {
  change(file,
         "INSERT INTO event (id, name, ts, received_at, data, user, version)"
         " SELECT id || '-copy', name, ts, received_at, data, user, version FROM event WHERE name = ? LIMIT 1",
         eventName);
}

void deleteRun(const std::filesystem::path& file, const std::string& runId) {
  change(file, "DELETE FROM step WHERE run_id = ?", runId);
  change(file, "DELETE FROM run WHERE id = ?", runId);
}

void addCopyOfRun(const std::filesystem::path& file, const std::string& runId) {
  change(file,
         "INSERT INTO run (id, function_id, event_id, attempt, started_at, ended_at, result)"
         " SELECT id || '-copy', function_id, event_id, attempt, started_at, ended_at, result FROM run WHERE id = ?",
         runId);
}

void reopenRun(const std::filesystem::path& file, const std::string& runId) {
  change(file, "UPDATE run SET ended_at = NULL WHERE id = ?", runId);
}

void failRun(const std::filesystem::path& file, const std::string& runId) {
  change(file, "UPDATE run SET result = NULL, error_name = 'Error', error_message = 'failed' WHERE id = ?", runId);
}

void deleteSteps(const std::filesystem::path& file, const std::string& runId) {
  change(file, "DELETE FROM step WHERE run_id = ?", runId);
}

void damageIndex(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  database.exec("PRAGMA writable_schema = ON");
  const int changed = database.exec(
      "UPDATE sqlite_schema SET sql = replace(sql, '(event_id)', '(function_id)') WHERE name = 'run_by_event'");
  if (changed != 1) throw std::logic_error("there is no index to damage");
}

void makeNewer(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  const int version = database.execAndGet("PRAGMA user_version");
  database.exec("PRAGMA user_version = " + std::to_string(version + 1));
}

}  // namespace example_test
