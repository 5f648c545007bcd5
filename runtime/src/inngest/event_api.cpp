#include <event_runtime/inngest.hpp>

#include <event_runtime/codec/codec.hpp>

#include "http/text.hpp"
#include "http/url.hpp"
#include "inngest/incoming_events.hpp"
#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"
#include "inngest/signing_key.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime {

namespace {

/// `{"ids":[…],"status":200}`, with `error` where there is one.
HttpResponse eventResponse(int status, const std::vector<std::string>& ids, std::string_view error = {}) {
  JsonBuffer json;
  json.raw(R"({"ids":)");
  encodeJson(json, ids);
  inngest::integerMember(json, "status", status);
  inngest::optionalStringMember(json, "error", error);
  json.raw('}');
  return {status, {{std::string(inngest::header::CONTENT_TYPE), "application/json"}}, json.text()};
}

bool isKnown(const std::vector<std::string>& keys, const std::string& key) {
  if (key.empty()) return false;
  // All of them are looked at, so that the time does not tell which it was.
  bool known = keys.empty();
  for (const std::string& candidate : keys) known |= inngest::sameSecret(candidate, key);
  return known;
}

HttpResponse accept(const EventApiOptions& options, const HttpRequest& request) {
  constexpr std::string_view PREFIX = "/e/";
  const std::size_t at = request.path.rfind(PREFIX);
  if (at == std::string::npos) return eventResponse(404, {}, "Events are sent to /e/<event key>");
  if (request.method != "POST") return eventResponse(405, {}, "Events are sent with POST");
  const auto key = http::percentDecode(std::string_view(request.path).substr(at + PREFIX.size()));
  if (!isKnown(options.eventKeys, key.value_or(""))) return eventResponse(401, {}, "Event key not found");
  if (request.body.size() > options.maxBodySize) return eventResponse(413, {}, "The request is too large");
  try {
    auto events =
        inngest::parseIncomingEvents(request.body, findHeader(request.headers, inngest::header::EVENT_ID_SEED));
    if (events.empty()) return eventResponse(200, {});
    return eventResponse(200, options.client->send(std::move(events)));
  } catch (const ValidationError& error) {
    return eventResponse(400, {}, error.what());
  } catch (const SendError& error) {
    return eventResponse(503, {}, error.what());
  }
}

}  // namespace

EventApi::EventApi(EventApiOptions options) : options_(std::move(options)) {
  if (!options_.client) throw std::invalid_argument("an event API needs a client that takes the events");
}

HttpResponse EventApi::handle(const HttpRequest& request) const noexcept {
  try {
    return accept(options_, request);
  } catch (const std::exception&) {
    return {500, {}, R"({"ids":[],"status":500,"error":"the request could not be answered"})"};
  }
}

}  // namespace event_runtime
