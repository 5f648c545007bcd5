#pragma once

#include <event_runtime/handler.hpp>

#include "engine/concurrency_limiter.hpp"
#include "expression/expression.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace event_runtime::engine {

/// A handler as the engine knows it.
struct Function {
  struct Limit {
    int limit = 1;
    std::optional<expression::Expression> key;
  };
  std::string id;  ///< `<app>-<handler id>`
  const Handler* handler = nullptr;
  std::vector<Limit> concurrency;
  /// Whether a run of it that fails for good sends `inngest/function.failed`: somebody listens, and it is no listener
  /// itself.
  bool reportsFailure = false;

  /// What a run that `event` has started must hold to execute.
  std::vector<Slot> slotsFor(const StoredEvent& event) const;
};

/// An application's handlers, by id and by event.
class Functions {
 public:
  /// Throws std::invalid_argument, naming the handler, where its configuration is out of range.
  Functions(const std::string& app, HandlerList handlers);

  const Function* find(std::string_view id) const;
  /// In the order of the handlers.
  std::span<const Function* const> startedBy(std::string_view event) const;

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
  };
  template <class Value>
  using ByName = std::unordered_map<std::string, Value, Hasher, std::equal_to<>>;

  HandlerList handlers_;
  std::vector<Function> functions_;
  ByName<const Function*> byId_;
  ByName<std::vector<const Function*>> byEvent_;
};

}  // namespace event_runtime::engine
