#pragma once

#include <event_runtime/http.hpp>

#include <cstddef>
#include <string>
#include <utility>

/// For applications that have a cpp-httplib server already. Templates, so that this header does not include httplib's:
///
///     httplib::Server server;
///     auto serve = httplibHandler([&](const HttpRequest& request) { return endpoint.handle(request); });
///     server.Get("/api/inngest", serve);
///     server.Put("/api/inngest", serve);
///     server.Post("/api/inngest", serve);
namespace event_runtime {

/// The request as it came in: path and query still percent-encoded, the body untouched.
template <class HttplibRequest>
HttpRequest fromHttplib(const HttplibRequest& request) {
  HttpRequest result;
  result.method = request.method;
  const std::size_t question = request.target.find('?');
  result.path = request.target.substr(0, question);
  if (question != std::string::npos) result.query = request.target.substr(question + 1);
  result.headers.reserve(request.headers.size());
  for (const auto& [name, value] : request.headers) result.headers.push_back({name, value});
  result.body = request.body;
  return result;
}

template <class HttplibResponse>
void toHttplib(HttpResponse response, HttplibResponse& result) {
  constexpr std::string_view CONTENT_TYPE = "Content-Type";
  result.status = response.status;
  std::string type(findHeader(response.headers, CONTENT_TYPE));
  if (type.empty()) type = "text/plain";
  for (const HttpHeader& header : response.headers) {
    if (header.name != CONTENT_TYPE) result.set_header(header.name, header.value);
  }
  const std::size_t size = response.body.size();
  if (size == 0) {
    result.set_content(std::string(), type);
    return;
  }
  // A provider of known length, because httplib compresses a body that is set as a whole wherever the request allows
  // it. Inngest's server reads that; what stands between, its conformance runner for one, need not.
  auto provide = [body = std::move(response.body)](std::size_t offset, std::size_t length, auto& sink) {
    return sink.write(body.data() + offset, length);
  };
  result.set_content_provider(size, type, std::move(provide));
}

/// A handler for httplib's routes.
inline auto httplibHandler(HttpHandler handler) {
  return [handler = std::move(handler)](const auto& request, auto& response) {
    toHttplib(handler(fromHttplib(request)), response);
  };
}

}  // namespace event_runtime
