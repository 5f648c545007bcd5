#pragma once

#include <event_runtime/http.hpp>

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
  const std::string type(findHeader(response.headers, CONTENT_TYPE));
  for (const HttpHeader& header : response.headers) {
    if (header.name != CONTENT_TYPE) result.set_header(header.name, header.value);
  }
  result.set_content(std::move(response.body), type.empty() ? "text/plain" : type);
}

/// A handler for httplib's routes.
inline auto httplibHandler(HttpHandler handler) {
  return [handler = std::move(handler)](const auto& request, auto& response) {
    toHttplib(handler(fromHttplib(request)), response);
  };
}

}  // namespace event_runtime
