#pragma once

#include "engine/cron_timer.hpp"
#include "engine/event_intake.hpp"
#include "engine/flow_control.hpp"
#include "event/ulid.hpp"
#include "expression/expression.hpp"
#include "function/handler_registry.hpp"
#include "store/store.hpp"

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace event_runtime::engine {

/// What an event, a run's end or a signal leads to besides new runs, in the same transaction: steps that waited go on,
/// runs are cancelled, callers get results, lifecycle events are sent. Used by the store thread alone.
class EventRouter : public TransactionHooks {
 public:
  /// All must outlive it.
  EventRouter(const function::HandlerRegistry& functions, EventIntake& intake, Logger& logger)
      : functions_(functions),
        intake_(intake),
        cron_(functions, logger),
        flow_(functions, [this](const NewRun& run) { outcome_.created.push_back(run); }) {}

  /// Reads what is waited for, and brings schedules up to date. Throws StoreError.
  void open(Store& store, Timestamp now);

  /// What the last transaction has led to; of interest once it is durable.
  struct Outcome {
    std::vector<NewRun> created;
    std::vector<ResolveStep> resolved;
    std::vector<std::string> cancelled;  ///< ids of runs
    bool controlsChanged = false;        ///< some that are due at a time
  };
  Outcome& outcome() noexcept { return outcome_; }

  void begun() override;
  void accepted(AcceptEvent& accept, Transaction& transaction) override;
  void waiting(PutWaits& waits, Transaction& transaction) override;
  void resolved(ResolveStep& resolve, Transaction& transaction) override;
  void signalled(SendSignal& signal, Transaction& transaction) override;
  void ended(EndedRun& run, Transaction& transaction) override;
  void due(Control& control, Timestamp now, Transaction& transaction) override;

 private:
  struct Arrived {
    StoredEvent event;
    Timestamp at{};
  };
  struct Pattern {
    Wait::Kind kind;
    std::string path;
    std::optional<expression::Expression> expression;  ///< std::nullopt: no path
  };
  bool meetsCondition(const Wait& wait, const StoredEvent& event, Timestamp at, Transaction& transaction);

  void addPattern(const Wait& wait);
  void match(const StoredEvent& event, Timestamp at, Transaction& transaction);
  void meet(const Wait& wait, const StoredEvent& event, Timestamp at, Transaction& transaction);
  void lookBack(const PutWaits& waits, Transaction& transaction);
  bool isHeard(std::string_view event) const;
  void emit(AcceptEvent accept);
  void drain(Transaction& transaction);

  const function::HandlerRegistry& functions_;
  EventIntake& intake_;
  CronTimer cron_;
  FlowControl flow_;
  UlidGenerator runIds_;
  /// By an event's name. Never fewer than there are: what a program waits for is bounded by its code.
  std::unordered_map<std::string, std::vector<Pattern>> patterns_;
  Outcome outcome_;
  // Events lead to ends of runs, and those to events: one after the other, not one inside the other.
  bool busy_ = false;
  std::deque<Arrived> arrived_;
  std::deque<AcceptEvent> emitted_;
  std::unordered_map<std::string, expression::Expression> conditions_;  ///< parsed, by their texts
};

}  // namespace event_runtime::engine
