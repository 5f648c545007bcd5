#pragma once

#include <event_runtime/http.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace event_runtime {

/// What Step::fetch() sends.
struct FetchRequest {
  std::string url;              ///< absolute, `http` or `https`; at most 8 KiB
  std::string method = "GET";   ///< `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`
  HttpHeaders headers = {};     ///< at most 100; with a body, `Content-Type` is for you to say
  /// JSON text, at most 4 MiB; empty: none. Inngest's gateway sends nothing else: for other content use run().
  std::string body = {};
  /// For connecting, and for each read and write. On Inngest its server decides.
  std::chrono::milliseconds timeout = std::chrono::seconds{30};
};

/// What was answered, whatever its status.
struct FetchResponse {
  int status = 0;
  std::string url;  ///< that was asked for
  HttpHeaders headers;
  std::string body;  ///< UTF-8: what is none was replaced by U+FFFD

  /// The value of a header, in whatever case; empty where there is none.
  std::string_view header(std::string_view name) const noexcept;
};

/// How a provider of models wants to be told the key.
enum class InferFormat {
  openaiChat,  ///< `Authorization: Bearer <key>`, and what is compatible with it
  anthropic,   ///< `x-api-key: <key>`
  gemini,      ///< the parameter `key` of the URL
  bedrock,     ///< `Authorization: <key>`
};

/// What Step::infer() asks a model.
struct InferRequest {
  std::string url;      ///< of the provider's endpoint; absolute, `http` or `https`
  std::string authKey;  ///< secret; sent as the format says
  std::string body;     ///< JSON text as the provider wants it: model, messages, …; at most 4 MiB
  InferFormat format = InferFormat::openaiChat;
  HttpHeaders headers = {};  ///< more of them, such as `anthropic-version`
  /// As FetchRequest::timeout; models think long.
  std::chrono::milliseconds timeout = std::chrono::minutes{5};
};

}  // namespace event_runtime
