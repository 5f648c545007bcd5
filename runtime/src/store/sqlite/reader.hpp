#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/lookups.hpp"
#include "store/store.hpp"

namespace event_runtime::sqlite {

/// Reads runs through statements that are prepared once. Functions as in Store; what does not make sense in a row is a
/// StoreError.
class Reader {
 public:
  /// Both must outlive it.
  Reader(const Connection& connection, Lookups& lookups);

  std::vector<StoredRun> readyRuns(const Store::Position& after, std::size_t limit);
  std::vector<StoredRun> sleepingRuns(const Store::Position& after, Timestamp until, std::size_t limit);
  std::optional<Timestamp> nextWakeUp(const Store::Position& after);
  std::optional<StoredRun> unfinishedRun(std::string_view runId);
  std::optional<RunRecord> findRun(std::string_view runId);
  std::vector<RunRecord> runsOfEvent(std::string_view eventId);
  std::vector<RunRecord> recentRuns(std::size_t limit);

 private:
  std::vector<StoredRun> storedRuns(Statement& rows);
  std::vector<RunRecord> records(Statement& rows);
  std::vector<PutStep> stepsOf(const std::string& runId);

  const Connection& connection_;
  Lookups& lookups_;
  Statement ready_;
  Statement sleeping_;
  Statement nextWakeUp_;
  Statement unfinished_;
  Statement find_;
  Statement ofEvent_;
  Statement recent_;
  Statement steps_;
};

}  // namespace event_runtime::sqlite
