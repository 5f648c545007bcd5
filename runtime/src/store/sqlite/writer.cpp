#include "store/sqlite/writer.hpp"

#include "store/names.hpp"

#include <fmt/format.h>

namespace event_runtime::sqlite {
namespace {

std::int64_t number(Timestamp time) { return time.time_since_epoch().count(); }

std::optional<std::int64_t> number(const std::optional<Timestamp>& time) {
  if (!time) return std::nullopt;
  return number(*time);
}

/// The error's two columns.
void bindError(Statement& statement, int parameter, const std::optional<ErrorInfo>& error) {
  if (error) {
    statement.bindText(parameter, error->name).bindText(parameter + 1, error->message);
  } else {
    statement.bindNull(parameter).bindNull(parameter + 1);
  }
}

}  // namespace

Writer::Writer(Connection& connection)
    : connection_(connection),
      begin_(connection, "BEGIN IMMEDIATE"),
      commit_(connection, "COMMIT"),
      insertEvent_(
          connection,
          "INSERT INTO event (id, name, ts, received_at, data, user, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
          "ON CONFLICT (id) DO NOTHING"),
      insertRun_(
          connection,
          "INSERT INTO run (id, function_id, event_id, attempt, started_at, wake_at) VALUES (?1, ?2, ?3, 0, ?4, ?5)"),
      putStep_(
          connection,
          "INSERT INTO step (run_id, hash, position, id, kind, status, attempts, result, error_name, error_message, "
          "wake_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
          "ON CONFLICT (run_id, hash) DO UPDATE SET id = excluded.id, kind = excluded.kind, status = excluded.status, "
          "attempts = excluded.attempts, result = excluded.result, error_name = excluded.error_name, "
          "error_message = excluded.error_message, wake_at = excluded.wake_at"),
      suspendRun_(connection,
                  "UPDATE run SET wake_at = ?2, attempt = ?3, error_name = ?4, error_message = ?5 "
                  "WHERE id = ?1 AND ended_at IS NULL"),
      endRun_(connection,
              "UPDATE run SET wake_at = NULL, ended_at = ?2, attempt = ?3, result = ?4, error_name = ?5, error_message "
              "= ?6 "
              "WHERE id = ?1 AND ended_at IS NULL") {}

void Writer::apply(std::span<Mutation> mutations) {
  if (mutations.empty()) return;
  begin_.run();
  try {
    for (Mutation& mutation : mutations) {
      std::visit([this](auto& change) { put(change); }, mutation);
    }
    commit_.run();
  } catch (...) {
    rollBack();
    throw;
  }
}

void Writer::put(AcceptEvent& accept) {
  const StoredEvent& event = accept.event;
  insertEvent_.bindText(1, event.id)
      .bindText(2, event.name)
      .bind(3, number(event.ts))
      .bind(4, number(accept.receivedAt));
  insertEvent_.bindText(5, event.data).bindText(6, event.user).bindText(7, event.version).run();
  accept.duplicate = connection_.changes() == 0;
  if (accept.duplicate) return;
  for (const NewRun& run : accept.runs) {
    insertRun_.bindText(1, run.id).bindText(2, run.functionId).bindText(3, event.id);
    insertRun_.bind(4, number(accept.receivedAt)).bind(5, number(run.wakeAt)).run();
  }
}

void Writer::put(const PutStep& step) {
  const std::string_view hash(reinterpret_cast<const char*>(step.hash.bytes.data()), step.hash.bytes.size());
  putStep_.bindText(1, step.runId).bindBlob(2, hash).bind(3, std::int64_t{step.position}).bindText(4, step.id);
  putStep_.bindText(5, store::toString(step.kind)).bindText(6, store::toString(step.status));
  putStep_.bind(7, std::int64_t{step.attempts});
  if (step.status == PutStep::Status::completed) {
    putStep_.bindText(8, step.result);
  } else {
    putStep_.bindNull(8);
  }
  bindError(putStep_, 9, step.error);
  putStep_.bind(11, number(step.wakeAt)).run();
}

void Writer::put(const SuspendRun& suspend) {
  suspendRun_.bindText(1, suspend.runId).bind(2, number(suspend.wakeAt)).bind(3, std::int64_t{suspend.attempt});
  bindError(suspendRun_, 4, suspend.error);
  suspendRun_.run();
  mustHaveChangedOne(suspend.runId);
}

void Writer::put(const EndRun& end) {
  endRun_.bindText(1, end.runId).bind(2, number(end.endedAt)).bind(3, std::int64_t{end.attempt});
  if (end.error) {
    endRun_.bindNull(4);
  } else {
    endRun_.bindText(4, end.result);
  }
  bindError(endRun_, 5, end.error);
  endRun_.run();
  mustHaveChangedOne(end.runId);
}

void Writer::mustHaveChangedOne(const std::string& runId) const {
  if (connection_.changes() != 1) {
    throw StoreError(fmt::format("{}: there is no unfinished run {}", connection_.file().string(), runId));
  }
}

void Writer::rollBack() noexcept {
  // A full disk or an I/O error may have rolled back already.
  if (!connection_.inTransaction()) return;
  try {
    connection_.execute("ROLLBACK");
  } catch (const StoreError&) {
    // The first error is the one to tell; the next BEGIN says so if this one persists.
  }
}

}  // namespace event_runtime::sqlite
