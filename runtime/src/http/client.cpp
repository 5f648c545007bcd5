#include <event_runtime/http.hpp>

#include "http/url.hpp"

#include <httplib.h>

#include <utility>

namespace event_runtime {

namespace {

class HttplibClient : public HttpClient {
 public:
  HttpResponse send(const HttpCall& call) override {
    const auto url = http::parseUrl(call.url);
    if (!url) throw HttpError("the URL is none: it must be absolute, http or https");
    httplib::Client client(url->origin);
    client.set_connection_timeout(call.timeout);
    client.set_read_timeout(call.timeout);
    client.set_write_timeout(call.timeout);
    client.set_follow_location(false);
    client.set_url_encode(false);  // it is already
    client.set_tcp_nodelay(true);

    httplib::Request request;
    request.method = call.method;
    request.path = url->path + (url->query.empty() ? "" : "?" + url->query);
    for (const HttpHeader& header : call.headers) request.set_header(header.name, header.value);
    request.body = call.body;
    std::string body;
    bool tooLong = false;
    request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
      tooLong = size > call.maxResponseSize - body.size();
      if (!tooLong) body.append(data, size);
      return !tooLong;
    };
    httplib::Result result = client.send(request);
    if (tooLong) {
      throw HttpError(url->origin + ": the response has more than " + std::to_string(call.maxResponseSize) + " bytes");
    }
    if (!result) throw HttpError(url->origin + ": " + reasonOf(result.error()));
    HttpResponse response{result->status, {}, std::move(body)};
    for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
    return response;
  }

 private:
  static std::string reasonOf(httplib::Error error) {
    switch (error) {
      case httplib::Error::Connection:
      case httplib::Error::ConnectionTimeout:
        return "no connection";
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
        return "no secure connection";
      case httplib::Error::SSLServerVerification:
        return "the server's certificate is not to be trusted";
      case httplib::Error::Read:
        return "no answer";
      case httplib::Error::Write:
        return "the request could not be sent";
      default:
        return "the request failed (" + httplib::to_string(error) + ")";
    }
  }
};

}  // namespace

std::shared_ptr<HttpClient> makeHttpClient() { return std::make_shared<HttplibClient>(); }

}  // namespace event_runtime
