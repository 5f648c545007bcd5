#include "event/middleware_chain.hpp"

#include <event_runtime/client.hpp>
#include <event_runtime/codec/codec.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace event_runtime {

Middleware::~Middleware() = default;

MiddlewareChain::MiddlewareChain(MiddlewareList middleware, std::shared_ptr<Logger> logger)
    : middleware_(std::move(middleware)), logger_(std::move(logger)) {
  if (std::find(middleware_.begin(), middleware_.end(), nullptr) != middleware_.end()) {
    throw std::invalid_argument("`middleware` holds a nullptr; leave it out or give an object");
  }
}

void MiddlewareChain::beforeSend(const RunContext* run, std::span<OutgoingEvent> events) const {
  transform([&](Middleware& middleware) { middleware.beforeSendEvents(run, events); });
  for (const OutgoingEvent& event : events) {
    requireJson(event.data, "an event's data");
    if (!event.options.user.empty()) requireJson(event.options.user, "an event's user");
    detail::checkOutgoing(event, {});
  }
}

void MiddlewareChain::afterSend(const RunContext* run, std::span<const std::string> ids,
                                const std::string* error) const noexcept {
  tell("afterSendEvents", [&](Middleware& middleware) { middleware.afterSendEvents(run, ids, error); });
}

void MiddlewareChain::logFailure(std::string_view hook, std::string_view error) const noexcept {
  if (!logger_) return;
  try {
    logger_->log(LogLevel::error, "middleware has failed; the run goes on without it",
                 {{"hook", hook}, {"error", error}});
  } catch (...) {
    // Nobody is left to tell.
  }
}

void requireJson(std::string_view text, std::string_view what) {
  DecodeLimits limits;
  limits.size = std::numeric_limits<std::size_t>::max();  // others look at sizes
  const auto issues = decodeText(
      text, nullptr, [](Decoder&, JsonValue, void*, const Path&) {}, limits);
  if (issues.empty()) return;
  throw NonRetriableError("middleware has made " + std::string(what) +
                          " something that is no JSON: " + formatIssues(issues));
}

namespace detail {

/// Lets middleware at all that goes through a client.
class MiddlewareClient : public Client {
 public:
  MiddlewareClient(std::shared_ptr<Client> client, MiddlewareChain chain)
      : client_(std::move(client)), chain_(std::move(chain)) {}

  std::vector<std::string> send(std::vector<OutgoingEvent> events) override {
    chain_.beforeSend(nullptr, events);
    std::vector<std::string> ids;
    try {
      ids = client_->send(std::move(events));
    } catch (const std::exception& error) {
      const std::string what = error.what();
      chain_.afterSend(nullptr, {}, &what);
      throw;
    }
    chain_.afterSend(nullptr, ids, nullptr);
    return ids;
  }

 protected:
  bool sendSignalText(std::string signal, std::string data) override {
    return client_->sendSignalText(std::move(signal), std::move(data));
  }

 private:
  std::shared_ptr<Client> client_;
  MiddlewareChain chain_;
};

}  // namespace detail

std::shared_ptr<Client> withMiddleware(std::shared_ptr<Client> client, MiddlewareList middleware,
                                       std::shared_ptr<Logger> logger) {
  if (!client) throw std::invalid_argument("withMiddleware(): the client is a nullptr");
  MiddlewareChain chain(std::move(middleware), std::move(logger));
  if (chain.isEmpty()) return client;
  return std::make_shared<detail::MiddlewareClient>(std::move(client), std::move(chain));
}

}  // namespace event_runtime
