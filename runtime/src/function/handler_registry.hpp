#pragma once

#include <event_runtime/handler.hpp>

#include "event/middleware_chain.hpp"
#include "expression/expression.hpp"
#include "function/evaluate.hpp"
#include "schedule/cron.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace event_runtime::function {

/// A handler whose configuration has been checked.
struct Function {
  struct Limit {
    int limit = 1;                              ///< at least 1
    std::optional<expression::Expression> key;  ///< std::nullopt: one limit for all runs of the function
  };
  std::string id;  ///< `<app>-<handler id>`
  const Handler* handler = nullptr;
  std::vector<Limit> concurrency;  ///< at most two
  struct Trigger {
    std::string event;  ///< a name, or a pattern that ends in `*`
    std::optional<expression::Expression> condition;
  };
  std::vector<Trigger> triggers;
  struct Timer {
    schedule::CronSchedule schedule;
    std::chrono::milliseconds jitter{0};
    MissedTicks missed = MissedTicks::skip;
  };
  std::vector<Timer> timers;  ///< no two with the same text
  struct Rate {
    int limit = 1;
    std::chrono::milliseconds period{};
    std::optional<expression::Expression> key;
  };
  std::optional<Rate> rateLimit;  ///< or what `idempotency` means
  std::optional<expression::Expression> throttleKey;
  std::optional<expression::Expression> debounceKey;
  std::optional<expression::Expression> batchKey;
  std::optional<expression::Expression> batchCondition;
  std::optional<expression::Expression> singletonKey;
  std::optional<expression::Expression> priority;
  std::vector<std::optional<expression::Expression>> cancelMatches;  ///< in the order of cancelOn
  bool singleton = false;
  /// The application's and then its own; nullptr where there is none.
  std::unique_ptr<const MiddlewareChain> middleware;
  /// Which runs an event starts depends on more than the event: FlowControl decides.
  bool isControlled = false;
  /// No new runs. Changed while the engine runs.
  std::unique_ptr<std::atomic<bool>> paused = std::make_unique<std::atomic<bool>>(false);

  bool isPaused() const noexcept { return paused->load(std::memory_order_relaxed); }
  /// Whether one of its triggers takes the event.
  bool startsWith(const StoredEvent& event, Timestamp now) const;

  bool takes(std::string_view event) const;
};

/// An application's handlers, by id and by event.
class HandlerRegistry {
 public:
  static constexpr std::size_t MAX_EVENT_NAME = 255;  ///< bytes

  /// Throws std::invalid_argument that names each handler whose configuration is out of range, and all that is wrong
  /// with it. Limits are Inngest's.
  /// `middleware` is called before a handler's own; what it throws where it only looks on is told to the logger.
  HandlerRegistry(const std::string& app, HandlerList handlers, const MiddlewareList& middleware = {},
                  const std::shared_ptr<Logger>& logger = nullptr);
  // Functions point at handlers.
  HandlerRegistry(const HandlerRegistry&) = delete;
  HandlerRegistry& operator=(const HandlerRegistry&) = delete;

  /// By function id, `<app>-<handler id>`; nullptr where there is none.
  const Function* find(std::string_view functionId) const;
  /// By the handler's id, or the function's; nullptr where there is none.
  const Function* findByHandler(std::string_view id) const;
  /// The functions that an event of this name starts, each once, in the order of the handlers.
  std::vector<const Function*> startedBy(std::string_view event) const;
  /// Whether an event of this name may start a function whose flow is controlled.
  bool mayStartControlled(std::string_view event) const;
  /// In the order of the handlers.
  std::span<const Function> all() const noexcept { return functions_; }

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  template <class Value>
  using ByName = std::unordered_map<std::string, Value, Hasher, std::equal_to<>>;

  std::string app_;
  HandlerList handlers_;
  std::vector<Function> functions_;
  ByName<const Function*> byId_;
  ByName<std::vector<const Function*>> byEvent_;
  std::vector<const Function*> wildcards_;  ///< that have triggers with `*`
};

}  // namespace event_runtime::function
