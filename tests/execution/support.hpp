#pragma once

#include "execution/execution.hpp"
#include "execution/stack_pool.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace event_runtime::execution {

/// A handler out of a function that takes a Step and gives something that JSON can hold, or nothing.
template <class Function>
Handler handlerOf(Function function) {
  Handler handler;
  handler.id = "under-test";
  handler.events = {"test/event"};
  handler.invoke = [function](const StoredEvent&, Step& step, JsonBuffer& result) {
    if constexpr (std::is_void_v<std::invoke_result_t<const Function&, Step&>>) {
      function(step);
      result.null();
    } else {
      encodeJson(result, function(step));
    }
  };
  return handler;
}

inline const std::string RUN_ID = "01JCZZZZZZZZZZZZZZZZZZZZZZ";

/// One attempt at a handler, driven by hand.
class Attempt {
 public:
  template <class Function>
  explicit Attempt(Function function, Memoised memoised = {}, Options options = {}, StepHashes retrying = {},
                   int attempt = 0)
      : handler_(handlerOf(std::move(function))) {
    Input input;
    input.runId = RUN_ID;
    input.event = {"event-1", "test/event", Timestamp{}, "{}", "", ""};
    input.attempt = attempt;
    input.memoised = std::move(memoised);
    input.retrying = std::move(retrying);
    execution_.emplace(handler_, std::move(input), options, stacks_);
  }

  Execution& operator*() { return *execution_; }
  Execution* operator->() { return &*execution_; }
  /// Ends the attempt as a driver does that gives a run up for now.
  void drop() { execution_.reset(); }
  const StackPool& stacks() const { return stacks_; }

 private:
  Handler handler_;
  StackPool stacks_;
  std::optional<Execution> execution_;
};

inline StepHash hashOf(std::string_view id, std::uint32_t repetition = 0) { return StepHash::of(id, repetition); }

/// What a turn asks for, as one line each: `run a: 1`, `planned a`, `threw a: std::runtime_error: no`, `sleep a`, `send
/// a`.
inline std::vector<std::string> asked(const std::vector<Operation>& operations) {
  std::vector<std::string> lines;
  for (const Operation& operation : operations) {
    struct Words {
      const std::string& id;
      std::string operator()(const Planned&) const { return "planned " + id; }
      std::string operator()(const Ran& ran) const { return "ran " + id + ": " + ran.result; }
      std::string operator()(const Threw& threw) const {
        return "threw " + id + ": " + threw.failure.error.name + ": " + threw.failure.error.message;
      }
      std::string operator()(const Sleep&) const { return "sleep " + id; }
      std::string operator()(const SendEvents&) const { return "send " + id; }
      std::string operator()(const WaitForEvents& wait) const { return "wait " + id + ": " + wait.names.front(); }
      std::string operator()(const Invoke& invoke) const { return "invoke " + id + ": " + invoke.function; }
      std::string operator()(const WaitForSignal& wait) const { return "signal " + id + ": " + wait.signal; }
      std::string operator()(const Fetch& fetch) const { return "fetch " + id + ": " + fetch.request.url; }
      std::string operator()(const Infer& infer) const { return "infer " + id + ": " + infer.request.url; }
    };
    lines.push_back(std::visit(Words{operation.id}, operation.what));
  }
  return lines;
}
inline std::vector<std::string> asked(const Turn& turn) { return asked(turn.operations); }

using Lines = std::vector<std::string>;

/// The handler's result, or `failed: name: message`; empty while it goes on.
inline std::string endOf(const Turn& turn) {
  if (!turn.outcome) return "";
  if (const auto* completed = std::get_if<Completed>(&*turn.outcome)) return completed->result;
  const ErrorInfo& error = std::get<Failed>(*turn.outcome).failure.error;
  return "failed: " + error.name + ": " + error.message;
}

inline const Failure& failureOf(const Turn& turn) {
  REQUIRE(turn.outcome);
  REQUIRE(std::holds_alternative<Failed>(*turn.outcome));
  return std::get<Failed>(*turn.outcome).failure;
}

/// Supplies what the turn's bodies gave, lets sleeps end at once and takes events as sent; plans are left alone.
inline void supplyAll(Execution& execution, const Turn& turn, Memoised* record = nullptr) {
  for (const Operation& operation : turn.operations) {
    std::optional<StepResult> result;
    if (const auto* ran = std::get_if<Ran>(&operation.what)) result = ran->result;
    if (const auto* threw = std::get_if<Threw>(&operation.what)) result = threw->failure.error;
    if (std::holds_alternative<Sleep>(operation.what)) result = "null";
    if (const auto* send = std::get_if<SendEvents>(&operation.what)) {
      std::vector<std::string> ids;
      for (const OutgoingEvent& event : send->events) ids.push_back("id-of-" + event.name);
      result = sentEventsResult(ids);
    }
    if (!result) continue;
    if (record != nullptr) record->emplace(operation.hash, MemoisedStep{*result, operation.kind});
    execution.supply(operation.hash, std::move(*result));
  }
}

/// Runs to the end on one thread, planned bodies too, without retries, and gives the last turn.
inline Turn finish(Execution& execution, Memoised* record = nullptr, int turns = 10000) {
  for (; turns > 0; --turns) {
    Turn turn = execution.advance();
    if (turn.outcome) return turn;
    for (Operation& operation : turn.operations) {
      if (std::holds_alternative<Planned>(operation.what)) operation = execution.runStep(operation.hash);
    }
    supplyAll(execution, turn, record);
  }
  FAIL("the handler does not end");
  return {};
}

}  // namespace event_runtime::execution
