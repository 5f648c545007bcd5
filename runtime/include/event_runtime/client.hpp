#pragma once

#include <event_runtime/event.hpp>
#include <event_runtime/logger.hpp>
#include <event_runtime/middleware.hpp>

#include <memory>
#include <string>
#include <vector>

namespace event_runtime {

namespace detail {
class MiddlewareClient;
}

/// Where events go: an engine in this process, or (later) an Inngest server. Thread-safe.
class Client {
 public:
  virtual ~Client() = default;

  /// Sends events, all or none, in order, and returns their ids in that order once they are durable.
  /// Throws SendError when they are not; then none was accepted.
  virtual std::vector<std::string> send(std::vector<OutgoingEvent> events) = 0;

  /// Gives a signal to the step that waits for it (Step::waitForSignal()), durably. False: nobody waits. Throws
  /// SendError, also where this kind of client cannot send signals.
  template <class Value>
  bool sendSignal(std::string_view signal, const Value& value) {
    return sendSignalText(std::string(signal), toJsonText(value));
  }

  /// Sends one event and returns its id. Throws ValidationError before anything is sent, or SendError.
  template <AnyEventTag Tag>
  std::string sendEvent(const Tag& tag, const typename Tag::Payload& data, SendOptions options = {}) {
    return sendOne(makeEvent(tag, data, std::move(options)));
  }

 protected:
  virtual bool sendSignalText(std::string signal, std::string data);

 private:
  friend class detail::MiddlewareClient;
  std::string sendOne(OutgoingEvent event);
};

/// Events could not be handed over: no client is set, the engine has stopped, the disk is full. None was accepted.
class SendError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The client, with middleware that is let at all events it sends; the engine's and the endpoint's clients have theirs
/// already. Throws std::invalid_argument where something is nullptr.
std::shared_ptr<Client> withMiddleware(std::shared_ptr<Client> client, MiddlewareList middleware,
                                       std::shared_ptr<Logger> logger = consoleLogger());

/// The client that the free functions `sendEvent(…)` and `sendEvents(…)` use. The application sets it once, before it
/// sends; nullptr takes it away. Until then sending throws SendError, which says so.
void setDefaultClient(std::shared_ptr<Client> client);
/// Throws SendError where none is set.
std::shared_ptr<Client> defaultClient();

/// Sends one event through the default client. Generated `sendEvent` overloads call this.
template <AnyEventTag Tag>
std::string sendToDefaultClient(const Tag& tag, const typename Tag::Payload& data, SendOptions options) {
  return defaultClient()->sendEvent(tag, data, std::move(options));
}

/// Sends events of any mixture, all or none: `sendEvents({makeEvent(Events::A, {…}), makeEvent(Events::B, {…})})`.
std::vector<std::string> sendEvents(std::vector<OutgoingEvent> events);

}  // namespace event_runtime
