#include "execution/requests.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/errors.hpp>

#include "codec/utf8.hpp"
#include "execution/execution.hpp"
#include "http/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

namespace event_runtime {

std::string_view findHeader(const HttpHeaders& headers, std::string_view name) noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return http::equalsIgnoringCase(header.name, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string_view FetchResponse::header(std::string_view name) const noexcept { return findHeader(headers, name); }

namespace execution {

namespace {

constexpr std::size_t LONGEST_URL = std::size_t{8} * 1024;
constexpr std::size_t MOST_HEADERS = 100;
constexpr std::string_view REPLACEMENT = "\xEF\xBF\xBD";  // U+FFFD

/// A token of RFC 9110, 5.6.2.
bool isToken(std::string_view text) {
  constexpr std::string_view MARKS = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char character) {
    const char lower = http::lowerCase(character);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           MARKS.find(character) != std::string_view::npos;
  });
}

bool isVisible(char character, char least) { return character >= least && character != 0x7f; }

bool isUrl(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  return scheme > 0 && url.size() > scheme && url.size() <= LONGEST_URL &&
         std::all_of(url.begin(), url.end(), [](char character) { return isVisible(character, '!'); });
}

struct Text {
  std::string json;
};

bool isJson(std::string_view text) {
  Text out;
  return decodeText(text, &out, [](Decoder& decoder, JsonValue json, void* to, const Path& path) {
           decoder.text(json, static_cast<Text*>(to)->json, path);
         }).empty();
}

void requireGood(std::string_view stepId, const std::string& url, const HttpHeaders& headers, const std::string& body,
                 std::chrono::milliseconds timeout) {
  const auto require = [&](bool condition, const std::string& what) {
    if (!condition) throw NonRetriableError("step \"" + std::string(stepId) + "\": " + what);
  };
  require(isUrl(url), "its URL must be absolute, http or https, at most 8 KiB, without spaces");
  require(headers.size() <= MOST_HEADERS,
          "it has " + std::to_string(headers.size()) + " headers; at most " + std::to_string(MOST_HEADERS) + " are sent");
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto& [name, value] = headers[i];
    const bool isClean = std::all_of(value.begin(), value.end(), [](char character) {
      return character == '\t' || isVisible(character, ' ');
    });
    require(isToken(name) && isClean,
            "header " + std::to_string(i + 1) + " must have a name, and no line breaks or characters outside ASCII");
  }
  require(body.size() <= MAX_RESULT_SIZE, "its body has more than 4 MiB");
  require(body.empty() || isJson(body), "its body must be JSON text; send other content within run()");
  require(timeout.count() > 0 && timeout <= std::chrono::hours{24}, "its timeout must be between 1 ms and 24 h");
}

/// What is no UTF-8 replaced, as JSON text can hold nothing else.
std::string replaced(std::string_view text) {
  std::string clean;
  for (;;) {
    const std::size_t bad = invalidUtf8At(text);
    clean += text.substr(0, bad);
    if (bad >= text.size()) return clean;
    clean += REPLACEMENT;
    text.remove_prefix(bad + 1);
  }
}

}  // namespace

void requireSendable(std::string_view stepId, const FetchRequest& request) {
  constexpr std::array<std::string_view, 7> METHODS{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  if (std::find(METHODS.begin(), METHODS.end(), request.method) == METHODS.end()) {
    throw NonRetriableError("step \"" + std::string(stepId) +
                            "\": its method must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, in capitals");
  }
  requireGood(stepId, request.url, request.headers, request.body, request.timeout);
}

void requireSendable(std::string_view stepId, const InferRequest& request) {
  if (request.body.empty()) {
    throw NonRetriableError("step \"" + std::string(stepId) + "\": it asks nothing: its body is empty");
  }
  HttpHeaders headers = request.headers;
  if (!request.authKey.empty()) headers.push_back({"Authorization", request.authKey});
  requireGood(stepId, request.url, headers, request.body, request.timeout);
}

void encodeFetched(JsonBuffer& record, std::string_view url, const HttpResponse& response) {
  // The same header several times becomes one, as RFC 9110, 5.3, has it.
  std::map<std::string, std::string> headers;
  for (const HttpHeader& header : response.headers) {
    std::string& value = headers[replaced(header.name)];
    if (!value.empty()) value += ',';
    value += replaced(header.value);
  }
  record.raw(R"({"url":)");
  record.string(url);
  record.raw(R"(,"headers":{)");
  bool isFirst = true;
  for (const auto& [name, value] : headers) {
    if (!std::exchange(isFirst, false)) record.raw(',');
    record.string(name);
    record.raw(':');
    record.string(value);
  }
  record.raw(R"(},"body":)");
  record.string(replaced(response.body));
  record.raw(R"(,"status_code":)");
  record.integer(response.status);
  record.raw('}');
}

std::string_view toString(InferFormat format) noexcept {
  switch (format) {
    case InferFormat::anthropic:
      return "anthropic";
    case InferFormat::gemini:
      return "gemini";
    case InferFormat::bedrock:
      return "bedrock";
    case InferFormat::openaiChat:
      break;
  }
  return "openai-chat";
}

}  // namespace execution

namespace {

void decodeHeaders(Decoder& decoder, JsonValue json, HttpHeaders& headers, const Path& path) {
  ObjectMembers members;
  if (decoder.isNull(json) || !decoder.object(json, members, path)) return;
  while (members.next()) {
    HttpHeader header{std::string(members.key()), {}};
    if (decoder.string(members.value(), header.value, Path::member(path, members.key()))) {
      headers.push_back(std::move(header));
    }
  }
}

}  // namespace

void decodeJson(Decoder& decoder, JsonValue json, FetchResponse& response, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  bool hasStatus = false;
  while (members.next()) {
    const Path at = Path::member(path, members.key());
    if (members.key() == "url") {
      decoder.string(members.value(), response.url, at);
    } else if (members.key() == "headers") {
      decodeHeaders(decoder, members.value(), response.headers, at);
    } else if (members.key() == "body") {
      decoder.string(members.value(), response.body, at);
    } else if (members.key() == "status_code") {
      std::int32_t status = 0;
      hasStatus = decoder.integer(members.value(), status, at);
      response.status = status;
    }
  }
  if (!hasStatus) decoder.missing("status_code", "integer", path);
}

}  // namespace event_runtime
