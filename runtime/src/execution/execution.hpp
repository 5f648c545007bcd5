#pragma once

#include <event_runtime/errors.hpp>
#include <event_runtime/fetch.hpp>
#include <event_runtime/handler.hpp>

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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
/// What a driver does with each Operation::what:
///
///     Planned     runStep(hash, attempt) when it sees fit, on any thread; goes on with the Ran or Threw that it gives.
///                 A timeout among its options is the driver's to keep, by requestStop() and, at the worst, by leaving
///                 the Execution to the thread that the body holds
///     Ran         stores the result, then supply(hash, result)
///     Threw       stores the failed attempt; retry(hash, attempt + 1) where there is another one (or drops the
///     Execution
///                 and, when it is due, replays with the step in Input::retrying); after the last, supply(hash, error)
///     Sleep       when the time has come, supply(hash, "null"). Converts a delay to a time once, when it is first
///     seen;
///                 a time more than MAX_SLEEP ahead is supplied with an error (only the driver knows the time)
///     SendEvents  prepare(); supply(hash, sentEventsResult(ids)) once they are accepted
///     WaitFor…, Invoke  prepare(); supply() with what they wait for
///     Fetch, Infer  where Options::requester is not given: supply() with the answer
///
/// A step whose branch has lost a race is of no more interest: Turn::abandoned tells, and what is supplied is ignored.
///
/// A replay asks again for steps that were begun and have not ended (an earlier sleep, a step that waits for its next
/// attempt): a driver looks such a hash up in its record before it stores anything.
///
/// A driver may drop an Execution at any time; the handler's stack is unwound by an exception of type Interrupted.
namespace event_runtime {
class MiddlewareChain;  // event/middleware_chain.hpp
}

namespace event_runtime::execution {

class StackPool;  // stack_pool.hpp
class Requester;  // requests.hpp

/// Limits, Inngest's: the JSON text that a step or a handler gives, and the steps of one run. What exceeds them fails
/// without retries, and says which step and by how much.
inline constexpr std::size_t MAX_RESULT_SIZE = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t MAX_STEPS = 1000;
/// What StepOptions::retries may ask for at most.
inline constexpr int MAX_STEP_RETRIES = 1000;
/// The longest name of a signal, in bytes.
inline constexpr std::size_t LONGEST_SIGNAL = 255;
/// The longest sleep.
inline constexpr std::chrono::milliseconds MAX_SLEEP = std::chrono::hours{24 * 366};

/// SHA-1 of a step's id, or of `id:n` for its n-th repetition (Inngest SDK specification, section 5): how a step is
/// known.
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

enum class StepKind : std::uint8_t { run, sleep, sendEvent, waitForEvent, invoke, waitForSignal, race, fetch, infer };

/// `waitForEvent`
constexpr std::string_view nameOf(StepKind kind) noexcept {
  switch (kind) {
    case StepKind::run:
      return "run";
    case StepKind::sleep:
      return "sleep";
    case StepKind::sendEvent:
      return "sendEvent";
    case StepKind::waitForEvent:
      return "waitForEvent";
    case StepKind::invoke:
      return "invoke";
    case StepKind::waitForSignal:
      return "waitForSignal";
    case StepKind::race:
      return "race";
    case StepKind::fetch:
      return "fetch";
    case StepKind::infer:
      return "infer";
  }
  return "a step of an unknown kind";
}

/// How a step ended: JSON text, or an error after its last attempt.
using StepResult = std::variant<std::string, ErrorInfo>;

/// A finished step out of the record. An unknown kind (Inngest's state has none) is std::nullopt and is not compared.
struct MemoisedStep {
  StepResult result;
  std::optional<StepKind> kind;
};

using Memoised = std::unordered_map<StepHash, MemoisedStep, StepHashHasher>;
using StepHashes = std::unordered_set<StepHash, StepHashHasher>;

/// What a sendEvent step is supplied with, and leaves in the record: `{"ids":["01J…"]}`, as Inngest's SDKs have it.
std::string sentEventsResult(const std::vector<std::string>& ids);

/// Why an attempt of a step or of the handler failed, and what it says about trying again. An exception is named by its
/// type; a StepError that leaves the handler is replaced by its cause. The message is valid UTF-8 of at most 32 KiB.
struct Failure {
  ErrorInfo error;
  bool retriable = true;
  /// From a RetryAfterError: a delay or a time, as it was thrown; clamping it (1 s … 24 h) is the driver's part.
  std::optional<std::variant<std::chrono::milliseconds, Timestamp>> retryAfter;
};

/// What a step says for itself; nullptr where it says nothing.
using StepPolicy = std::shared_ptr<const StepOptions>;

/// A body that may now be run by Execution::runStep(), on any thread.
struct Planned {
  StepPolicy policy = nullptr;
};
/// A body has run and given this JSON text.
struct Ran {
  std::string result;
};
/// A body has thrown.
struct Threw {
  Failure failure;
  StepPolicy policy = nullptr;
  /// What StepOptions::delay has made of the error; not clamped.
  std::optional<std::chrono::milliseconds> delay = std::nullopt;
};
struct Sleep {
  std::variant<std::chrono::milliseconds, Timestamp> until;
};
struct SendEvents {
  std::vector<OutgoingEvent> events;
};

/// Waits for the first event of these names. Supplied with an event's envelope or `null`.
struct WaitForEvents {
  std::vector<std::string> names;
  WaitOptions options;
};
/// Calls a function. Supplied with what it gives, or its error.
struct Invoke {
  std::string function;  ///< the handler's id
  std::string data;      ///< JSON text
  std::chrono::milliseconds timeout{};
};
/// Supplied with what the signal brings, or `null`.
struct WaitForSignal {
  std::string signal;
  SignalOptions options;
};

/// Supplied with encodeFetched() (requests.hpp).
struct Fetch {
  FetchRequest request;
};
/// Supplied with the provider's answer.
struct Infer {
  InferRequest request;
};

/// What a step asks of its driver.
struct Operation {
  StepHash hash;
  std::string id;  ///< as the handler gave it
  StepKind kind = StepKind::run;
  std::variant<Planned, Ran, Threw, Sleep, SendEvents, WaitForEvents, Invoke, WaitForSignal, Fetch, Infer> what;
  bool inRace = false;  ///< it stands in a branch of a race, which goes on without the others
};

struct Completed {
  std::string result;
};
struct Failed {
  Failure failure;
};
using Outcome = std::variant<Completed, Failed>;

/// What one advance() brought: operations that were newly begun, and, when the handler has returned or thrown, how.
struct Turn {
  std::vector<Operation> operations;
  std::optional<Outcome> outcome;
  /// Steps that have not ended and that nobody waits for any more.
  std::vector<StepHash> abandoned;
  /// Memoised steps that the handler, having ended, never asked for, in ascending order. After Completed a sign that it
  /// was changed under its runs; after Failed also what comes of failing earlier than the last time.
  std::vector<StepHash> unusedSteps;
};

struct Input {
  std::string runId;
  StoredEvent event;
  int attempt = 0;
  Memoised memoised;
  /// Steps that have failed before and are not in the record: their bodies are never run inline but given as Planned,
  /// so that the driver, who knows when they are due and which attempt is next, decides by runStep().
  StepHashes retrying = {};
  /// How many steps' results are on record too, but will be supplied.
  std::size_t suppliedLater = 0;
};

struct Options {
  /// Whether the body of a step that begins while nothing else of the run is under way is run within advance(), which
  /// then gives Ran or Threw in place of Planned. Not one that has a timeout. Inngest's `disable_immediate_execution`,
  /// the other way round.
  bool immediate = true;
  /// Whether the driver can wait for the first of several events. Else they are awaited one by one, in a race.
  bool waitsForAny = true;
  /// Sends requests, as bodies of their steps; must outlive the execution. nullptr: the driver is asked to, by Fetch
  /// and Infer.
  const Requester* requester = nullptr;
  /// The function's; must outlive the execution. nullptr: none.
  const MiddlewareChain* middleware = nullptr;
  const HttpRequest* request = nullptr;  ///< by which Inngest asks for it
};

/// Thrown through a handler's frames to unwind them. Not a std::exception, so that `catch (const std::exception&)`
/// lets it pass; every further step call on the fiber throws it again.
///
/// Where a destructor calls a step while the fiber is being unwound, throwing would end the process. The rest of that
/// fiber's stack is then given up without running its destructors: what they own leaks, and swallowedInterrupt() tells.
/// A step that waits in a noexcept function, such as a destructor run by leaving a scope, can not be told apart and
/// does end the process: destructors must not call steps.
struct Interrupted {};

/// One attempt at running a handler. Handler code runs inside advance() only, which one thread at a time may call (not
/// always the same); runStep() may be called for several steps on several threads at once, also during advance().
/// supply() and retry() may be called on any thread too: an advance() that is under way, or else the next one, goes on
/// with them. What is made ready before an advance() begins runs in the order in which the branches were started,
/// whatever the order of the calls.
class Execution {
 public:
  /// `handler` and `stacks` must outlive it. Nothing runs before advance().
  Execution(const Handler& handler, Input input, Options options, StackPool& stacks);
  /// Unwinds what has not ended. No runStep() may be under way.
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Runs the handler, with its branches in turn, until each of them waits for a result or the handler has ended.
  /// Does nothing after the end and after interrupt(). Never throws what user code throws; throws std::logic_error
  /// where another advance() is under way.
  Turn advance();

  /// Runs the body of a planned step on the calling thread, on its own fiber's stack, and gives Ran or Threw.
  /// `attempt` is what the body sees as Step::attempt(). Not during an advance() of the same fiber: call it once a step
  /// was given as Planned, and again only after retry() allowed it (and another advance() gave it as Planned).
  /// Throws std::logic_error where the step is not planned; gives Planned again, having done nothing, where it was
  /// abandoned.
  Operation runStep(const StepHash& hash, int attempt = 0);

  /// Whether the step was given as Planned and neither run nor supplied since: runStep() will not throw.
  bool isPlanned(const StepHash& hash) const;

  /// Whether an advance() would go on with something.
  bool isRunnable() const;

  /// Gives a waiting step its result; the next advance() goes on with it. A planned step may be supplied without being
  /// run. Throws std::logic_error where the step does not wait. Ignored after interrupt().
  void supply(const StepHash& hash, StepResult result);

  /// Makes a step that threw plan (or, if immediate, run) its body again at the next advance(); `attempt` is what an
  /// inline body sees. Throws std::logic_error where the step did not throw. Ignored after interrupt().
  void retry(const StepHash& hash, int attempt);

  /// Lets middleware at what an operation that is now to be carried out sends, if it is SendEvents or Invoke. Where it
  /// throws, the operation becomes Threw.
  void prepare(Operation& operation);
  /// Tells middleware how sending has ended, where the step is not going to be supplied with the ids.
  void sent(const StepHash& hash, std::span<const std::string> ids, const std::string* error);

  /// Sets the stop token of the step's body, if it is under way, or of all of them. Callbacks that bodies have
  /// registered run within the call. On any thread.
  void requestStop(const StepHash& hash);
  void requestStop();

  /// Whether the handler swallowed an Interrupted and went on; such code can not be trusted and is reported.
  bool swallowedInterrupt() const noexcept;

  /// Unwinds now what the destructor would, deepest branches first, so that swallowedInterrupt() can be asked. Not
  /// during an advance() or a runStep().
  void interrupt();

  /// The event that has started the run, as it is stored.
  const StoredEvent& event() const noexcept;

  class Impl;  // of this room

 private:
  friend class event_runtime::Step;
  std::unique_ptr<Impl> impl_;
};

}  // namespace event_runtime::execution
