#pragma once

#include <event_runtime/errors.hpp>
#include <event_runtime/event.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

namespace event_runtime {

struct HttpRequest;  // http.hpp

/// What hooks are told of a run, and what they leave there for each other and for the handler. There is one for each
/// execution: a call from Inngest, or the time that a run of the embedded engine stays in memory.
class RunContext {
 public:
  /// What is given must outlive it.
  RunContext(std::string_view handlerId, std::string_view runId, int attempt, const HttpRequest* request)
      : handlerId_(handlerId), runId_(runId), attempt_(attempt), request_(request) {}

  std::string_view handlerId() const noexcept { return handlerId_; }
  std::string_view runId() const noexcept { return runId_; }
  /// How often the handler has been tried before: 0 at first.
  int attempt() const noexcept { return attempt_; }
  /// The request by which Inngest calls, as it came in; nullptr on the embedded engine.
  const HttpRequest* request() const noexcept { return request_; }

  /// Leaves something, such as a connection, where Step::context<T>() and find<T>() find it. One of each type.
  template <class T>
  void provide(std::shared_ptr<T> value) {
    provided_.emplace_back(typeid(T), std::move(value));
  }
  /// nullptr where nothing of this type was provided.
  template <class T>
  T* find() const noexcept {
    return static_cast<T*>(findType(typeid(T)));
  }

 private:
  friend class Step;
  void* findType(std::type_index type) const noexcept {
    for (const auto& [provided, value] : provided_) {
      if (provided == type) return value.get();
    }
    return nullptr;
  }

  std::string_view handlerId_;
  std::string_view runId_;
  int attempt_;
  const HttpRequest* request_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> provided_;
};

struct StepInfo {
  std::string_view id;    ///< as the handler gave it
  std::string_view kind;  ///< `run`, `sendEvent`, `waitForEvent`, `invoke`, `waitForSignal`
  int attempt = 0;        ///< how often it has been tried before
};

/// What a step or a handler has given: either of the two is there. A hook may change it, not which of them it is.
struct Output {
  std::string* data = nullptr;  ///< JSON text
  ErrorInfo* error = nullptr;
};

/// Code that runs at certain points of a run's life and when events are sent: the hooks of section 6 of Inngest's SDK
/// specification, on the embedded engine as on Inngest. Derive from it, override what is wanted, and register it in
/// EngineOptions or InngestOptions, or for one handler in HandlerOptions. All middleware is called in the order in
/// which it was registered, the application's before the handler's, in every hook.
///
/// One object serves all runs, on several threads at once; what belongs to one run goes into its RunContext. Each
/// execution calls, in this order,
///
///     transformInput                                               once
///     transformStepResult                                          for each recorded step that the handler comes to
///     afterMemoization                                             once
///     beforeExecution, afterExecution, and transformOutput         for each stretch of code that was not run before
///     beforeResponse                                               once
///
/// A stretch is code between steps together with the body or the return it leads to; one that ends in a pause, a sleep
/// or steps that are yet to be run, gives no output. An execution that goes on after a step gets its result, as a
/// replay would, through transformStepResult. Bodies of parallel branches are stretches that may overlap.
///
/// What is stored is what transformOutput has left, and whatever a handler gets of a step has passed through
/// transformStepResult, the first time as on a replay. So the two must fit together, and give the same each time.
///
/// Where a transform… or beforeSendEvents throws, what it was to change fails as if its code had thrown: the handler's
/// attempt, the step's attempt (its body has run then, and runs again), the call of send(). Hooks that only look on may
/// throw too; that is logged and goes no further.
class Middleware {
 public:
  virtual ~Middleware();

  /// The event, or the batch of them, before the handler gets it: `data` and `user` are JSON text. Payloads are checked
  /// against their schemas afterwards. The place to provide() things.
  virtual void transformInput(RunContext&, std::span<StoredEvent>) {}
  /// A step's result, as it is stored, before the handler gets it. Of a waitForEvent it is the event's envelope or
  /// `null`; sleeps, races and sendEvent, which bring no data, do not come here.
  virtual void transformStepResult(const RunContext&, const StepInfo&, const Output&) {}
  /// The last recorded step was given to the handler, or there was none.
  virtual void afterMemoization(const RunContext&) {}
  /// Code that was not run before follows.
  virtual void beforeExecution(const RunContext&) {}
  virtual void afterExecution(const RunContext&) {}
  /// What the body of a step has given, or, where `step` is nullptr, the handler, before it is stored or sent.
  virtual void transformOutput(const RunContext&, [[maybe_unused]] const StepInfo* step, const Output&) {}
  /// Nothing more comes of this execution: the response goes to Inngest, or the run leaves memory.
  virtual void beforeResponse(const RunContext&) {}

  /// JSON text of what Step::invoke() gives the other handler.
  virtual void transformStepInput(const RunContext&, const StepInfo&, [[maybe_unused]] std::string& data) {}

  /// Events, already checked against their schemas, before they are sent: by a step of a run, or, where `run` is
  /// nullptr, by a client of the application's. They may be changed as far as they stay events.
  virtual void beforeSendEvents([[maybe_unused]] const RunContext* run, std::span<OutgoingEvent>) {}
  /// They were sent and have these ids, or were not: then `error` says why, and there are no ids. A run that is
  /// interrupted in between, by a crash, is not told.
  virtual void afterSendEvents([[maybe_unused]] const RunContext* run,
                               [[maybe_unused]] std::span<const std::string> ids,
                               [[maybe_unused]] const std::string* error) {}
};

using MiddlewareList = std::vector<std::shared_ptr<Middleware>>;

}  // namespace event_runtime
