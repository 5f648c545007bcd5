#pragma once

#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

#include <span>

namespace event_runtime::sqlite {

/// Writes mutations through statements that are prepared once.
class Writer {
 public:
  /// `connection` must outlive it.
  explicit Writer(Connection& connection);

  /// All in one transaction. Throws StoreError, having changed nothing.
  void apply(std::span<Mutation> mutations);

 private:
  void put(AcceptEvent& accept);
  void put(const PutStep& step);
  void put(const SuspendRun& suspend);
  void put(const EndRun& end);
  void mustHaveChangedOne(const std::string& runId) const;
  void rollBack() noexcept;

  Connection& connection_;
  Statement begin_;
  Statement commit_;
  Statement insertEvent_;
  Statement insertRun_;
  Statement putStep_;
  Statement suspendRun_;
  Statement endRun_;
};

}  // namespace event_runtime::sqlite
