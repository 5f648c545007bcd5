#pragma once

#include <event_runtime/clock.hpp>
#include <event_runtime/logger.hpp>

#include "engine/mailbox.hpp"
#include "engine/patience.hpp"
#include "engine/progress.hpp"
#include "engine/scheduler.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace event_runtime::engine {

/// Makes durable what has come: many mutations in one transaction, then everybody who waited for it goes on. Where the
/// store fails, events being sent are refused; what runs have brought forth is kept and tried again, at growing
/// intervals, so that nothing that was acknowledged is lost. Used by the store thread alone.
class Committer {
 public:
  /// `handOut` is called now and then while many that waited go on, so that workers can begin with the first of them.
  Committer(Store& store, Scheduler& scheduler, EventRouter& router, Clock& clock, Logger& logger,
            std::function<void()> handOut);

  /// Commits the mail's sends and progress, and what was kept, if its time has come. Empties both.
  /// Throws StoreError when the store has failed for too long; `patient` false: the first time that repeating does not
  /// help.
  void commit(Mail& mail, bool patient);

  /// Whether something is kept because the store fails.
  bool isBehind() const noexcept { return !kept_.empty(); }
  /// When to call commit() again, if nothing else happens.
  std::optional<Timestamp> nextDeadline() const;

 private:
  /// One transaction. False: the store failed, `progress` is as it was, and `sends` were refused, unless they can be
  /// stored without it.
  bool apply(std::span<Send> sends, std::span<Progress> progress);
  void take(std::span<Send> sends, std::span<Progress> progress);
  void giveBack(std::span<Send> sends, std::span<Progress> progress);
  void settle(std::span<Send> sends, std::span<Progress> progress);
  void applyInGroups(std::vector<Send>& sends, std::vector<Progress>& progress);
  void applyKept(bool patient);
  bool storeWorks();
  void setAside();

  Store& store_;
  Scheduler& scheduler_;
  EventRouter& router_;
  Clock& clock_;
  Logger& logger_;
  std::function<void()> handOut_;
  std::vector<Mutation> batch_;
  std::vector<std::size_t> sizes_;
  std::vector<Progress> kept_;
  std::string lastError_;
  Patience patience_;
};

}  // namespace event_runtime::engine
