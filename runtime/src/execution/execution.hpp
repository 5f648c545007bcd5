#pragma once

#include <event_runtime/errors.hpp>
#include <event_runtime/handler.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// The pure core of durable execution: a handler and its memoised steps go in, operations and an outcome come out.
/// It does no input or output and knows no clock, store or network. The embedded engine and the Inngest endpoint are
/// two drivers of it:
///
///     Execution execution(handler, input, options);
///     for (;;) {
///       Turn turn = execution.advance();              // runs the handler until every branch of it waits
///       if (turn.outcome) …                           // completed or failed
///       for (Operation& operation : turn.operations)  // make them durable, then
///         execution.supply(operation.hash, …);        // the next advance() goes on from there
///     }
///
/// A driver may drop an Execution at any time; the handler's stack is unwound by an exception of type Interrupted.
namespace event_runtime::execution {

class StackPool;

/// SHA-1 of a step's id, or of `id:n` for its n-th repetition (Inngest SDK specification, section 5): how a step is known.
struct StepHash {
  std::array<std::uint8_t, 20> bytes{};

  /// `repetition` counts from 0.
  static StepHash of(std::string_view id, std::uint32_t repetition);
  static std::optional<StepHash> fromHex(std::string_view text);
  std::string toHex() const;
  friend auto operator<=>(const StepHash&, const StepHash&) = default;
};

struct StepHashHasher {
  std::size_t operator()(const StepHash& hash) const noexcept;
};

enum class StepKind : std::uint8_t { run, sleep, sendEvent };

/// How a step ended: JSON text, or an error after its last attempt.
using StepResult = std::variant<std::string, ErrorInfo>;

/// A finished step out of the record. An unknown kind (Inngest's state has none) is std::nullopt and is not compared.
struct MemoisedStep {
  StepResult result;
  std::optional<StepKind> kind;
};

using Memoised = std::unordered_map<StepHash, MemoisedStep, StepHashHasher>;

/// Why an attempt of a step or of the handler failed, and what it says about trying again.
struct Failure {
  ErrorInfo error;
  bool retriable = true;
  /// From a RetryAfterError: a delay or a time.
  std::optional<std::variant<std::chrono::milliseconds, Timestamp>> retryAfter;
};

/// A body that may now be run by Execution::runStep(), on any thread.
struct Planned {};
/// A body has run and given this JSON text.
struct Ran { std::string result; };
/// A body has thrown.
struct Threw { Failure failure; };
struct Sleep { std::variant<std::chrono::milliseconds, Timestamp> until; };
struct SendEvents { std::vector<OutgoingEvent> events; };

/// What a step asks of its driver.
struct Operation {
  StepHash hash;
  std::string id;  ///< as the handler gave it
  StepKind kind = StepKind::run;
  std::variant<Planned, Ran, Threw, Sleep, SendEvents> what;
};

struct Completed { std::string result; };
struct Failed { Failure failure; };
using Outcome = std::variant<Completed, Failed>;

/// What one advance() brought: operations that were newly begun, and, when the handler has returned or thrown, how.
struct Turn {
  std::vector<Operation> operations;
  std::optional<Outcome> outcome;
  /// Memoised steps that the handler, having ended, never asked for: a sign that it was changed under its runs.
  std::vector<StepHash> unusedSteps;
};

struct Input {
  std::string runId;
  StoredEvent event;
  int attempt = 0;
  Memoised memoised;
};

struct Options {
  /// Whether the body of a step that begins while nothing else of the run is under way is run within advance(), which
  /// then gives Ran or Threw in place of Planned. Inngest's `disable_immediate_execution`, the other way round.
  bool immediate = true;
};

/// Thrown through a handler's frames to unwind them. Not a std::exception, so that `catch (const std::exception&)`
/// lets it pass; every further step call on the fiber throws it again.
struct Interrupted {};

/// One attempt at running a handler. Handler code runs inside advance() only, which one thread at a time may call (not
/// always the same); runStep() may be called for several steps on several threads at once, also during advance().
class Execution {
 public:
  /// `handler` and `stacks` must outlive it.
  Execution(const Handler& handler, Input input, Options options, StackPool& stacks);
  /// Unwinds what has not ended. No runStep() may be under way.
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Runs the handler, with its branches in turn, until each of them waits for a result or the handler has ended.
  Turn advance();

  /// Runs the body of a planned step on the calling thread, on its own fiber's stack, and gives Ran or Threw.
  /// `attempt` is what the body sees as Step::attempt(). Not during an advance() of the same fiber: call it once a step
  /// was given as Planned, and again only after retry() allowed it.
  Operation runStep(const StepHash& hash, int attempt = 0);

  /// Gives a waiting step its result; the next advance() goes on with it.
  void supply(const StepHash& hash, StepResult result);

  /// Makes a step that threw plan (or, if immediate, run) its body again at the next advance().
  void retry(const StepHash& hash, int attempt);

  /// Whether the handler swallowed an Interrupted and went on; such code can not be trusted and is reported.
  bool swallowedInterrupt() const noexcept;

  /// Unwinds now what the destructor would, so that swallowedInterrupt() can be asked.
  void interrupt();

 private:
  friend class event_runtime::Step;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace event_runtime::execution
