#pragma once

#include <event_runtime/client.hpp>
#include <event_runtime/clock.hpp>
#include <event_runtime/http.hpp>
#include <event_runtime/inngest.hpp>

#include "inngest/api_client.hpp"
#include "inngest/credentials.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::inngest {

/// What the server makes the events' ids of, so that the same seed means the same events: `<milliseconds>,<base64 of 10
/// bytes>` in the header.
struct EventIdSeed {
  std::int64_t milliseconds = 0;
  std::array<std::uint8_t, 10> entropy{};

  static EventIdSeed random(Timestamp now);
  /// The same for every attempt of a step: of its run's id, a ULID, and its hash.
  static EventIdSeed ofStep(std::string_view runId, std::string_view stepHash, Timestamp now);
  /// Of the n-th request, where events need several.
  EventIdSeed ofPart(std::size_t part) const;
  std::string text() const;
};

/// Hands events over to Inngest's event API.
class EventSender : public Client {
 public:
  /// At most so many events (the server's limit) and bytes of body make one request.
  static constexpr std::size_t MAX_EVENTS = 5000;
  static constexpr std::size_t MAX_BODY = std::size_t{3} * 1024 * 1024;
  static constexpr int ATTEMPTS = 5;

  using Pause = std::function<void(std::chrono::milliseconds)>;

  /// `pause` waits between attempts; empty: it sleeps.
  EventSender(InngestSettings settings, std::shared_ptr<HttpClient> httpClient, std::shared_ptr<Clock> clock,
              Pause pause = {});
  EventSender(const EventSender&) = delete;
  EventSender& operator=(const EventSender&) = delete;

  std::vector<std::string> send(std::vector<OutgoingEvent> events) override;
  std::vector<std::string> send(const std::vector<OutgoingEvent>& events, const EventIdSeed& seed);
  Timestamp now() const { return clock_->now(); }

 protected:
  bool sendSignalText(std::string signal, std::string data) override;

 private:
  std::vector<std::string> sendPart(const std::string& body, std::size_t count, const EventIdSeed& seed);

  InngestSettings settings_;
  Credentials credentials_;
  std::shared_ptr<HttpClient> httpClient_;
  ApiClient api_;
  std::shared_ptr<Clock> clock_;
  Pause pause_;
};

}  // namespace event_runtime::inngest
