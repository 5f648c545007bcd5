#pragma once

#include <event_runtime/middleware.hpp>

#include "event/middleware_chain.hpp"
#include "execution/execution.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <variant>

namespace event_runtime::execution {

/// Where one execution calls middleware, and in which order. begin() comes first and end() last; every execution calls
/// all hooks that stand once in it. No lock is held while a hook runs.
class Hooks {
 public:
  using What = decltype(Operation::what);

  /// `chain` and what `context` is made of must outlive it; `recorded`: how many steps' results the handler is to be
  /// given before it is new code that runs.
  Hooks(const MiddlewareChain& chain, RunContext context, std::size_t recorded)
      : chain_(chain), context_(std::move(context)), recorded_(recorded) {}

  const RunContext& context() const noexcept { return context_; }

  /// The event as the handler is to see it. Throws what a hook throws.
  const StoredEvent& begin(const StoredEvent& event);
  /// A step's result on its way to the handler. Throws what a hook throws.
  void transformResult(const StepInfo& step, StepResult& result) const;
  /// The handler goes on after a step.
  void goOn();

  void beginBody();
  /// Gives `what`, a Ran or a Threw, the form in which it is kept.
  void endBody(const StepInfo& step, What& what) noexcept;
  /// The same of what the handler has come to.
  void endHandler(Outcome& outcome) noexcept;

  /// What is to be sent now, SendEvents or Invoke. Throws what a hook throws.
  void prepare(const StepInfo& step, What& what);
  void sent(std::span<const std::string> ids, const std::string* error) const noexcept;
  /// By what the step is supplied with.
  void sent(const std::string& record) const noexcept;

  /// Does nothing the second time.
  void end() noexcept;

 private:
  void endMemoization() noexcept;
  void openStretch() noexcept;
  void closeStretch() noexcept;
  void transformOutput(const StepInfo* step, const Output& output) const;
  void tell(std::string_view name, void (Middleware::*hook)(const RunContext&)) const noexcept;

  const MiddlewareChain& chain_;
  RunContext context_;
  StoredEvent event_;

  std::mutex mutex_;  ///< guards what follows
  std::size_t recorded_;
  bool begun_ = false;
  bool memoizationEnded_ = false;
  bool stretchOpen_ = false;  ///< new code has begun to run, and has given nothing yet
};

}  // namespace event_runtime::execution
