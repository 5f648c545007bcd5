#include "store/sqlite/reader.hpp"

#include "store/names.hpp"
#include "store/sqlite/columns.hpp"
#include "store/sqlite/error.hpp"

#include <fmt/format.h>

namespace event_runtime::sqlite {
namespace {

/// A query for runs that are to go on, with their events; `how` may name the index it must use.
std::string storedRunsQuery(std::string_view how, std::string_view which) {
  return fmt::format(
      "SELECT run.id, run.function_id, coalesce(event.repeated_id, run.event_id), run.attempt, run.wake_at, "
      "event.name, event.ts, event.data, "
      "event.user, event.version, run.rank, run.resumptions, run.batch, run.parent_run, run.parent_step FROM run {} "
      "LEFT JOIN event ON event.id = "
      "run.event_id WHERE run.ended_at IS NULL AND {}",
      how, which);
}

/// A query for runs as people see them.
std::string recordsQuery(std::string_view which) {
  return fmt::format(
      "SELECT id, function_id, coalesce((SELECT repeated_id FROM event WHERE event.id = event_id), event_id), attempt, "
      "started_at, wake_at, ended_at, result, error_name, error_message, "
      "cancelled FROM run {}",
      which);
}

}  // namespace

Reader::Reader(const Connection& connection, Lookups& lookups)
    : connection_(connection),
      lookups_(lookups),
      ready_(
          connection,
          storedRunsQuery("INDEXED BY run_ready",
                          "run.wake_at IS NULL AND (run.rank, run.id) > (?1, ?2) ORDER BY run.rank, run.id LIMIT ?3")),
      sleeping_(connection,
                storedRunsQuery("INDEXED BY run_sleeping",
                                "run.wake_at IS NOT NULL AND (run.wake_at, run.id) > (?1, ?2) AND run.wake_at <= ?3 "
                                "ORDER BY run.wake_at, run.id LIMIT ?4")),
      nextWakeUp_(connection,
                  "SELECT wake_at FROM run INDEXED BY run_sleeping WHERE ended_at IS NULL AND wake_at IS NOT NULL "
                  "AND (wake_at, id) > (?1, ?2) ORDER BY wake_at, id LIMIT 1"),
      unfinished_(connection, storedRunsQuery("", "run.id = ?1")),
      find_(connection, recordsQuery("WHERE id = ?1")),
      ofEvent_(connection,
               recordsQuery("WHERE event_id = ?1 OR event_id IN (SELECT id FROM event INDEXED BY event_repeated WHERE "
                            "repeated_id = ?1) ORDER BY id")),
      recent_(connection, recordsQuery("ORDER BY id DESC LIMIT ?1")),
      steps_(connection,
             "SELECT hash, position, id, kind, status, attempts, result, error_name, error_message, wake_at FROM step "
             "WHERE run_id = ?1 ORDER BY position") {}

std::vector<StoredRun> Reader::readyRuns(const Store::Position& after, std::size_t limit) {
  return storedRuns(ready_.bind(1, number(after.when)).bindText(2, after.runId).bind(3, number(limit)));
}

std::vector<StoredRun> Reader::sleepingRuns(const Store::Position& after, Timestamp until, std::size_t limit) {
  sleeping_.bind(1, number(after.when)).bindText(2, after.runId).bind(3, number(until)).bind(4, number(limit));
  return storedRuns(sleeping_);
}

std::optional<Timestamp> Reader::nextWakeUp(const Store::Position& after) {
  nextWakeUp_.bind(1, number(after.when)).bindText(2, after.runId);
  if (!nextWakeUp_.next()) return std::nullopt;
  const auto wakeAt = time(nextWakeUp_.integer(0));
  nextWakeUp_.reset();
  return wakeAt;
}

std::optional<StoredRun> Reader::unfinishedRun(std::string_view runId) {
  auto runs = storedRuns(unfinished_.bindText(1, runId));
  if (runs.empty()) return std::nullopt;
  return std::move(runs.front());
}

std::optional<RunRecord> Reader::findRun(std::string_view runId) {
  auto found = records(find_.bindText(1, runId));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<RunRecord> Reader::runsOfEvent(std::string_view eventId) { return records(ofEvent_.bindText(1, eventId)); }

std::vector<RunRecord> Reader::recentRuns(std::size_t limit) { return records(recent_.bind(1, number(limit))); }

std::vector<StoredRun> Reader::storedRuns(Statement& rows) {
  std::vector<StoredRun> runs;
  std::vector<std::size_t> batches;
  while (rows.next()) {
    StoredRun& run = runs.emplace_back();
    run.id = string(rows, 0);
    run.functionId = string(rows, 1);
    run.event.id = string(rows, 2);
    run.attempt = integer(rows, 3);
    run.wakeAt = time(rows.optionalInteger(4));
    if (rows.isNull(5)) {
      rows.reset();
      throw damaged(connection_.file(), fmt::format("run {} has lost its event {}", run.id, run.event.id));
    }
    run.event.name = string(rows, 5);
    run.event.ts = time(rows.integer(6));
    run.event.data = string(rows, 7);
    run.event.user = string(rows, 8);
    run.event.version = string(rows, 9);
    run.rank = time(rows.integer(10));
    run.resumptions = integer(rows, 11);
    run.parent = parentOf(rows, 13);
    if (rows.integer(12) > 0) batches.push_back(runs.size() - 1);
  }
  for (StoredRun& run : runs) run.steps = stepsOf(run.id);
  for (const std::size_t batch : batches) runs[batch].batch = lookups_.batchOf(runs[batch].id);
  return runs;
}

std::vector<RunRecord> Reader::records(Statement& rows) {
  std::vector<RunRecord> found;
  while (rows.next()) {
    RunRecord& run = found.emplace_back();
    run.id = string(rows, 0);
    run.functionId = string(rows, 1);
    run.eventId = string(rows, 2);
    run.attempt = integer(rows, 3);
    run.startedAt = time(rows.integer(4));
    run.endedAt = time(rows.optionalInteger(6));
    run.result = string(rows, 7);
    run.error = errorOf(rows, 8);
    run.status = rows.integer(10) != 0 ? RunStatus::cancelled
                 : run.endedAt         ? (run.error ? RunStatus::failed : RunStatus::completed)
                 : !rows.isNull(5)     ? RunStatus::sleeping
                                       : RunStatus::queued;
  }
  for (RunRecord& run : found) {
    for (const PutStep& step : stepsOf(run.id)) run.steps.push_back(store::recordOf(step));
  }
  return found;
}

std::vector<PutStep> Reader::stepsOf(const std::string& runId) {
  std::vector<PutStep> found;
  steps_.bindText(1, runId);
  while (steps_.next()) {
    PutStep& step = found.emplace_back();
    step.runId = runId;
    const auto hash = hashOf(steps_.text(0));
    const auto kind = store::stepKindOf(steps_.text(3));
    const auto status = store::stepStatusOf(steps_.text(4));
    if (!hash || !kind || !status) {
      steps_.reset();
      throw damaged(connection_.file(), fmt::format("a step of run {} makes no sense", runId));
    }
    step.hash = *hash;
    step.position = integer(steps_, 1);
    step.id = string(steps_, 2);
    step.kind = *kind;
    step.status = *status;
    step.attempts = integer(steps_, 5);
    step.result = string(steps_, 6);
    step.error = errorOf(steps_, 7);
    step.wakeAt = time(steps_.optionalInteger(9));
  }
  return found;
}

}  // namespace event_runtime::sqlite
