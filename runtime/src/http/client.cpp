#include <event_runtime/http.hpp>

#include "http/text.hpp"
#include "http/url.hpp"

#include <httplib.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace event_runtime {

namespace {

/// Connections that are open and not in use, so that not every request has to make one, and agree on its secrets.
class IdleConnections {
 public:
  std::unique_ptr<httplib::Client> take(const std::string& origin) {
    {
      const std::lock_guard lock(mutex_);
      const auto found =
          std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& idle) { return idle.first == origin; });
      if (found != idle_.rend()) {
        auto client = std::move(found->second);
        idle_.erase(std::next(found).base());
        return client;
      }
    }
    auto client = std::make_unique<httplib::Client>(origin);
    client->set_keep_alive(true);
    client->set_follow_location(false);
    client->set_url_encode(false);  // it is already
    client->set_tcp_nodelay(true);
    return client;
  }

  void giveBack(const std::string& origin, std::unique_ptr<httplib::Client> client) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() == MOST) idle_.erase(idle_.begin());
    idle_.emplace_back(origin, std::move(client));
  }

 private:
  static constexpr std::size_t MOST = 16;

  std::mutex mutex_;
  std::vector<std::pair<std::string, std::unique_ptr<httplib::Client>>> idle_;  ///< the one used last is the last
};

class HttplibClient : public HttpClient {
 public:
  HttpResponse send(const HttpCall& call) override {
    auto url = http::parseUrl(call.url);
    if (!url) throw HttpError("the URL is none: it must be absolute, http or https");
    if (call.maxRedirects == 0) return sendTo(*url, call);
    HttpCall next = call;
    for (int redirects = 0;; ++redirects) {
      HttpResponse response = sendTo(*url, next);
      const std::string_view location = findHeader(response.headers, "Location");
      if (!isRedirect(response.status) || location.empty()) return response;
      if (redirects == call.maxRedirects) {
        throw HttpError(url->origin + ": more than " + std::to_string(call.maxRedirects) + " redirects");
      }
      auto target = http::resolveUrl(*url, location);
      if (!target) throw HttpError(url->origin + ": it redirects to what is no URL");
      redirect(next, response.status, target->origin != url->origin);
      url = std::move(target);
    }
  }

 private:
  static bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /// What of the request goes on to where it was redirected (RFC 9110, 15.4).
  static void redirect(HttpCall& call, int status, bool elsewhere) {
    const bool becomesGet =
        (status == 303 && call.method != "HEAD") || ((status == 301 || status == 302) && call.method == "POST");
    if (becomesGet) {
      call.method = "GET";
      call.body.clear();
    }
    std::erase_if(call.headers, [&](const HttpHeader& header) {
      const auto is = [&](std::string_view name) { return http::equalsIgnoringCase(header.name, name); };
      return (becomesGet && (is("Content-Type") || is("Content-Length"))) ||
             (elsewhere && (is("Authorization") || is("Cookie") || is("X-Api-Key")));
    });
  }

  HttpResponse sendTo(const http::Url& address, const HttpCall& call) {
    const http::Url* const url = &address;
    auto client = connections_.take(url->origin);
    client->set_connection_timeout(call.timeout);
    client->set_read_timeout(call.timeout);
    client->set_write_timeout(call.timeout);

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
    httplib::Result result = client->send(request);
    if (tooLong) {
      throw HttpError(url->origin + ": the response has more than " + std::to_string(call.maxResponseSize) + " bytes");
    }
    if (!result) throw HttpError(url->origin + ": " + reasonOf(result.error(), *client));
    HttpResponse response{result->status, {}, std::move(body)};
    for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
    connections_.giveBack(url->origin, std::move(client));
    return response;
  }

  static std::string reasonOf(httplib::Error error, const httplib::Client& client) {
    switch (error) {
      case httplib::Error::Connection:
      case httplib::Error::ConnectionTimeout:
        return "no connection";
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
        return "no secure connection";
      case httplib::Error::SSLServerVerification:
        return "the server's certificate is not to be trusted: " + distrustOf(client.get_openssl_verify_result());
      case httplib::Error::Read:
        return "no answer";
      case httplib::Error::Write:
        return "the request could not be sent";
      default:
        return "the request failed (" + httplib::to_string(error) + ")";
    }
  }

  /// By OpenSSL's verdict; where it has none, the chain is good and the name is not.
  static std::string distrustOf(long verdict) {
    return verdict == X509_V_OK ? "it is for another host" : X509_verify_cert_error_string(verdict);
  }

  IdleConnections connections_;
};

}  // namespace

std::shared_ptr<HttpClient> makeHttpClient() { return std::make_shared<HttplibClient>(); }

}  // namespace event_runtime
