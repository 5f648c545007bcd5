#include "inngest/api_client.hpp"

#include <event_runtime/codec/codec.hpp>

#include "inngest/error_text.hpp"
#include "inngest/protocol.hpp"

#include <utility>

namespace event_runtime::inngest {

namespace {

/// Of a server's message that is passed on.
constexpr std::size_t MAX_MESSAGE = 500;
constexpr std::size_t MAX_BODY = 10 * MAX_MESSAGE;

struct ServerMessage {
  std::string text;
};

void decodeJson(Decoder& decoder, JsonValue json, ServerMessage& message, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() != "error" && members.key() != "message") continue;
    std::string text;
    if (!decoder.isNull(members.value()) && decoder.string(members.value(), text, Path::member(path, members.key())) &&
        message.text.empty()) {
      message.text = std::move(text);
    }
  }
}

}  // namespace

void addSdkHeaders(HttpHeaders& headers) {
  headers.push_back({std::string(header::SDK), std::string(SDK_NAME) + ":v" + std::string(SDK_VERSION)});
  headers.push_back({std::string(header::REQUEST_VERSION), "2"});
}

ApiClient::ApiClient(const InngestSettings& settings, const Credentials& credentials,
                     std::shared_ptr<HttpClient> httpClient)
    : settings_(settings), credentials_(credentials), httpClient_(std::move(httpClient)) {}

HttpResponse ApiClient::get(std::string_view path, std::size_t maxResponseSize) const {
  HttpCall call;
  call.url = settings_.apiOrigin + std::string(path);
  call.maxResponseSize = maxResponseSize;
  return send(std::move(call));
}

HttpResponse ApiClient::post(std::string_view path, std::string body, HttpHeaders headers) const {
  HttpCall call;
  call.method = "POST";
  call.url = settings_.apiOrigin + std::string(path);
  call.headers = std::move(headers);
  call.headers.push_back({std::string(header::CONTENT_TYPE), "application/json"});
  call.body = std::move(body);
  return send(std::move(call));
}

HttpResponse ApiClient::send(HttpCall call) const {
  addSdkHeaders(call.headers);
  if (!settings_.platform.empty()) call.headers.push_back({std::string(header::PLATFORM), settings_.platform});
  if (!settings_.env.empty()) call.headers.push_back({std::string(header::ENV), settings_.env});
  const auto& keys = credentials_.signingKeys();
  if (keys.empty()) return httpClient_->send(call);
  call.headers.push_back({std::string(header::AUTHORIZATION), {}});
  const std::size_t first = firstKey_;
  for (std::size_t i = 0;; ++i) {
    const std::size_t key = (first + i) % keys.size();
    call.headers.back().value = "Bearer " + keys[key].bearer();
    HttpResponse response = httpClient_->send(call);
    const bool refused = response.status == 401 || response.status == 403;
    if (!refused) firstKey_ = key;
    if (!refused || i + 1 == keys.size()) return response;
  }
}

std::string errorOf(const HttpResponse& response, const Credentials& credentials) {
  const auto parsed = [&] {
    ServerMessage message;
    const auto issues =
        decodeText(response.body, &message, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
          decodeJson(decoder, json, *static_cast<ServerMessage*>(out), path);
        });
    return issues.empty() ? message.text : std::string();
  }();
  std::string text = credentials.redacted(parsed.empty() ? response.body.substr(0, MAX_BODY) : parsed);
  const bool isCut = text.size() > MAX_MESSAGE;
  text = readableText(std::string_view(text).substr(0, MAX_MESSAGE));
  if (isCut) text += "…";
  return text.empty() ? "status " + std::to_string(response.status) : text;
}

}  // namespace event_runtime::inngest
