#include "store/sqlite/lookups.hpp"

#include "store/names.hpp"
#include "store/sqlite/columns.hpp"
#include "store/sqlite/error.hpp"

#include <fmt/format.h>

namespace event_runtime::sqlite {

Lookups::Lookups(Connection& connection)
    : connection_(connection),
      waitsFor_(connection,
                "SELECT run_id, step, condition, since, expires_at FROM wait INDEXED BY wait_by_name "
                "WHERE kind = ?1 AND name = ?2 AND path = ?3 AND value = ?4 ORDER BY run_id, step, position"),
      // Hops from one to the next in the index, of which there may be very many alike.
      waitPatterns_(connection,
                    "WITH RECURSIVE pattern (kind, name, path) AS ("
                    "SELECT * FROM (SELECT kind, name, path FROM wait ORDER BY kind, name, path LIMIT 1) UNION ALL "
                    "SELECT (SELECT kind FROM wait WHERE (kind, name, path) > (p.kind, p.name, p.path) "
                    "ORDER BY kind, name, path LIMIT 1), "
                    "(SELECT name FROM wait WHERE (kind, name, path) > (p.kind, p.name, p.path) "
                    "ORDER BY kind, name, path LIMIT 1), "
                    "(SELECT path FROM wait WHERE (kind, name, path) > (p.kind, p.name, p.path) "
                    "ORDER BY kind, name, path LIMIT 1) FROM pattern AS p WHERE p.kind IS NOT NULL) "
                    "SELECT kind, name, path FROM pattern WHERE kind IS NOT NULL AND kind <> 'signal'"),
      eventsSince_(connection,
                   "SELECT coalesce(repeated_id, id), name, ts, data, user, version FROM event "
                   "WHERE name = ?1 AND received_at >= ?2 ORDER BY received_at, id LIMIT ?3"),
      event_(connection, "SELECT coalesce(repeated_id, id), name, ts, data, user, version FROM event WHERE id = ?1"),
      keyOf_(connection,
             "SELECT id FROM event INDEXED BY event_repeated WHERE repeated_id = ?1 ORDER BY received_at DESC LIMIT 1"),
      lastReceived_(connection,
                    "SELECT max(received_at) FROM (SELECT received_at FROM event WHERE id = ?1 UNION ALL "
                    "SELECT received_at FROM event INDEXED BY event_repeated WHERE repeated_id = ?1)"),
      eventOfRun_(connection,
                  "SELECT coalesce(event.repeated_id, event.id), event.name, event.ts, event.data, event.user, "
                  "event.version FROM run "
                  "JOIN event ON event.id = run.event_id WHERE run.id = ?1"),
      batch_(connection,
             "SELECT coalesce(event.repeated_id, event.id), event.name, event.ts, event.data, event.user, "
             "event.version FROM batch_event "
             "JOIN event ON event.id = batch_event.event_id WHERE batch_event.run_id = ?1 ORDER BY position"),
      control_(connection, "SELECT key, value, due_at FROM control WHERE key = ?1"),
      controls_(connection, "SELECT key, value, due_at FROM control WHERE key >= ?1 ORDER BY key"),
      dueControls_(connection,
                   "SELECT key FROM control INDEXED BY control_due WHERE due_at IS NOT NULL AND due_at <= ?1 "
                   "ORDER BY due_at, key LIMIT ?2"),
      nextDueControl_(connection,
                      "SELECT due_at FROM control INDEXED BY control_due WHERE due_at IS NOT NULL "
                      "ORDER BY due_at LIMIT 1"),
      singleton_(connection,
                 "SELECT id FROM run INDEXED BY run_singleton WHERE singleton = ?1 AND ended_at IS NULL LIMIT 1"),
      state_(connection, "SELECT ended_at IS NULL, cancelled FROM run WHERE id = ?1"),
      hasWaits_(connection, "SELECT EXISTS (SELECT 1 FROM wait)"),
      hasRepeated_(connection,
                   "SELECT EXISTS (SELECT 1 FROM event INDEXED BY event_repeated WHERE repeated_id IS NOT NULL)") {
  mayHaveRepeated_ = isThere(hasRepeated_);
}

bool Lookups::hasWaits() { return isThere(hasWaits_); }

bool Lookups::isThere(Statement& exists) {
  const bool is = exists.next() && exists.integer(0) != 0;
  exists.reset();
  return is;
}

std::vector<Wait> Lookups::waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                                    std::string_view value) {
  std::vector<Wait> waits;
  waitsFor_.bindText(1, store::toString(kind)).bindText(2, name).bindText(3, path).bindText(4, value);
  while (waitsFor_.next()) {
    const auto step = hashOf(waitsFor_.text(1));
    if (!step) {
      waitsFor_.reset();
      throw damaged(connection_.file(), fmt::format("a wait for {} makes no sense", name));
    }
    Wait& wait = waits.emplace_back();
    wait.kind = kind;
    wait.name = name;
    wait.path = path;
    wait.value = value;
    wait.runId = string(waitsFor_, 0);
    wait.step = *step;
    wait.condition = string(waitsFor_, 2);
    wait.since = time(waitsFor_.integer(3));
    wait.expiresAt = time(waitsFor_.optionalInteger(4));
  }
  return waits;
}

std::vector<Wait> Lookups::waitPatterns() {
  std::vector<Wait> patterns;
  while (waitPatterns_.next()) {
    const auto kind = store::waitKindOf(waitPatterns_.text(0));
    if (!kind) continue;
    Wait& pattern = patterns.emplace_back();
    pattern.kind = *kind;
    pattern.name = string(waitPatterns_, 1);
    pattern.path = string(waitPatterns_, 2);
  }
  return patterns;
}

std::vector<StoredEvent> Lookups::events(Statement& rows) {
  std::vector<StoredEvent> found;
  while (rows.next()) found.push_back(eventOf(rows, 0));
  return found;
}

std::vector<StoredEvent> Lookups::eventsSince(std::string_view name, Timestamp from, std::size_t limit) {
  // Made when it is first needed: every event would pay for it.
  connection_.execute("CREATE INDEX IF NOT EXISTS event_by_name ON event (name, received_at)");
  return events(eventsSince_.bindText(1, name).bind(2, number(from)).bind(3, number(limit)));
}

std::optional<StoredEvent> Lookups::event(std::string_view key) {
  auto found = events(event_.bindText(1, key));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::string Lookups::keyOf(const std::string& eventId) {
  if (!mayHaveRepeated_) return eventId;
  keyOf_.bindText(1, eventId);
  if (!keyOf_.next()) return eventId;
  std::string key = string(keyOf_, 0);
  keyOf_.reset();
  return key;
}

std::optional<Timestamp> Lookups::lastReceived(const std::string& eventId) {
  lastReceived_.bindText(1, eventId);
  if (!lastReceived_.next()) return std::nullopt;
  const auto received = time(lastReceived_.optionalInteger(0));
  lastReceived_.reset();
  return received;
}

std::optional<StoredEvent> Lookups::eventOfRun(std::string_view runId) {
  auto found = events(eventOfRun_.bindText(1, runId));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<StoredEvent> Lookups::batchOf(std::string_view runId) { return events(batch_.bindText(1, runId)); }

std::optional<Control> Lookups::control(std::string_view key) {
  control_.bindText(1, key);
  if (!control_.next()) return std::nullopt;
  Control found{string(control_, 0), string(control_, 1), time(control_.optionalInteger(2))};
  control_.reset();
  return found;
}

std::vector<Control> Lookups::controls(std::string_view prefix) {
  std::vector<Control> found;
  controls_.bindText(1, prefix);
  while (controls_.next()) {
    if (!controls_.text(0).starts_with(prefix)) break;
    found.push_back({string(controls_, 0), string(controls_, 1), time(controls_.optionalInteger(2))});
  }
  controls_.reset();
  return found;
}

std::vector<std::string> Lookups::dueControls(Timestamp until, std::size_t limit) {
  std::vector<std::string> keys;
  dueControls_.bind(1, number(until)).bind(2, number(limit));
  while (dueControls_.next()) keys.push_back(string(dueControls_, 0));
  return keys;
}

std::optional<Timestamp> Lookups::nextDueControl() {
  if (!nextDueControl_.next()) return std::nullopt;
  const auto due = time(nextDueControl_.optionalInteger(0));
  nextDueControl_.reset();
  return due;
}

std::optional<std::string> Lookups::singletonRun(std::string_view value) {
  singleton_.bindText(1, value);
  if (!singleton_.next()) return std::nullopt;
  std::string id = string(singleton_, 0);
  singleton_.reset();
  return id;
}

bool Lookups::isUnfinished(std::string_view runId) {
  state_.bindText(1, runId);
  if (!state_.next()) return false;
  const bool unfinished = state_.integer(0) != 0;
  state_.reset();
  return unfinished;
}

bool Lookups::isCancelled(std::string_view runId) {
  state_.bindText(1, runId);
  if (!state_.next()) return false;
  const bool cancelled = state_.integer(1) != 0;
  state_.reset();
  return cancelled;
}

}  // namespace event_runtime::sqlite
