#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/lookups.hpp"
#include "store/store.hpp"

#include <span>

namespace event_runtime::sqlite {

/// Writes mutations through statements that are prepared once.
class Writer : private Transaction {
 public:
  /// Both must outlive it.
  Writer(Connection& connection, Lookups& lookups);

  /// All in one transaction, with what `hooks`, which may be null, makes of them. Throws StoreError, having changed
  /// nothing.
  void apply(std::span<Mutation> mutations, TransactionHooks* hooks);

 private:
  void apply(Mutation& mutation) override;
  void create(const NewRun& run, const std::string& eventKey, Timestamp createdAt) override;
  std::string keyOf(const std::string& eventId) override { return lookups_.keyOf(eventId); }
  std::vector<Wait> waitsFor(Wait::Kind kind, std::string_view name, std::string_view path,
                             std::string_view value) override {
    return lookups_.waitsFor(kind, name, path, value);
  }
  std::vector<StoredEvent> eventsSince(std::string_view name, Timestamp from, std::size_t limit) override {
    return lookups_.eventsSince(name, from, limit);
  }
  std::optional<StoredEvent> event(std::string_view key) override { return lookups_.event(key); }
  std::optional<StoredEvent> eventOfRun(std::string_view runId) override { return lookups_.eventOfRun(runId); }
  std::optional<Control> control(std::string_view key) override { return lookups_.control(key); }
  std::optional<std::string> singletonRun(std::string_view value) override { return lookups_.singletonRun(value); }
  bool isUnfinished(std::string_view runId) override { return lookups_.isUnfinished(runId); }

  void put(AcceptEvent& accept);
  /// Whether it was stored, under this key; `repeatedId` is the event's id where that is another one.
  bool insert(const AcceptEvent& accept, const std::string& key, const std::string* repeatedId);
  void put(PutStep& step);
  void put(PutWaits& waits);
  void put(ResolveStep& resolve);
  void put(SendSignal& signal);
  void put(SuspendRun& suspend);
  void put(EndRun& end);
  void put(CancelRun& cancel);
  void put(FireControl& fire);
  void put(PutControl& put);
  void ended(const std::string& runId, const std::optional<RunOrigin>& origin, Timestamp at, const std::string& result,
             const std::optional<ErrorInfo>& error, bool cancelled);
  RunOrigin originOf(const std::string& runId);
  /// A run that was cancelled is left as it is; one that is not there, or has ended, is an error.
  void mustBeCancelled(const std::string& runId);
  void rollBack() noexcept;

  Connection& connection_;
  Lookups& lookups_;
  TransactionHooks* hooks_ = nullptr;
  Statement begin_;
  Statement commit_;
  Statement insertEvent_;
  Statement insertRun_;
  Statement insertBatchEvent_;
  Statement putStep_;
  Statement putWait_;
  Statement forgetSignal_;
  Statement resolveStep_;
  Statement resumeRun_;
  Statement forgetStep_;
  Statement forgetRun_;
  Statement suspendRun_;
  Statement isReady_;
  Statement endRun_;
  Statement cancelRun_;
  Statement origin_;
  Statement putControl_;
  Statement removeControl_;
  /// False: nothing was ever waited for, and nothing is to be forgotten.
  bool mayHaveWaits_;
};

}  // namespace event_runtime::sqlite
