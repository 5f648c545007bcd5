#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/event.hpp>
#include <event_runtime/fetch.hpp>
#include <event_runtime/step_options.hpp>
#include <event_runtime/time.hpp>
#include <event_runtime/wait_options.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace event_runtime {

namespace execution {
class Execution;
}

namespace detail {
/// `void` as a value, so that results can stand in tuples.
template <class T>
using Result = std::conditional_t<std::is_void_v<T>, std::monostate, std::remove_cvref_t<T>>;

/// The JSON text of what a function is called with; of the payloads of several events, the one that is there.
template <class Input>
std::string inputText(const Input& input) {
  return toJsonText(input);
}
template <class... Inputs>
std::string inputText(const std::variant<Inputs...>& input) {
  return std::visit([](const auto& one) { return toJsonText(one); }, input);
}

template <class Callable>
Result<std::invoke_result_t<Callable&>> callForResult(Callable& callable) {
  if constexpr (std::is_void_v<std::invoke_result_t<Callable&>>) {
    callable();
    return {};
  } else {
    return callable();
  }
}
}  // namespace detail

/// The durable operations of a handler. A step is known by its id: its body runs until it has succeeded once, its
/// result is on disk before the handler goes on, and after a restart the handler is run again from its first line
/// with the finished steps' results filled in. So a handler does everything that has an effect, or that may turn out
/// differently the next time, inside steps, and must not call a step from inside a step's body.
///
/// An id repeated within one run (a loop) means the first, second, … call with that id, in the order the calls begin.
/// Branches of a parallel() may share the ids of their first steps; which of them comes to its later steps first is not
/// the same at a replay, so an id that two branches share there is refused by a DeterminismError. A run has at most
/// 1,000 steps, and a result at most 4 MiB of JSON text; beyond that it fails.
///
/// Not thread-safe; parallel() is the way to do several things at a time. After a step the handler may find itself on
/// another thread, so it holds no lock across one and keeps nothing in thread-local variables. Where the run is given
/// up for now, its stack is unwound by an exception that is not a std::exception: `catch (...)` must throw it on, and
/// destructors must not call steps.
class Step {
 public:
  explicit Step(execution::Execution& execution) : execution_(execution) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  /// Runs `body` once and gives its result: now, and on every replay. The result must be encodable as JSON (or void),
  /// and is always what its JSON text decodes to, so that a replay sees the same.
  /// Where the body throws, the step is retried as the handler's `retries` say; after the last attempt, or at once for
  /// a NonRetriableError, this throws StepError.
  template <class Body>
  auto run(std::string_view id, Body&& body) -> std::remove_cvref_t<std::invoke_result_t<Body&>> {
    return runWith(id, nullptr, body);
  }
  /// The same with retries, a pause between them and a timeout of the step's own:
  /// `step.run("charge", {.retries = 10, .timeout = 30s}, [&] { … })`. NonRetriableError where an option is out of
  /// range.
  template <class Body>
  auto run(std::string_view id, StepOptions options, Body&& body) -> std::remove_cvref_t<std::invoke_result_t<Body&>> {
    return runWith(id, checked(id, std::move(options)), body);
  }

  /// Lets the run sleep; it holds no thread, no memory and no concurrency slot meanwhile. At most 366 days; zero and
  /// less wake at once.
  void sleep(std::string_view id, std::chrono::milliseconds duration);
  /// `1d`, `2h30m`; see parseDuration().
  void sleep(std::string_view id, std::string_view duration);
  /// Sleeps until a point in time; the past wakes at once.
  void sleepUntil(std::string_view id, Timestamp time);
  /// An RFC 3339 date-time; see parseTimestamp().
  void sleepUntil(std::string_view id, std::string_view time);

  /// Sends an event exactly once and gives its id. Throws ValidationError, as a non-retriable failure of the handler,
  /// when the payload breaks its schema.
  template <AnyEventTag Tag>
  std::string sendEvent(std::string_view id, const Tag& tag, const typename Tag::Payload& data,
                        SendOptions options = {}) {
    std::vector<OutgoingEvent> events;
    events.push_back(makeEvent(tag, data, std::move(options)));
    return std::move(sendEvents(id, std::move(events)).front());
  }
  /// Sends several events, all or none.
  std::vector<std::string> sendEvents(std::string_view id, std::vector<OutgoingEvent> events);

  /// Waits for an event, at most as long as the timeout says; std::nullopt when it is over. Meanwhile the run holds no
  /// thread, no memory and no concurrency slot.
  template <AnyEventTag Tag>
  auto waitForEvent(std::string_view id, const Tag& tag, WaitOptions options)
      -> std::optional<Event<typename Tag::Payload>> {
    std::string_view names[]{tag.name};
    const auto event = awaitEvent(id, names, std::move(options));
    if (!event) return std::nullopt;
    return decodeAwaited<typename Tag::Payload>(id, *event);
  }

  /// Waits for the first of several events, of different names; std::monostate when the time is over.
  /// `auto first = step.waitForAny("answer", {.timeout = 24h}, Events::ACCEPTED, Events::DECLINED);`
  template <AnyEventTag... Tags>
  requires(sizeof...(Tags) > 0) auto waitForAny(std::string_view id, WaitOptions options, const Tags&... tags)
      -> std::variant<std::monostate, Event<typename Tags::Payload>...> {
    using Any = std::variant<std::monostate, Event<typename Tags::Payload>...>;
    const std::array<std::string_view, sizeof...(Tags)> names{tags.name...};
    const auto event = awaitEvent(id, names, std::move(options));
    Any any;
    if (!event) return any;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const bool known = ((event->name == names[I] &&
                           (any.template emplace<I + 1>(decodeAwaited<typename Tags::Payload>(id, *event)), true)) ||
                          ...);
      if (!known) throwOtherEvent(id, event->name);
    }
    (std::index_sequence_for<Tags...>{});
    return any;
  }

  /// Calls another handler of the application and gives what it returns. Its run is one of its own, with its own steps,
  /// retries and limits. Throws StepError where it fails, is cancelled or does not end in time, and where there is no
  /// such handler.
  template <class Input, class Returns>
  Returns invoke(std::string_view id, const FunctionTag<Input, Returns>& function,
                 const std::type_identity_t<Input>& data, InvokeOptions options = {}) {
    const std::string text = call(id, function.id, detail::inputText(data), options);
    if constexpr (!std::is_void_v<Returns>) return decodeResult<Returns>(id, text);
  }

  /// Waits until somebody sends the signal with Client::sendSignal(), and gives what came with it; std::nullopt when
  /// the time is over. One run at a time can wait for a signal. At most 255 bytes.
  template <class Value>
  std::optional<Value> waitForSignal(std::string_view id, std::string_view signal, SignalOptions options) {
    return decodeResult<std::optional<Value>>(id, awaitSignal(id, signal, options));
  }

  /// Sends a request and gives its answer, whatever its status: now, and on every replay. Where there is none the step
  /// is retried as the handler's `retries` say; after the last attempt this throws StepError, whose cause is a
  /// `GatewayError`. Redirects are followed, up to ten. The answer's record is limited as any step's. On Inngest the
  /// server sends the request, by its own network.
  FetchResponse fetch(std::string_view id, FetchRequest request);

  /// Asks a model and gives the provider's answer, such as Json or a generated type. A status other than 2xx is a
  /// failure here, retried as in fetch(); its StepError's cause is an `AIGatewayError`. On Inngest the server sends the
  /// request, with the key.
  template <class Value>
  Value infer(std::string_view id, InferRequest request) {
    return decodeResult<Value>(id, inferText(id, std::move(request)));
  }

  /// A branch that is one step: `step.parallel(step.branch("a", …), step.branch("b", …))`.
  template <class Body>
  auto branch(std::string id, Body body) {
    return [this, id = std::move(id), body = std::move(body)]() mutable { return run(id, body); };
  }
  template <class Body>
  auto branch(std::string id, StepOptions options, Body body) {
    return [this, id = std::move(id), options = std::move(options), body = std::move(body)]() mutable {
      return run(id, options, body);
    };
  }

  /// Runs branches at the same time and gives their results as a tuple (std::monostate for void) when all have
  /// finished. A branch is made by branch(), or is any function that calls steps itself. Step bodies of different
  /// branches may run at the same time on different threads; the code between steps never does.
  /// When branches throw, the first of them in argument order throws here, after all have finished.
  template <class... Branches>
  requires(sizeof...(Branches) > 0 && (std::is_invocable_v<Branches&> && ...)) auto parallel(Branches&&... branches)
      -> std::tuple<detail::Result<std::invoke_result_t<Branches&>>...> {
    using Results = std::tuple<detail::Result<std::invoke_result_t<Branches&>>...>;
    std::tuple<std::optional<detail::Result<std::invoke_result_t<Branches&>>>...> results;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::array<std::function<void()>, sizeof...(Branches)> bodies{
          [&] { std::get<I>(results).emplace(detail::callForResult(branches)); }...};
      runBranches(bodies.data(), bodies.size());
    }
    (std::index_sequence_for<Branches...>{});
    return std::apply([](auto&... result) { return Results(*std::move(result)...); }, results);
  }

  /// The same for a number of branches known only at run time; results are in the order of the branches.
  template <class Branch>
  requires std::is_invocable_v<Branch&>
  auto parallel(std::vector<Branch> branches) -> std::vector<detail::Result<std::invoke_result_t<Branch&>>> {
    std::vector<std::optional<detail::Result<std::invoke_result_t<Branch&>>>> results(branches.size());
    std::vector<std::function<void()>> bodies;
    bodies.reserve(branches.size());
    for (std::size_t i = 0; i < branches.size(); ++i) {
      bodies.push_back([&results, &branches, i] { results[i].emplace(detail::callForResult(branches[i])); });
    }
    runBranches(bodies.data(), bodies.size());
    std::vector<detail::Result<std::invoke_result_t<Branch&>>> values;
    values.reserve(results.size());
    for (auto& result : results) values.push_back(*std::move(result));
    return values;
  }

  /// Runs branches at the same time until the first of them has finished, and gives its result; where it throws, this
  /// throws. The others are given up: what they wait for no longer counts, and their stacks are unwound. Step bodies of
  /// theirs that are running are asked to stop (stopToken()), and the race ends when they have.
  /// `std::get<0>(step.race("first", a, b))`, where `.index()` says who won.
  template <class... Branches>
  requires(sizeof...(Branches) > 0 && (std::is_invocable_v<Branches&> && ...)) auto race(std::string_view id,
                                                                                         Branches&&... branches)
      -> std::variant<detail::Result<std::invoke_result_t<Branches&>>...> {
    using Winner = std::variant<detail::Result<std::invoke_result_t<Branches&>>...>;
    std::array<std::optional<Winner>, sizeof...(Branches)> results;
    std::size_t winner = 0;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::array<std::function<void()>, sizeof...(Branches)> bodies{
          [&] { results[I].emplace(std::in_place_index<I>, detail::callForResult(branches)); }...};
      winner = raceBranches(id, bodies.data(), bodies.size());
    }
    (std::index_sequence_for<Branches...>{});
    return *std::move(results.at(winner));
  }

  /// What middleware has provided for this run (RunContext::provide()). NonRetriableError where nothing of this type
  /// was.
  template <class T>
  T& context() const {
    return *static_cast<T*>(provided(typeid(T)));
  }

  /// The run's id, a ULID.
  const std::string& runId() const noexcept;
  /// How often the function, or the step that is running, has been tried before: 0 at first.
  int attempt() const noexcept;
  /// Asks the body that is running to stop: its time is over, or its run was cancelled. Called inside a body that takes
  /// long, which looks at the token from time to time or hands it on; outside a body it never asks for anything.
  /// Callbacks registered with it run on a thread of the engine.
  std::stop_token stopToken() const;

 private:
  template <class Body>
  auto runWith(std::string_view id, std::shared_ptr<const StepOptions> options, Body& body)
      -> std::remove_cvref_t<std::invoke_result_t<Body&>> {
    using Value = detail::Result<std::invoke_result_t<Body&>>;
    constexpr bool STORABLE = JsonEncodable<Value> && JsonDecodable<Value>;
    static_assert(STORABLE,
                  "step.run(id, body): the body's result must be storable as JSON: void, bool, double, std::int32_t, "
                  "std::int64_t, std::uint32_t, std::uint64_t, std::string, Timestamp, Json, a generated type, or "
                  "std::optional, std::vector or std::map<std::string, …> of these (to return Json, include "
                  "<event_runtime/json.hpp>)");
    if constexpr (STORABLE) {
      // The result is checked before it is stored, so that a body that breaks its schema fails as the step that it is.
      std::optional<Value> fresh;
      const std::string text = runBody(id, std::move(options), [&](JsonBuffer& result) {
        encodeJson(result, detail::callForResult(body));
        fresh.emplace(parse<Value>(result.view()).value());
      });
      if constexpr (!std::is_void_v<std::invoke_result_t<Body&>>) {
        return fresh && !transformsResults() ? *std::move(fresh) : decodeResult<Value>(id, text);
      }
    }
  }

  /// Whether middleware may make of a result something else than the body gave.
  bool transformsResults() const noexcept;
  void* provided(const std::type_info& type) const;
  /// Gives the memoised result, or runs the body and gives its result once it is durable.
  std::string runBody(std::string_view id, std::shared_ptr<const StepOptions> options,
                      const std::function<void(JsonBuffer&)>& body);
  static std::shared_ptr<const StepOptions> checked(std::string_view id, StepOptions options);
  void runBranches(std::function<void()>* branches, std::size_t count);
  std::size_t raceBranches(std::string_view id, std::function<void()>* branches, std::size_t count);
  std::optional<StoredEvent> awaitEvent(std::string_view id, std::span<const std::string_view> names,
                                        WaitOptions options);
  std::string call(std::string_view id, std::string_view function, std::string data, const InvokeOptions& options);
  std::optional<StoredEvent> awaitFirst(std::string_view id, std::span<const std::string_view> names,
                                        const WaitOptions& options);
  std::string inferText(std::string_view id, InferRequest request);
  std::string awaitSignal(std::string_view id, std::string_view signal, const SignalOptions& options);
  [[noreturn]] static void throwOtherEvent(std::string_view id, std::string_view name);

  /// Throws DeterminismError where the event does not fit its schema: one that was sent by other means than ours.
  template <class Payload>
  static Event<Payload> decodeAwaited(std::string_view id, const StoredEvent& event) {
    auto parsed = parse<Payload>(event.data);
    if (!parsed) throwUndecodable(id, parsed.issues());
    return detail::withPayload<Payload>(event, *std::move(parsed));
  }
  /// Throws DeterminismError, naming the step, when the record does not fit the type.
  [[noreturn]] static void throwUndecodable(std::string_view id, const std::vector<Issue>& issues);

  template <class Value>
  static Value decodeResult(std::string_view id, const std::string& text) {
    auto parsed = parse<Value>(text);
    if (!parsed) throwUndecodable(id, parsed.issues());
    return *std::move(parsed);
  }

  execution::Execution& execution_;
};

}  // namespace event_runtime
