#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace event_runtime {

/// An event as a handler receives it: Inngest's envelope with a typed payload.
template <class Payload>
struct Event {
  std::string id;    ///< the sender's id, or the ULID it was given on arrival
  std::string name;  ///< such as `user/signed-up`
  Timestamp ts{};    ///< when it happened, as the sender says, or when it arrived
  Payload data;
  std::string user;     ///< JSON text of the sender's `user` object; empty where there was none
  std::string version;  ///< the schema's version at the sender (`v`); empty where there was none
};

/// An event as it comes out of the store: the payload still as text.
struct StoredEvent {
  std::string id;
  std::string name;
  Timestamp ts{};
  std::string data;                     ///< JSON text
  std::string user;                     ///< JSON text, or empty
  std::string version;                  ///< or empty
  std::vector<StoredEvent> batch = {};  ///< all of a run's events, where it has several
};

/// What may be said of an event beside its payload.
struct SendOptions {
  /// Makes sending idempotent: for 24 h others with the same id are accepted and start nothing. At most 255 bytes.
  std::string id = {};
  /// When the event happened; in the future: its runs start then. Between 1980 and 2100.
  std::optional<Timestamp> ts = {};
  /// JSON text of an object about the user whom the event concerns.
  std::string user = {};
};

/// A checked event on its way: what a client takes. Make one with makeEvent().
struct OutgoingEvent {
  std::string name;
  std::string data;  ///< JSON text of the payload, valid against its schema
  std::string version;
  SendOptions options;
};

/// An event's name together with the type of its payload. `event_codegen` derives one empty type from it for every
/// event, so that an overload is chosen by the tag alone: `sendEvent(Events::USER_SIGNED_UP, {.userId = …})`.
template <class PayloadType>
struct EventTag {
  using Payload = PayloadType;
  std::string_view name;
  std::string_view version = {};
};

/// Any tag: something derived from EventTag, or one itself.
template <class T>
concept AnyEventTag = requires(const T& tag) {
  typename T::Payload;
  { tag.name } -> std::convertible_to<std::string_view>;
  { tag.version } -> std::convertible_to<std::string_view>;
};

namespace detail {
/// The name of the event by which Step::invoke() starts a run.
inline constexpr std::string_view FUNCTION_INVOKED_NAME = "inngest/function.invoked";

/// Whether a trigger, which may end in `/*` or `.*`, takes events of this name.
constexpr bool matchesEvent(std::string_view trigger, std::string_view name) noexcept {
  if (!trigger.ends_with('*')) return trigger == name;
  trigger.remove_suffix(1);
  return name.size() > trigger.size() && name.starts_with(trigger);
}

template <class Payload>
Event<Payload> withPayload(const StoredEvent& stored, Payload payload) {
  return {stored.id, stored.name, stored.ts, std::move(payload), stored.user, stored.version};
}

/// The event as Inngest puts it on the wire: `{"id":…,"name":…,"ts":…,"data":…}`, with `user` and `v` where there are
/// any.
std::string envelopeText(const StoredEvent& event);
/// Reads it back. Throws ValidationError.
StoredEvent parseEnvelope(std::string_view text);

/// An event of a payload that was encoded and checked. Throws ValidationError as checkOutgoing() does.
OutgoingEvent outgoingEvent(std::string_view name, std::string_view version, CheckedText data, SendOptions options);
/// Throws ValidationError when there are issues or the options are out of range, the event has more than 3 MiB, or its
/// data are nested deeper than 248 levels. Issues of options have the path `id`, `ts`, `user/…` or `name`; a pointer
/// into the payload begins with `/`.
void checkOutgoing(const OutgoingEvent& event, std::vector<Issue> issues);
/// Throws ValidationError for a name that begins with `inngest/`, which applications may listen to but not send.
void refuseReserved(const OutgoingEvent& event);
}  // namespace detail

/// Encodes a payload and checks it against its schema. Throws ValidationError with every issue.
template <AnyEventTag Tag>
OutgoingEvent makeEvent(const Tag& tag, const typename Tag::Payload& data, SendOptions options = {}) {
  return detail::outgoingEvent(tag.name, tag.version, toCheckedText(data), std::move(options));
}

}  // namespace event_runtime
