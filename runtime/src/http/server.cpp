#include <event_runtime/http.hpp>
#include <event_runtime/httplib_adapter.hpp>

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

namespace event_runtime {

namespace {
constexpr time_t KEEP_ALIVE_SECONDS = 2;
constexpr std::size_t KEEP_ALIVE_REQUESTS = 10000;
}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler handler) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = options.threads == 0 ? cores * 8 : options.threads;
    server_.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };  // httplib deletes it
    server_.set_payload_max_length(options.maxBodySize);
    server_.set_tcp_nodelay(true);
    // An idle connection holds a thread, and stop() waits for it.
    server_.set_keep_alive_timeout(KEEP_ALIVE_SECONDS);
    server_.set_keep_alive_max_count(KEEP_ALIVE_REQUESTS);
    // Not SO_REUSEPORT, httplib's default: two programs would share a port, and neither would know.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const auto serve = httplibHandler(std::move(handler));
    server_.Get(".*", serve).Post(".*", serve).Put(".*", serve).Patch(".*", serve).Delete(".*", serve);
    server_.Options(".*", serve);

    port_ = options.port == 0                                  ? server_.bind_to_any_port(options.host)
            : server_.bind_to_port(options.host, options.port) ? options.port
                                                               : -1;
    if (port_ < 0) {
      throw std::runtime_error("can not listen on " + options.host + ":" + std::to_string(options.port) +
                               "; is the port in use, or reserved?");
    }
    thread_ = std::jthread([this] {
      server_.listen_after_bind();
      ended_ = true;
    });
    // stop() before it listens would be forgotten.
    while (!server_.is_running() && !ended_) std::this_thread::yield();
  }
  ~Impl() { stop(); }

  int port() const noexcept { return port_; }

  void stop() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::atomic<bool> ended_ = false;
  std::jthread thread_;
};

HttpServer::HttpServer(HttpServerOptions options, HttpHandler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}
HttpServer::~HttpServer() = default;

int HttpServer::port() const noexcept { return impl_->port(); }
void HttpServer::stop() { impl_->stop(); }

}  // namespace event_runtime
