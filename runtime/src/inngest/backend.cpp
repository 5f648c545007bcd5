#include <event_runtime/inngest.hpp>

#include "engine/signals.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace event_runtime {

namespace {

class EmbeddedBackend : public Backend {
 public:
  explicit EmbeddedBackend(EngineOptions options) : engine_(std::move(options)) {}

  std::shared_ptr<Client> client() override { return engine_.client(); }
  void start() override { engine_.start(); }
  void run() override { engine_.run(); }
  void stop() override { engine_.stop(); }

 private:
  Engine engine_;
};

std::string localUrl(const HttpServerOptions& server, int port) {
  const bool isAny = server.host == "0.0.0.0" || server.host == "::";
  const bool isV6 = server.host.find(':') != std::string::npos;
  const std::string host = isAny ? "localhost" : isV6 ? "[" + server.host + "]" : server.host;
  return "http://" + host + ":" + std::to_string(port);
}

/// An endpoint behind a server of its own.
class InngestBackend : public Backend {
 public:
  InngestBackend(InngestOptions options, HttpServerOptions server, std::string path, bool handleSignals)
      : path_(std::move(path)),
        isReachable_(options.settings.dev || !options.settings.serveOrigin.empty()),
        serverOptions_(std::move(server)),
        handleSignals_(handleSignals),
        logger_(options.logger),
        endpoint_(std::move(options)) {}

  std::shared_ptr<Client> client() override { return endpoint_.client(); }

  void start() override {
    const std::lock_guard lock(mutex_);
    if (server_ || stopping_) return;
    server_ = std::make_unique<HttpServer>(serverOptions_, [this](const HttpRequest& request) {
      if (request.path != path_) return HttpResponse{404, {}, "Inngest's functions are at " + path_ + "\n"};
      return endpoint_.handle(request);
    });
    const std::string url = localUrl(serverOptions_, server_->port()) + path_;
    logger_->log(LogLevel::info, "Inngest's calls are answered", {{"url", url}});
    // Without a known address Inngest is told when it asks.
    if (isReachable_) endpoint_.sync(url);
  }

  void run() override {
    std::unique_ptr<engine::Signals> signals;
    if (handleSignals_) signals = std::make_unique<engine::Signals>([this] { stop(); }, [] {});
    start();
    std::unique_lock lock(mutex_);
    stopped_.wait(lock, [this] { return stopping_; });
    const auto server = std::move(server_);
    lock.unlock();
    if (server) server->stop();
  }

  void stop() override {
    std::unique_ptr<HttpServer> server;
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      server = std::move(server_);
    }
    stopped_.notify_all();
    if (server) server->stop();
  }

 private:
  const std::string path_;
  const bool isReachable_;
  const HttpServerOptions serverOptions_;
  const bool handleSignals_;
  const std::shared_ptr<Logger> logger_;
  InngestEndpoint endpoint_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace

std::unique_ptr<Backend> makeBackend(EngineOptions options, BackendOptions backend) {
  if (!options.httpClient) options.httpClient = makeHttpClient();
  if (!isInngestConfigured(backend.environment)) return std::make_unique<EmbeddedBackend>(std::move(options));
  InngestOptions inngest;
  inngest.app = std::move(options.app);
  inngest.handlers = std::move(options.handlers);
  inngest.settings = inngestSettingsFromEnvironment(backend.environment);
  // Only what the environment says stands above what Inngest says itself, which may know us by a proxy's path.
  std::string path = inngest.settings.servePath.empty() ? std::move(backend.servePath) : inngest.settings.servePath;
  inngest.framework = "cpp-httplib";
  inngest.checkpointing = backend.checkpointing;
  inngest.maxBodySize = backend.server.maxBodySize;
  inngest.httpClient = std::move(options.httpClient);
  inngest.stackSize = options.stackSize;
  inngest.clock = std::move(options.clock);
  inngest.logger = std::move(options.logger);
  inngest.middleware = std::move(options.middleware);
  return std::make_unique<InngestBackend>(std::move(inngest), std::move(backend.server), std::move(path),
                                          options.handleSignals);
}

}  // namespace event_runtime
