#include "engine/http_requester.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/errors.hpp>

#include "codec/utf8.hpp"
#include "execution/execution.hpp"

#include <utility>

namespace event_runtime::engine {

namespace {

/// As Inngest's server does.
constexpr int MAX_REDIRECTS = 10;
/// Of a provider's answer that is told in an error.
constexpr std::size_t MAX_EXCERPT = 500;

// Named as Inngest names them, so that handlers can tell them by StepError::cause() on both.
class GatewayError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class AIGatewayError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

HttpCall callOf(std::string method, std::string url, const HttpHeaders& headers, const std::string& body,
                std::chrono::milliseconds timeout) {
  HttpCall call;
  call.method = std::move(method);
  call.url = std::move(url);
  call.headers = headers;
  call.body = body;
  call.timeout = timeout;
  call.maxResponseSize = execution::MAX_RESULT_SIZE;
  call.maxRedirects = MAX_REDIRECTS;
  return call;
}

/// Escapes all but what RFC 3986 leaves unreserved.
std::string percentEncoded(std::string_view text) {
  constexpr std::string_view DIGITS = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool isPlain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                         (character >= '0' && character <= '9') || std::string_view("-._~").find(character) != std::string_view::npos;
    if (isPlain) {
      encoded += character;
    } else {
      encoded += {'%', DIGITS[byte / 16], DIGITS[byte % 16]};
    }
  }
  return encoded;
}

/// Puts the key where the format wants it.
void authorize(HttpCall& call, const InferRequest& request) {
  switch (request.format) {
    case InferFormat::gemini:
      call.url += (call.url.find('?') == std::string::npos ? "?key=" : "&key=") + percentEncoded(request.authKey);
      break;
    case InferFormat::anthropic:
      call.headers.push_back({"x-api-key", request.authKey});
      break;
    case InferFormat::bedrock:
      call.headers.push_back({"Authorization", request.authKey});
      break;
    case InferFormat::openaiChat:
      call.headers.push_back({"Authorization", "Bearer " + request.authKey});
      break;
  }
}

/// The beginning of what a provider says, as far as it is text.
std::string excerptOf(std::string_view body) {
  body = body.substr(0, MAX_EXCERPT);
  return std::string(body.substr(0, invalidUtf8At(body)));
}

struct Answer {
  std::string json;
};

}  // namespace

HttpClient& HttpRequester::client() const {
  if (!client_) {
    throw NonRetriableError(
        "there is nothing to send requests with: set EngineOptions::httpClient, to makeHttpClient() of "
        "EventCodegen::inngest or to a client of your own");
  }
  return *client_;
}

void HttpRequester::fetch(const FetchRequest& request, JsonBuffer& record) const {
  HttpClient& http = client();
  try {
    const HttpCall call = callOf(request.method, request.url, request.headers, request.body, request.timeout);
    execution::encodeFetched(record, request.url, http.send(call));
  } catch (const HttpError& error) {
    throw GatewayError(std::string("Error making gateway request: ") + error.what());
  }
}

void HttpRequester::infer(const InferRequest& request, JsonBuffer& record) const {
  HttpClient& http = client();
  HttpCall call = callOf("POST", request.url, request.headers, request.body, request.timeout);
  call.headers.push_back({"Content-Type", "application/json"});
  if (!request.authKey.empty()) authorize(call, request);
  const auto fail = [](const std::string& why) { throw AIGatewayError("Error making AI request: " + why); };
  HttpResponse response;
  try {
    response = http.send(call);
  } catch (const HttpError& error) {
    fail(error.what());
  }
  if (response.status > 299) {
    fail("unsuccessful status code: " + std::to_string(response.status) + ": " + excerptOf(response.body));
  }
  Answer answer;
  const auto issues = decodeText(response.body, &answer, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decoder.text(json, static_cast<Answer*>(out)->json, path);
  });
  if (!issues.empty()) fail("the answer is no JSON text: " + excerptOf(response.body));
  record.raw(answer.json);
}

}  // namespace event_runtime::engine
