#pragma once

#include <event_runtime/logger.hpp>

#include "function/handler_registry.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace event_runtime::engine {

/// Starts runs by the schedules of functions. For each schedule a control says up to when its ticks are settled, and
/// when the next one is due; it moves on in the transaction that creates a tick's run, so that a tick has exactly one
/// run, whenever the process ends. Used by the store thread alone.
class CronTimer {
 public:
  /// All must outlive it.
  CronTimer(const function::HandlerRegistry& functions, Logger& logger) : functions_(functions), logger_(logger) {}

  /// Begins with schedules that the store does not know, forgets those that are no more. Throws StoreError.
  void open(Store& store, Timestamp now);
  /// Whether a control is one of ours.
  static bool owns(const Control& control);
  /// A tick is due. Its events are accepted for their function alone.
  void due(const Control& control, Timestamp now, Transaction& transaction);

 private:
  using Timer = function::Function::Timer;
  struct Found {
    const function::Function& function;
    const Timer& timer;
  };
  std::optional<Found> find(const std::string& key) const;
  std::optional<Control> controlOf(const Found& found, Timestamp settled) const;
  std::vector<Timestamp> toRun(const Found& found, const std::vector<Timestamp>& fired, Timestamp now) const;

  const function::HandlerRegistry& functions_;
  Logger& logger_;
};

}  // namespace event_runtime::engine
