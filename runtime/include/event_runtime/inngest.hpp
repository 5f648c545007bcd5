#pragma once

#include <event_runtime/checkpointing.hpp>
#include <event_runtime/client.hpp>
#include <event_runtime/clock.hpp>
#include <event_runtime/engine.hpp>
#include <event_runtime/handler.hpp>
#include <event_runtime/http.hpp>
#include <event_runtime/logger.hpp>
#include <event_runtime/middleware.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// The same handlers on an Inngest server, self-hosted or cloud, by its SDK protocol (docs/SDK_SPEC.md of the public
/// repository inngest/inngest). Link EventCodegen::inngest.
namespace event_runtime {

/// Where Inngest is and what this application says to it. See docs/inngest.md for the environment variables.
struct InngestSettings {
  /// Speaks to a development server: signatures are checked only where a request bears one and there is a key.
  bool dev = false;
  std::string eventKey = {};            ///< secret; lets the application send events
  std::string signingKey = {};          ///< secret, `signkey-<env>-<hex>` or hex alone; requests are signed with it
  std::string signingKeyFallback = {};  ///< secret; tried where `signingKey` fails, while keys are being exchanged
  std::string env = {};                 ///< branch environment; empty: the one of the keys
  std::string apiOrigin = "https://api.inngest.com";
  std::string eventApiOrigin = "https://inn.gs";
  /// `https://example.com`, under which Inngest reaches this application; empty: as the request for a sync says.
  std::string serveOrigin = {};
  std::string servePath = {};           ///< `/api/inngest`; empty: the path of the request
  std::string platform = {};            ///< that hosts this application, such as `render`; for Inngest's pages
  LogLevel logLevel = LogLevel::debug;  ///< what is less important is not logged
  bool allowInBandSync = true;          ///< whether the functions may be told in the answer to a signed request
};

/// Reads an environment variable; empty where it is not set.
using EnvironmentReader = std::function<std::string(const std::string& name)>;

/// The settings that the `INNGEST_…` variables make. Throws std::invalid_argument, naming the variable and never a key,
/// where one is malformed. Without a reader: the environment of this process.
InngestSettings inngestSettingsFromEnvironment(const EnvironmentReader& read = {});

/// Whether the environment asks for Inngest: `INNGEST_DEV` or `INNGEST_SIGNING_KEY` is set.
bool isInngestConfigured(const EnvironmentReader& read = {});

struct InngestOptions {
  /// The application's id; function ids are `<app>-<handler id>`.
  std::string app;
  HandlerList handlers;
  InngestSettings settings = {};
  /// When steps are told to Inngest, of functions that do not say it themselves (HandlerOptions::checkpointing).
  Checkpointing checkpointing = Checkpointing::safe();
  std::string framework = {};  ///< of the HTTP server, for Inngest's pages
  /// Longer bodies are answered with 413, unread. Inngest's own limit is 4 MiB.
  std::size_t maxBodySize = std::size_t{8} * 1024 * 1024;
  /// Address space for a handler's stack in bytes; touched pages alone take memory.
  std::size_t stackSize = std::size_t{256} * 1024;
  std::shared_ptr<HttpClient> httpClient = nullptr;  ///< nullptr: makeHttpClient()
  std::shared_ptr<Clock> clock = systemClock();
  std::shared_ptr<Logger> logger = consoleLogger();
  /// Called for all handlers and for all that client() sends, in this order.
  MiddlewareList middleware = {};
};

/// What Inngest answered to a list of functions.
struct InngestSync {
  bool succeeded = false;
  bool modified = false;  ///< whether the list was not the one it had
  std::string message;
};

/// Answers Inngest's requests: what functions there are (GET), tell Inngest of them (PUT), run one (POST). Put handle()
/// behind one path, `/api/inngest`, of whatever HTTP server there is. Thread-safe; a call runs the handler on the
/// calling thread.
class InngestEndpoint {
 public:
  /// Throws std::invalid_argument for handlers or settings that are not good.
  explicit InngestEndpoint(InngestOptions options);
  ~InngestEndpoint();
  InngestEndpoint(const InngestEndpoint&) = delete;
  InngestEndpoint& operator=(const InngestEndpoint&) = delete;

  HttpResponse handle(const HttpRequest& request) noexcept;

  /// Tells Inngest of the functions and that they are reached at `url`, unless the settings say where. Never throws
  /// because of what Inngest answers.
  InngestSync sync(std::string_view url);

  /// Sends events to Inngest.
  std::shared_ptr<Client> client() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Sends events to Inngest's event API. Up to 5,000 events and 3 MiB make one request, which is accepted or refused as
/// a whole; where more are sent at once and a later request fails, SendError says how many were accepted. A request is
/// tried five times, which never doubles an event. `httpClient` nullptr: makeHttpClient().
std::shared_ptr<Client> makeInngestClient(InngestSettings settings, std::shared_ptr<HttpClient> httpClient = nullptr,
                                          std::shared_ptr<Clock> clock = systemClock());

struct EventApiOptions {
  std::shared_ptr<Client> client;           ///< that takes the events: Engine::client()
  std::vector<std::string> eventKeys = {};  ///< secrets; one of them must stand in the path. Empty: any may
  std::size_t maxBodySize = std::size_t{8} * 1024 * 1024;
};

/// Takes events over HTTP as Inngest does, `POST /e/<event key>`, so that any Inngest SDK can send them to an embedded
/// engine. Its events are accepted all or none. Thread-safe.
class EventApi {
 public:
  explicit EventApi(EventApiOptions options);
  HttpResponse handle(const HttpRequest& request) const noexcept;

 private:
  EventApiOptions options_;
};

/// Something that runs an application's handlers: an engine in this process, or an endpoint for Inngest.
class Backend {
 public:
  virtual ~Backend() = default;
  /// Sends events to it.
  virtual std::shared_ptr<Client> client() = 0;
  virtual void start() = 0;
  /// Starts, and returns after stop() or, where the options say so, SIGINT or SIGTERM.
  virtual void run() = 0;
  virtual void stop() = 0;
};

struct BackendOptions {
  /// Of the bundled server, used with Inngest alone.
  HttpServerOptions server = {.host = "0.0.0.0", .port = 3000};
  std::string servePath = "/api/inngest";  ///< where `INNGEST_SERVE_PATH` does not say
  Checkpointing checkpointing = Checkpointing::safe();  ///< as InngestOptions::checkpointing
  EnvironmentReader environment = {};      ///< empty: this process's
};

/// The embedded engine or, where the environment configures Inngest (isInngestConfigured()), an endpoint for it behind
/// the bundled server; the store is then left alone. An application is written once:
///
///     auto backend = makeBackend({.app = "shop", .store = sqliteStore("events.db"), .handlers = ALL_HANDLERS});
///     setDefaultClient(backend->client());
///     backend->run();
std::unique_ptr<Backend> makeBackend(EngineOptions options, BackendOptions backend = {});

}  // namespace event_runtime
