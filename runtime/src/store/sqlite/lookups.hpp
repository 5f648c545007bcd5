#pragma once

#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

namespace event_runtime::sqlite {

/// What is read of waits, controls and events, within a transaction or outside. Functions as in Transaction and Store.
class Lookups {
 public:
  /// `connection` must outlive it.
  explicit Lookups(Connection& connection);

  std::vector<Wait> waitsFor(Wait::Kind kind, std::string_view name, std::string_view path, std::string_view value);
  std::vector<Wait> waitPatterns();
  std::vector<StoredEvent> eventsSince(std::string_view name, Timestamp from, std::size_t limit);
  std::optional<StoredEvent> event(std::string_view key);
  std::string keyOf(const std::string& eventId);
  /// When the latest event with this id was received.
  std::optional<Timestamp> lastReceived(const std::string& eventId);
  /// An event is stored under another key than its id: there may be some from now on.
  void noteRepeated() noexcept { mayHaveRepeated_ = true; }
  std::optional<StoredEvent> eventOfRun(std::string_view runId);
  /// The events of a run that has several.
  std::vector<StoredEvent> batchOf(std::string_view runId);
  std::optional<Control> control(std::string_view key);
  std::vector<Control> controls(std::string_view prefix);
  std::vector<std::string> dueControls(Timestamp until, std::size_t limit);
  std::optional<Timestamp> nextDueControl();
  std::optional<std::string> singletonRun(std::string_view value);
  bool isUnfinished(std::string_view runId);
  bool isCancelled(std::string_view runId);
  /// Whether anybody waits for anything.
  bool hasWaits();

 private:
  static std::vector<StoredEvent> events(Statement& rows);
  static bool isThere(Statement& exists);

  Connection& connection_;
  Statement waitsFor_;
  Statement waitPatterns_;
  Statement eventsSince_;
  Statement event_;
  Statement keyOf_;
  Statement lastReceived_;
  Statement eventOfRun_;
  Statement batch_;
  Statement control_;
  Statement controls_;
  Statement dueControls_;
  Statement nextDueControl_;
  Statement singleton_;
  Statement state_;
  Statement hasWaits_;
  Statement hasRepeated_;
  /// False: every event's key is its id.
  bool mayHaveRepeated_ = false;
};

}  // namespace event_runtime::sqlite
