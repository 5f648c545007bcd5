#pragma once

#include <event_runtime/checkpointing.hpp>
#include <event_runtime/codec/codec.hpp>
#include <event_runtime/cron.hpp>
#include <event_runtime/errors.hpp>
#include <event_runtime/event.hpp>
#include <event_runtime/flow_options.hpp>
#include <event_runtime/lifecycle_events.hpp>
#include <event_runtime/middleware.hpp>
#include <event_runtime/step.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace event_runtime {

/// Configuration of a handler; the names and meanings are Inngest's.
struct HandlerOptions {
  std::string description = {};
  /// How often a step, or the handler itself, is tried again after its first failure: 0 … 20.
  int retries = 4;
  std::vector<Concurrency> concurrency = {};  ///< at most two
  std::optional<RateLimit> rateLimit = {};
  std::optional<Throttle> throttle = {};
  std::optional<Debounce> debounce = {};
  /// An expression for seconds, −600 … 600, by which a run is queued as if it had come earlier; what is no whole number
  /// counts as 0.
  std::string priority = {};
  std::optional<BatchEvents> batchEvents = {};
  std::optional<Singleton> singleton = {};
  std::vector<CancelOn> cancelOn = {};  ///< at most five
  Timeouts timeouts = {};
  /// An expression; of the events with one value the first starts a run, and the others do not for 24 h. It is the rate
  /// limit {1, 24 h, key}, and stands above `rateLimit`.
  std::string idempotency = {};
  /// Runs when a run has failed for good, in a function of its own, `<id>-failure`, with one retry. Not after a
  /// cancellation.
  std::function<void(const Event<FunctionFailed>& event, Step& step)> onFailure = {};
  /// Inngest's `if` of the triggers, in the order of the events; empty, or left out: every event.
  std::vector<std::string> conditions = {};
  /// On Inngest, when finished steps are told to the server; std::nullopt: as the application says.
  std::optional<Checkpointing> checkpointing = {};
  std::vector<std::string> emits = {};  ///< names of the events it sends, for people and tools
  /// Called for this handler alone, after the application's.
  MiddlewareList middleware = {};
};

/// A function and what starts it, ready for an engine.
struct Handler {
  std::string id;                   ///< unique in the application, such as `user-signed-up-handler`
  std::vector<std::string> events;  ///< names of the events that start it; with `crons` 1 … 10
  HandlerOptions options;
  /// Decodes the event, calls the handler and writes its result as JSON. Throws what the handler throws, or
  /// ValidationError when a stored payload does not fit the schema.
  std::function<void(const StoredEvent& event, Step& step, JsonBuffer& result)> invoke = nullptr;
  bool takesBatch = false;       ///< it takes a std::vector<Event<…>>
  std::vector<Cron> crons = {};  ///< schedules that start it
};

using HandlerList = std::vector<Handler>;

/// `ALL_HANDLERS + createEventHandler(…)`
inline HandlerList operator+(HandlerList handlers, Handler handler) {
  handlers.push_back(std::move(handler));
  return handlers;
}

/// The handlers, one of them with (more) middleware of its own:
/// `withMiddleware(ALL_HANDLERS, "charge-card-handler", {audit})`. Throws std::invalid_argument where it is not among
/// them.
HandlerList withMiddleware(HandlerList handlers, std::string_view handlerId, MiddlewareList middleware);

/// What may start a handler.
template <class T>
concept AnyTrigger = AnyEventTag<T> || std::is_same_v<T, Cron>;

namespace detail {
/// The tags by which the events of triggers are decoded. Several schedules have one between them.
template <bool HasCron = false>
constexpr std::tuple<> tagsOf() {
  return {};
}
template <bool HasCron = false, class First, class... Others>
auto tagsOf(const First& first, const Others&... others) {
  if constexpr (AnyEventTag<First>) {
    return std::tuple_cat(std::tuple<First>(first), tagsOf<HasCron>(others...));
  } else if constexpr (HasCron) {
    return tagsOf<true>(others...);
  } else {
    return std::tuple_cat(std::make_tuple(SCHEDULED_TIMER), tagsOf<true>(others...));
  }
}

template <AnyEventTag Tag>
void addTrigger(Handler& handler, const Tag& tag) {
  handler.events.emplace_back(tag.name);
}
inline void addTrigger(Handler& handler, const Cron& cron) { handler.crons.push_back(cron); }

/// What a handler of these events gets: the payload they share, or a variant of their payloads in the order of the
/// tags.
template <class First, class... Others>
struct HandlerPayload {
  using Type = std::conditional_t<(std::is_same_v<First, Others> && ...), First, std::variant<First, Others...>>;
};

/// Reads a payload of type Tag::Payload into what the handler takes: that type, or alternative `I` of a variant (by its
/// position, because two events may share a type).
template <std::size_t I, class Payload, class Tag>
Payload decodePayload(const Tag&, const std::string& data) {
  using Own = typename Tag::Payload;
  auto own = parse<Own>(data).value();
  if constexpr (std::is_same_v<Own, Payload>) {
    return own;
  } else {
    return Payload(std::in_place_index<I>, std::move(own));
  }
}

template <class Payload, class... Tags>
Payload decodeCall(const StoredEvent& stored, const std::tuple<Tags...>& tags) {
  std::optional<Payload> payload;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    static_cast<void>(((parse<typename Tags::Payload>(stored.data) &&
                        (payload.emplace(decodePayload<I, Payload>(std::get<I>(tags), stored.data)), true)) ||
                       ...));
  }
  (std::index_sequence_for<Tags...>{});
  // None fits: the first says why.
  return payload ? *std::move(payload) : decodePayload<0, Payload>(std::get<0>(tags), stored.data);
}

/// Decodes the payload as the schema of the event whose name it bears; that of a call, as the first that it fits.
template <class Payload, class... Tags>
Event<Payload> decodeEvent(const StoredEvent& stored, const std::tuple<Tags...>& tags) {
  std::optional<Payload> payload;
  if (stored.name == FUNCTION_INVOKED_NAME) return withPayload<Payload>(stored, decodeCall<Payload>(stored, tags));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    static_cast<void>(((matchesEvent(std::get<I>(tags).name, stored.name) &&
                        (payload.emplace(decodePayload<I, Payload>(std::get<I>(tags), stored.data)), true)) ||
                       ...));
  }
  (std::index_sequence_for<Tags...>{});
  if (!payload) throw NonRetriableError("event '" + stored.name + "' is none that this handler takes");
  return withPayload<Payload>(stored, *std::move(payload));
}

template <class Payload, class Function, class... Tags>
Handler makeHandler(std::string id, HandlerOptions options, Function function, std::tuple<Tags...> tags) {
  constexpr bool TAKES_EVENT = std::is_invocable_v<const Function&, const Event<Payload>&, Step&>;
  constexpr bool TAKES_BATCH =
      !TAKES_EVENT && std::is_invocable_v<const Function&, const std::vector<Event<Payload>>&, Step&>;
  static_assert(
      TAKES_EVENT || TAKES_BATCH,
      "a handler must take (const Event<Payload>&, Step&), where Payload is the type of its event; with several "
      "events of different types, std::variant<…> of their payloads in the order of the events; one that gets several "
      "events at a time (batchEvents) takes (const std::vector<Event<Payload>>&, Step&)");
  Handler handler;
  handler.id = std::move(id);
  handler.options = std::move(options);
  handler.takesBatch = TAKES_BATCH;
  if constexpr (TAKES_EVENT || TAKES_BATCH) {
    using Argument = std::conditional_t<TAKES_EVENT, Event<Payload>, std::vector<Event<Payload>>>;
    using Value = std::invoke_result_t<const Function&, const Argument&, Step&>;
    constexpr bool STORABLE = std::is_void_v<Value> || JsonEncodable<detail::Result<Value>>;
    static_assert(
        STORABLE,
        "a handler's result must be storable as JSON: void, bool, a number, std::string, Timestamp, Json, a generated "
        "type, or std::optional, std::vector or std::map<std::string, …> of these (to return Json, include "
        "<event_runtime/json.hpp>)");
    if constexpr (STORABLE) {
      handler.invoke = [function = std::move(function), tags](const StoredEvent& stored, Step& step,
                                                              JsonBuffer& result) {
        const Argument argument = [&] {
          if constexpr (TAKES_EVENT) {
            return decodeEvent<Payload>(stored, tags);
          } else {
            Argument events;
            for (const StoredEvent& one : stored.batch) events.push_back(decodeEvent<Payload>(one, tags));
            return events;
          }
        }();
        if constexpr (std::is_void_v<Value>) {
          std::invoke(function, argument, step);
          result.null();
        } else {
          encodeJson(result, std::invoke(function, argument, step));
        }
      };
    }
  }
  return handler;
}

template <class... Tags, class Function, class... Triggers>
Handler makeTriggered(std::tuple<Tags...> tags, std::string id, HandlerOptions options, Function function,
                      const Triggers&... triggers) {
  Handler handler = makeHandler<typename HandlerPayload<typename Tags::Payload...>::Type>(
      std::move(id), std::move(options), std::move(function), std::move(tags));
  (addTrigger(handler, triggers), ...);
  return handler;
}
}  // namespace detail

/// Makes a handler in code, beside those that types.yaml declares:
///
///     createEventHandler(Events::USER_SIGNED_UP, "audit-sign-up", {.retries = 3},
///                        [](const Event<UserSignedUp>& event, Step& step) { … });
///
/// or of a schedule, Cron("0 9 * * 1-5"), whose runs get an Event<ScheduledTimer>. Whether the id, the triggers and the
/// options are in range is checked when an engine takes the handler.
template <AnyTrigger Trigger, class Function>
Handler createEventHandler(const Trigger& trigger, std::string id, HandlerOptions options, Function function) {
  return detail::makeTriggered(detail::tagsOf(trigger), std::move(id), std::move(options), std::move(function),
                               trigger);
}

/// The same for a handler of several triggers, events and schedules mixed. It takes an event whose data is a
/// std::variant of the payloads, in the order of the triggers (or simply the payload, where they share one); all
/// schedules together are one alternative, where the first of them stands.
template <AnyTrigger... Triggers, class Function>
requires(sizeof...(Triggers) > 1) Handler createEventHandler(const std::tuple<Triggers...>& triggers, std::string id,
                                                             HandlerOptions options, Function function) {
  return std::apply(
      [&](const Triggers&... each) {
        return detail::makeTriggered(detail::tagsOf(each...), std::move(id), std::move(options), std::move(function),
                                     each...);
      },
      triggers);
}

}  // namespace event_runtime
