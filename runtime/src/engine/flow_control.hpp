#pragma once

#include "event/ulid.hpp"
#include "function/handler_registry.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::engine {

/// Which runs an event starts where a function's flow is controlled, in Inngest's order: batch, rate limit, debounce,
/// singleton, pause, throttle and priority, cancelOn, timeouts. What it must remember it keeps in the store's controls,
/// in the transaction of the event. Used by the store thread alone.
class FlowControl {
 public:
  /// Is told of each run that it creates, or puts off.
  using Created = std::function<void(const NewRun&)>;

  FlowControl(const function::HandlerRegistry& functions, Created created)
      : functions_(functions), created_(std::move(created)) {}

  /// An event that starts `function`; `parent` is the step that calls it, if that is why.
  void start(const function::Function& function, const StoredEvent& event, Timestamp now,
             const std::optional<ParentStep>& parent, Transaction& transaction);
  /// A control's time has come.
  void due(const Control& control, Timestamp now, Transaction& transaction);
  /// A run has ended.
  void ended(const function::Function& function, const EndedRun& run, Transaction& transaction);

  /// What is to be stored when a run begins for the first time.
  static void begun(const function::Function& function, const std::string& runId, Timestamp now,
                    std::vector<Mutation>& mutations);

  /// Whether controls with a time were changed; asking forgets it.
  bool takeChanged() noexcept { return std::exchange(changed_, false); }

 private:
  bool collect(const function::Function& function, const StoredEvent& event, Timestamp now, Transaction& transaction);
  bool isWithinRate(const function::Function& function, const StoredEvent& event, Timestamp now,
                    Transaction& transaction);
  bool debounce(const function::Function& function, const StoredEvent& event, Timestamp now, Transaction& transaction);
  void create(const function::Function& function, const StoredEvent& event, const std::string& eventKey,
              std::vector<std::string> batch, Timestamp now, const std::optional<ParentStep>& parent,
              Transaction& transaction);
  /// When a run of a throttled function may begin, counted from `now` on.
  Timestamp takeTurn(const function::Function& function, const std::string& key, Timestamp now,
                     Transaction& transaction);
  void turnHasCome(const Control& control, Timestamp now, Transaction& transaction);
  void put(Transaction& transaction, Control control);
  void remove(Transaction& transaction, std::string key);
  static void refuse(const std::optional<ParentStep>& parent, std::string why, Transaction& transaction);

  const function::HandlerRegistry& functions_;
  Created created_;
  UlidGenerator runIds_;
  bool changed_ = false;
};

}  // namespace event_runtime::engine
