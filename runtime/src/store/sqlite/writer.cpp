#include "store/sqlite/writer.hpp"

#include "store/names.hpp"
#include "store/sqlite/columns.hpp"

#include <fmt/format.h>

namespace event_runtime::sqlite {
namespace {

/// Whether a step of this kind may have registered what it waits for.
bool mayWait(execution::StepKind kind) {
  return kind == execution::StepKind::waitForEvent || kind == execution::StepKind::waitForSignal ||
         kind == execution::StepKind::invoke;
}

}  // namespace

Writer::Writer(Connection& connection, Lookups& lookups)
    : connection_(connection),
      lookups_(lookups),
      begin_(connection, "BEGIN IMMEDIATE"),
      commit_(connection, "COMMIT"),
      insertEvent_(
          connection,
          "INSERT INTO event (id, name, ts, received_at, data, user, version, repeated_id) VALUES (?1, ?2, ?3, ?4, ?5, "
          "?6, ?7, ?8) ON CONFLICT (id) DO NOTHING"),
      insertRun_(connection,
                 "INSERT INTO run (id, function_id, event_id, attempt, started_at, wake_at, rank, parent_run, "
                 "parent_step, singleton, batch) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      insertBatchEvent_(connection, "INSERT INTO batch_event (run_id, position, event_id) VALUES (?1, ?2, ?3)"),
      putStep_(
          connection,
          "INSERT INTO step (run_id, hash, position, id, kind, status, attempts, result, error_name, error_message, "
          "wake_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
          "ON CONFLICT (run_id, hash) DO UPDATE SET id = excluded.id, kind = excluded.kind, status = excluded.status, "
          "attempts = excluded.attempts, result = excluded.result, error_name = excluded.error_name, "
          "error_message = excluded.error_message, wake_at = excluded.wake_at"),
      putWait_(connection,
               "INSERT OR REPLACE INTO wait (run_id, step, position, kind, name, path, value, condition, since, "
               "expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
      forgetSignal_(connection, "DELETE FROM wait WHERE kind = 'signal' AND name = ?1"),
      resolveStep_(connection,
                   "UPDATE step SET status = ?3, result = ?4, error_name = ?5, error_message = ?6, wake_at = NULL "
                   "WHERE run_id = ?1 AND hash = ?2 AND status = 'waiting'"),
      resumeRun_(connection,
                 "UPDATE run SET wake_at = NULL, resumptions = resumptions + 1 WHERE id = ?1 AND ended_at IS NULL"),
      forgetStep_(connection, "DELETE FROM wait WHERE run_id = ?1 AND step = ?2"),
      forgetRun_(connection, "DELETE FROM wait WHERE run_id = ?1"),
      suspendRun_(connection,
                  "UPDATE run SET wake_at = CASE WHEN resumptions > ?6 THEN NULL ELSE ?2 END, attempt = ?3, "
                  "error_name = ?4, error_message = ?5 WHERE id = ?1 AND ended_at IS NULL"),
      isReady_(connection, "SELECT wake_at IS NULL FROM run WHERE id = ?1"),
      endRun_(connection,
              "UPDATE run SET wake_at = NULL, ended_at = ?2, attempt = ?3, result = ?4, error_name = ?5, "
              "error_message = ?6 WHERE id = ?1 AND ended_at IS NULL"),
      cancelRun_(
          connection,
          "UPDATE run SET wake_at = NULL, ended_at = ?2, cancelled = 1, error_name = 'event_runtime::Cancelled', "
          "error_message = ?3 WHERE id = ?1 AND ended_at IS NULL"),
      origin_(connection, "SELECT function_id, parent_run, parent_step FROM run WHERE id = ?1"),
      putControl_(connection,
                  "INSERT INTO control (key, value, due_at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value "
                  "= excluded.value, due_at = excluded.due_at"),
      removeControl_(connection, "DELETE FROM control WHERE key = ?1"),
      mayHaveWaits_(lookups.hasWaits()) {}

void Writer::apply(std::span<Mutation> mutations, TransactionHooks* hooks) {
  if (mutations.empty()) return;
  hooks_ = hooks;
  if (hooks_ != nullptr) hooks_->begun();
  begin_.run();
  try {
    for (Mutation& mutation : mutations) apply(mutation);
    commit_.run();
  } catch (...) {
    rollBack();
    throw;
  }
}

void Writer::apply(Mutation& mutation) {
  std::visit([this](auto& change) { put(change); }, mutation);
}

void Writer::put(AcceptEvent& accept) {
  const std::string& id = accept.event.id;
  const std::string* key = &id;
  accept.duplicate = !insert(accept, id, nullptr);
  if (accept.duplicate && accept.idOverBy && lookups_.lastReceived(id) <= accept.idOverBy) {
    key = &accept.spareKey;
    accept.duplicate = !insert(accept, *key, &id);
    lookups_.noteRepeated();
  }
  if (accept.duplicate) return;
  for (const NewRun& run : accept.runs) create(run, *key, accept.receivedAt);
  if (hooks_ != nullptr) hooks_->accepted(accept, *this);
}

bool Writer::insert(const AcceptEvent& accept, const std::string& key, const std::string* repeatedId) {
  const StoredEvent& event = accept.event;
  insertEvent_.bindText(1, key).bindText(2, event.name).bind(3, number(event.ts)).bind(4, number(accept.receivedAt));
  insertEvent_.bindText(5, event.data).bindText(6, event.user).bindText(7, event.version);
  if (repeatedId == nullptr) {
    insertEvent_.bindNull(8);
  } else {
    insertEvent_.bindText(8, *repeatedId);
  }
  insertEvent_.run();
  return connection_.changes() == 1;
}

void Writer::create(const NewRun& run, const std::string& eventKey, Timestamp createdAt) {
  insertRun_.bindText(1, run.id).bindText(2, run.functionId).bindText(3, eventKey);
  insertRun_.bind(4, number(createdAt)).bind(5, number(run.wakeAt)).bind(6, number(run.rank));
  if (run.parent) {
    insertRun_.bindText(7, run.parent->runId).bindBlob(8, bytesOf(run.parent->step));
  } else {
    insertRun_.bindNull(7).bindNull(8);
  }
  if (run.singleton.empty()) {
    insertRun_.bindNull(9);
  } else {
    insertRun_.bindText(9, run.singleton);
  }
  insertRun_.bind(10, static_cast<std::int64_t>(run.batch.size())).run();
  for (std::size_t i = 0; i < run.batch.size(); ++i) {
    insertBatchEvent_.bindText(1, run.id).bind(2, static_cast<std::int64_t>(i)).bindText(3, run.batch[i]).run();
  }
}

void Writer::put(PutStep& step) {
  putStep_.bindText(1, step.runId).bindBlob(2, bytesOf(step.hash));
  putStep_.bind(3, std::int64_t{step.position}).bindText(4, step.id);
  putStep_.bindText(5, store::toString(step.kind)).bindText(6, store::toString(step.status));
  putStep_.bind(7, std::int64_t{step.attempts});
  if (step.status == PutStep::Status::completed) {
    putStep_.bindText(8, step.result);
  } else {
    putStep_.bindNull(8);
  }
  bindError(putStep_, 9, step.error);
  putStep_.bind(11, number(step.wakeAt)).run();
  if (mayWait(step.kind) && step.status != PutStep::Status::waiting) {
    forgetStep_.bindText(1, step.runId).bindBlob(2, bytesOf(step.hash)).run();
  }
}

void Writer::put(PutWaits& waits) {
  mayHaveWaits_ = true;
  for (std::size_t i = 0; i < waits.waits.size(); ++i) {
    const Wait& wait = waits.waits[i];
    if (waits.replace) forgetSignal_.bindText(1, wait.name).run();
    putWait_.bindText(1, waits.runId).bindBlob(2, bytesOf(waits.step)).bind(3, static_cast<std::int64_t>(i));
    putWait_.bindText(4, store::toString(wait.kind)).bindText(5, wait.name);
    putWait_.bindText(6, wait.path).bindText(7, wait.value).bindText(8, wait.condition);
    putWait_.bind(9, number(wait.since)).bind(10, number(wait.expiresAt)).run();
  }
  if (hooks_ != nullptr) hooks_->waiting(waits, *this);
}

void Writer::put(ResolveStep& resolve) {
  resolveStep_.bindText(1, resolve.runId).bindBlob(2, bytesOf(resolve.step));
  if (const auto* error = std::get_if<ErrorInfo>(&resolve.result)) {
    resolveStep_.bindText(3, "failed").bindNull(4).bindText(5, error->name).bindText(6, error->message);
  } else {
    resolveStep_.bindText(3, "completed").bindText(4, std::get<std::string>(resolve.result)).bindNull(5).bindNull(6);
  }
  resolveStep_.run();
  resolve.resolved = connection_.changes() == 1;
  if (!resolve.resolved) return;
  forgetStep_.bindText(1, resolve.runId).bindBlob(2, bytesOf(resolve.step)).run();
  resumeRun_.bindText(1, resolve.runId).run();
  if (hooks_ != nullptr) hooks_->resolved(resolve, *this);
}

void Writer::put(SendSignal& signal) {
  if (hooks_ != nullptr) hooks_->signalled(signal, *this);
}

void Writer::put(SuspendRun& suspend) {
  suspendRun_.bindText(1, suspend.runId).bind(2, number(suspend.wakeAt)).bind(3, std::int64_t{suspend.attempt});
  bindError(suspendRun_, 4, suspend.error);
  suspendRun_.bind(6, std::int64_t{suspend.resumptions}).run();
  suspend.resumed = false;
  if (connection_.changes() == 0) {
    mustBeCancelled(suspend.runId);
    return;
  }
  suspend.resumed = isReady_.bindText(1, suspend.runId).next() && isReady_.integer(0) != 0;
  isReady_.reset();
}

void Writer::put(EndRun& end) {
  endRun_.bindText(1, end.runId).bind(2, number(end.endedAt)).bind(3, std::int64_t{end.attempt});
  if (end.error) {
    endRun_.bindNull(4);
  } else {
    endRun_.bindText(4, end.result);
  }
  bindError(endRun_, 5, end.error);
  endRun_.run();
  if (connection_.changes() == 0) {
    mustBeCancelled(end.runId);
    return;
  }
  ended(end.runId, end.origin, end.endedAt, end.result, end.error, false);
}

void Writer::put(CancelRun& cancel) {
  cancelRun_.bindText(1, cancel.runId).bind(2, number(cancel.at)).bindText(3, cancel.reason).run();
  cancel.cancelled = connection_.changes() == 1;
  if (!cancel.cancelled) return;
  ended(cancel.runId, std::nullopt, cancel.at, {}, ErrorInfo{"event_runtime::Cancelled", cancel.reason}, true);
}

void Writer::ended(const std::string& runId, const std::optional<RunOrigin>& origin, Timestamp at,
                   const std::string& result, const std::optional<ErrorInfo>& error, bool cancelled) {
  if (mayHaveWaits_) forgetRun_.bindText(1, runId).run();
  if (hooks_ == nullptr) return;
  EndedRun run{runId, origin ? *origin : originOf(runId), at, result, error, cancelled};
  hooks_->ended(run, *this);
}

RunOrigin Writer::originOf(const std::string& runId) {
  RunOrigin origin;
  // Not with RETURNING: SQLite keeps what that gives in a table of its own, which costs more than to look again.
  if (origin_.bindText(1, runId).next()) {
    origin.functionId = string(origin_, 0);
    origin.parent = parentOf(origin_, 1);
  }
  origin_.reset();
  return origin;
}

void Writer::put(FireControl& fire) {
  auto control = lookups_.control(fire.key);
  if (control && control->dueAt && *control->dueAt <= fire.now && hooks_ != nullptr) {
    hooks_->due(*control, fire.now, *this);
  }
}

void Writer::put(PutControl& put) {
  if (put.control) {
    putControl_.bindText(1, put.key).bindText(2, put.control->value).bind(3, number(put.control->dueAt)).run();
  } else {
    removeControl_.bindText(1, put.key).run();
  }
}

void Writer::mustBeCancelled(const std::string& runId) {
  if (!lookups_.isCancelled(runId)) {
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
