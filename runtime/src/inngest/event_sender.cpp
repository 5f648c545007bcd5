#include "inngest/event_sender.hpp"

#include <event_runtime/codec/codec.hpp>

#include "http/url.hpp"
#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"
#include "inngest/retry_pause.hpp"
#include "inngest/settings.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace event_runtime {

namespace inngest {

namespace {

struct Answer {
  std::vector<std::string> ids;
};

void decodeJson(Decoder& decoder, JsonValue json, Answer& answer, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() != "ids" || decoder.isNull(members.value())) continue;
    event_runtime::decodeJson(decoder, members.value(), answer.ids, Path::member(path, "ids"));
  }
}

std::vector<std::string> idsOf(const std::string& body) {
  Answer answer;
  const auto issues = decodeText(body, &answer, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decodeJson(decoder, json, *static_cast<Answer*>(out), path);
  });
  return issues.empty() ? std::move(answer.ids) : std::vector<std::string>();
}

void encodeEvent(JsonBuffer& json, const OutgoingEvent& event) {
  json.raw(R"({"name":)");
  json.string(event.name);
  json.raw(R"(,"data":)");
  json.raw(event.data);
  if (!event.options.id.empty()) {
    json.raw(R"(,"id":)");
    json.string(event.options.id);
  }
  if (event.options.ts) {
    json.raw(R"(,"ts":)");
    json.integer(event.options.ts->time_since_epoch().count());
  }
  if (!event.options.user.empty()) {
    json.raw(R"(,"user":)");
    json.raw(event.options.user);
  }
  if (!event.version.empty()) {
    json.raw(R"(,"v":)");
    json.string(event.version);
  }
  json.raw('}');
}

std::string accepted(std::size_t count) {
  return count == 0 ? "; none was accepted"
                    : "; the first " + std::to_string(count) + " events were accepted, the rest was not";
}

}  // namespace

EventSender::EventSender(InngestSettings settings, std::shared_ptr<HttpClient> httpClient, std::shared_ptr<Clock> clock,
                         Pause pause)
    : settings_(checked(std::move(settings))),
      credentials_(settings_),
      httpClient_(httpClient ? std::move(httpClient) : makeHttpClient()),
      api_(settings_, credentials_, httpClient_),
      clock_(std::move(clock)),
      pause_(pause ? std::move(pause) : [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }) {}

std::vector<std::string> EventSender::send(std::vector<OutgoingEvent> events) {
  return send(events, EventIdSeed::random(clock_->now()));
}

std::vector<std::string> EventSender::send(const std::vector<OutgoingEvent>& events, const EventIdSeed& seed) {
  if (settings_.eventKey.empty() && !settings_.dev) {
    throw SendError("there is no key to send events to Inngest with; set INNGEST_EVENT_KEY");
  }
  std::vector<std::string> ids;
  JsonBuffer body;
  std::size_t count = 0;
  std::size_t part = 0;
  const auto flush = [&] {
    if (count == 0) return;
    body.raw(']');
    try {
      auto sent = sendPart(body.text(), count, seed.ofPart(part++));
      std::move(sent.begin(), sent.end(), std::back_inserter(ids));
    } catch (const SendError& error) {
      throw SendError(error.what() + accepted(ids.size()));
    }
    body.clear();
    count = 0;
  };
  JsonBuffer encoded;
  for (const OutgoingEvent& event : events) {
    encoded.clear();
    encodeEvent(encoded, event);
    if (count == MAX_EVENTS || body.size() + encoded.size() + 2 > MAX_BODY) flush();
    body.raw(count++ == 0 ? '[' : ',');
    body.raw(encoded.view());
  }
  flush();
  return ids;
}

std::vector<std::string> EventSender::sendPart(const std::string& body, std::size_t count, const EventIdSeed& seed) {
  HttpCall call;
  call.method = "POST";
  // A development server takes any key.
  call.url =
      settings_.eventApiOrigin + "/e/" + http::percentEncode(settings_.eventKey.empty() ? "dev" : settings_.eventKey);
  call.headers.push_back({std::string(header::CONTENT_TYPE), "application/json"});
  call.headers.push_back({std::string(header::EVENT_ID_SEED), seed.text()});
  if (!settings_.env.empty()) call.headers.push_back({std::string(header::ENV), settings_.env});
  addSdkHeaders(call.headers);
  call.body = body;

  const std::string where = "the event API at " + settings_.eventApiOrigin;
  std::string problem;
  for (int attempt = 0; attempt < ATTEMPTS; ++attempt) {
    if (attempt > 0) pause_(pauseAfter(attempt - 1));
    try {
      const HttpResponse response = httpClient_->send(call);
      if (response.status == 200 || response.status == 201) {
        auto ids = idsOf(response.body);
        if (ids.size() == count) return ids;
        problem = where + " took " + std::to_string(count) + " events and told " + std::to_string(ids.size()) + " ids";
        continue;  // the same seed: they are the same events
      }
      problem = where + " refused the events with status " + std::to_string(response.status) + ": " +
                errorOf(response, credentials_);
      if (!mayHelpToRetry(response.status)) break;
    } catch (const HttpError& error) {
      problem = where + " can not be reached: " + credentials_.redacted(error.what());
    }
  }
  throw SendError(problem);
}

bool EventSender::sendSignalText(std::string signal, std::string data) {
  JsonBuffer body;
  body.raw('{');
  stringMember(body, "signal", signal);
  beginMember(body, "data");
  body.raw(data);
  body.raw('}');
  const std::string where = "the API at " + settings_.apiOrigin;
  try {
    const HttpResponse response = api_.post("/v1/signals", body.text(), {});
    if (response.status == 404) return false;
    if (response.status >= 200 && response.status < 300) return true;
    throw SendError(where + " refused the signal with status " + std::to_string(response.status) + ": " +
                    errorOf(response, credentials_));
  } catch (const HttpError& error) {
    throw SendError(where + " can not be reached: " + credentials_.redacted(error.what()));
  }
}

}  // namespace inngest

std::shared_ptr<Client> makeInngestClient(InngestSettings settings, std::shared_ptr<HttpClient> httpClient,
                                          std::shared_ptr<Clock> clock) {
  return std::make_shared<inngest::EventSender>(std::move(settings), std::move(httpClient), std::move(clock));
}

}  // namespace event_runtime
