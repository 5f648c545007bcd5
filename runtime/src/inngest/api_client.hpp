#pragma once

#include <event_runtime/http.hpp>
#include <event_runtime/inngest.hpp>

#include "inngest/credentials.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// Adds the headers that every request and response bears (specification, 4.1.2).
void addSdkHeaders(HttpHeaders& headers);

/// Requests to Inngest's API, by bearer token; the fallback key where the first is refused, and from then on where it
/// was not refused itself (specification, 10.3.4). Thread-safe.
class ApiClient {
 public:
  /// All but `httpClient` must outlive it.
  ApiClient(const InngestSettings& settings, const Credentials& credentials, std::shared_ptr<HttpClient> httpClient);

  /// `path` begins with `/`. Throws HttpError where there is no response.
  HttpResponse get(std::string_view path, std::size_t maxResponseSize) const;
  HttpResponse post(std::string_view path, std::string body, HttpHeaders headers) const;

 private:
  HttpResponse send(HttpCall call) const;

  const InngestSettings& settings_;
  const Credentials& credentials_;
  std::shared_ptr<HttpClient> httpClient_;
  mutable std::atomic<std::size_t> firstKey_ = 0;  ///< that is tried, of the credentials'
};

/// What a server says went wrong: the `error` or `message` of a JSON body, else the beginning of the body; without
/// keys.
std::string errorOf(const HttpResponse& response, const Credentials& credentials);

}  // namespace event_runtime::inngest
