#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// HTTP as this library sees it: a request goes in, a response comes out. What reads and writes sockets is an adapter,
/// so that an application can put our handlers into the server that it already has.
namespace event_runtime {

struct HttpHeader {
  std::string name;  ///< compared without regard to case
  std::string value;
};
using HttpHeaders = std::vector<HttpHeader>;

/// The value of the first header of that name; empty where there is none.
std::string_view findHeader(const HttpHeaders& headers, std::string_view name) noexcept;

/// A request that has come in.
struct HttpRequest {
  std::string method;  ///< in upper case: `GET`
  std::string path;    ///< `/api/inngest`
  std::string query;   ///< what stands behind the `?`, still percent-encoded
  HttpHeaders headers;
  std::string body;  ///< the very bytes: signatures are about them
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;
};

/// What answers requests. Called on several threads at once; must not throw.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// A request to another server.
struct HttpCall {
  std::string method = "GET";
  std::string url;  ///< absolute, `http` or `https`
  HttpHeaders headers = {};
  std::string body = {};
  std::chrono::milliseconds timeout = std::chrono::seconds{30};  ///< for connecting, and for each read and write
  std::size_t maxResponseSize = std::size_t{8} * 1024 * 1024;    ///< bytes of body; a longer one is an HttpError
  /// So many redirects are followed, and one more is an HttpError; 0: none is, and a 3xx is the response. 303, and 301
  /// and 302 of a POST, become a GET without a body (RFC 9110, 15.4). `Authorization`, `Cookie` and `X-Api-Key` are not
  /// sent to another origin.
  int maxRedirects = 0;
};

/// There was no response: the server could not be reached, its certificate is not good, it took too long or said too
/// much. what() names the server's origin and never a path, which may hold a key.
class HttpError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What sends requests. Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Gives the response, whatever its status. Throws HttpError where there is none.
  virtual HttpResponse send(const HttpCall& call) = 0;
};

/// A client on cpp-httplib, with TLS; certificates are verified against the system's.
std::shared_ptr<HttpClient> makeHttpClient();

struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< the address to listen on; `0.0.0.0` for all
  int port = 0;                    ///< 0: any that is free, which HttpServer::port() tells
  unsigned threads = 0;            ///< that answer requests; 0: eight for each core, because handlers wait for others
  std::size_t maxBodySize = std::size_t{8} * 1024 * 1024;  ///< bytes; a longer body is answered with 413
};

/// A small server on cpp-httplib, for applications that have none. Listens from construction until it is destroyed.
class HttpServer {
 public:
  /// Throws std::runtime_error, naming the address, where it can not listen there.
  HttpServer(HttpServerOptions options, HttpHandler handler);
  /// Answers the requests that have come in, and closes.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const noexcept;
  /// As the destructor does. May be called twice.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace event_runtime
