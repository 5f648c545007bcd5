#include <event_runtime/inngest.hpp>

#include "execution/stack_pool.hpp"
#include "function/handler_registry.hpp"
#include "http/url.hpp"
#include "inngest/api_client.hpp"
#include "inngest/call.hpp"
#include "inngest/call_request.hpp"
#include "inngest/checkpoints.hpp"
#include "inngest/error_text.hpp"
#include "inngest/event_sender.hpp"
#include "inngest/introspection.hpp"
#include "inngest/protocol.hpp"
#include "inngest/settings.hpp"
#include "inngest/sync.hpp"

#include <optional>
#include <utility>

namespace event_runtime {

namespace {

using inngest::CallRequest;

HttpResponse errorResponse(int status, std::string name, std::string message) {
  JsonBuffer json;
  inngest::encodeError(json, {std::move(name), std::move(message)});
  return {status, {}, json.text()};
}

/// Of a call that did not come to the handler: it may be tried again.
HttpResponse callError(int status, std::string name, std::string message) {
  HttpResponse response = errorResponse(status, std::move(name), std::move(message));
  response.headers.push_back({std::string(inngest::header::NO_RETRY), "false"});
  return response;
}

/// Drops what is less important than the settings ask for.
class LevelLogger : public Logger {
 public:
  LevelLogger(std::shared_ptr<Logger> logger, LogLevel lowest) : logger_(std::move(logger)), lowest_(lowest) {}
  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    if (level >= lowest_) logger_->log(level, message, fields);
  }

 private:
  std::shared_ptr<Logger> logger_;
  LogLevel lowest_;
};

}  // namespace

class InngestEndpoint::Impl {
 public:
  explicit Impl(InngestOptions options)
      : app_(std::move(options.app)),
        framework_(std::move(options.framework)),
        settings_(inngest::checked(std::move(options.settings))),
        credentials_(settings_),
        maxBodySize_(options.maxBodySize),
        checkpointing_(options.checkpointing),
        clock_(std::move(options.clock)),
        logger_(std::make_shared<LevelLogger>(std::move(options.logger), settings_.logLevel)),
        httpClient_(options.httpClient ? std::move(options.httpClient) : makeHttpClient()),
        middleware_(std::move(options.middleware)),
        functions_(app_, std::move(options.handlers), middleware_, logger_),
        api_(settings_, credentials_, httpClient_),
        events_(std::make_shared<inngest::EventSender>(settings_, httpClient_, clock_)),
        stacks_(options.stackSize),
        synchronizer_({app_, framework_, checkpointing_, settings_, credentials_, functions_, api_, *clock_, *logger_}) {
    requireGoodCheckpointing();
    if (!settings_.dev && credentials_.signingKeys().empty()) {
      logger_->log(
          LogLevel::warning,
          "there is no signing key, so every call will be refused; set INNGEST_SIGNING_KEY, or INNGEST_DEV for a "
          "development server");
    }
  }

  HttpResponse answer(const HttpRequest& request) {
    if (request.body.size() > maxBodySize_) {
      return callError(413, "RequestTooLarge",
                       "the request has " + std::to_string(request.body.size()) + " bytes; at most " +
                           std::to_string(maxBodySize_) + " are taken");
    }
    if (request.method == "GET" || request.method == "HEAD") return introspect(request);
    if (request.method == "PUT") return synchronizer_.answer(request);
    if (request.method == "POST") return call(request);
    HttpResponse response = errorResponse(405, "MethodNotAllowed", "GET, PUT and POST are answered here");
    response.headers.push_back({"Allow", "GET, PUT, POST"});
    return response;
  }

  void addHeaders(HttpResponse& response) const {
    response.headers.push_back({std::string(inngest::header::CONTENT_TYPE), "application/json"});
    inngest::addSdkHeaders(response.headers);
    if (!framework_.empty()) response.headers.push_back({std::string(inngest::header::FRAMEWORK), framework_});
    if (!settings_.platform.empty()) {
      response.headers.push_back({std::string(inngest::header::PLATFORM), settings_.platform});
    }
  }

  InngestSync sync(std::string_view url) const { return synchronizer_.synchronize(url, {}, {}); }
  std::shared_ptr<Client> client() const { return withMiddleware(events_, middleware_, logger_); }
  Logger& logger() const { return *logger_; }

 private:
  void requireGoodCheckpointing() const {
    inngest::requireGood(checkpointing_, "application '" + app_ + "'");
    for (const function::Function& function : functions_.all()) {
      const auto& own = function.handler->options.checkpointing;
      if (own) inngest::requireGood(*own, "function '" + function.id + "'");
    }
  }

  HttpResponse introspect(const HttpRequest& request) const {
    const inngest::IntrospectionInput input{app_, settings_, framework_, functions_.all().size()};
    const std::string_view signature = findHeader(request.headers, inngest::header::SIGNATURE);
    if (signature.empty()) return {200, {}, inngest::publicIntrospection(input, std::nullopt)};
    const bool isSigned = credentials_.signerOf(signature, request.body, clock_->now()) != nullptr;
    return {200, {}, isSigned ? inngest::signedIntrospection(input) : inngest::publicIntrospection(input, false)};
  }

  /// Why a call is not to be trusted (specification, 4.1.3 and 7); empty where it is.
  std::string distrust(const HttpRequest& request) const {
    const std::string_view signature = findHeader(request.headers, inngest::header::SIGNATURE);
    const bool hasKeys = !credentials_.signingKeys().empty();
    if (settings_.dev && (signature.empty() || !hasKeys)) return "";
    if (!hasKeys) return "this application has no signing key to check the request with; set INNGEST_SIGNING_KEY";
    if (signature.empty()) return "the request is not signed";
    const bool isSigned = credentials_.signerOf(signature, request.body, clock_->now()) != nullptr;
    return isSigned ? "" : "the request's signature is invalid or older than five minutes";
  }

  HttpResponse call(const HttpRequest& request) {
    if (std::string reason = distrust(request); !reason.empty()) {
      logger_->log(LogLevel::warning, "a call was refused", {{"reason", reason}});
      return callError(500, "Unauthorized", std::move(reason));
    }
    const std::string functionId = http::queryParameter(request.query, "fnId").value_or("");
    const function::Function* const function = functions_.find(functionId);
    if (function == nullptr) {
      return callError(500, "FunctionNotFound",
                       "there is no function '" + inngest::readableText(functionId.substr(0, 255)) +
                           "' in this application; sync it again");
    }
    auto parsed = inngest::parseCallRequest(request.body);
    if (!parsed) {
      return callError(400, "BadRequest", "the body is no call request:\n" + formatIssues(parsed.issues()));
    }
    CallRequest callRequest = *std::move(parsed);
    if (callRequest.useApi) {
      if (auto failure = fetchState(callRequest)) return *std::move(failure);
    }
    const std::string step =
        http::queryParameter(request.query, "stepId").value_or(std::string(inngest::WHOLE_FUNCTION));
    return inngest::answerCall(*function, std::move(callRequest), step,
                               {stacks_, *events_, api_, credentials_, *clock_, *logger_, checkpointing_, &request});
  }

  /// Gets what was too long for the request (specification, 4.4.2); the answer where that fails.
  std::optional<HttpResponse> fetchState(CallRequest& request) const {
    const std::string run = "/v0/runs/" + http::percentEncode(request.runId);
    try {
      const HttpResponse batch = api_.get(run + "/batch", inngest::MAX_STATE_SIZE);
      const HttpResponse actions = api_.get(run + "/actions", inngest::MAX_STATE_SIZE);
      for (const HttpResponse* response : {&batch, &actions}) {
        if (response->status != 200) {
          return callError(500, "StateNotFetched",
                           "Inngest did not give the run's state: " + errorOf(*response, credentials_));
        }
      }
      auto events = inngest::parseEvents(batch.body);
      auto steps = inngest::parseSteps(actions.body);
      if (!events || !steps || events->empty()) {
        return callError(500, "StateNotFetched", "Inngest gave a state of the run that can not be read");
      }
      request.events = *std::move(events);
      request.steps = *std::move(steps);
    } catch (const HttpError& error) {
      return callError(500, "StateNotFetched", credentials_.redacted(error.what()));
    }
    return std::nullopt;
  }

  const std::string app_;
  const std::string framework_;
  const InngestSettings settings_;
  const inngest::Credentials credentials_;
  const std::size_t maxBodySize_;
  const Checkpointing checkpointing_;
  const std::shared_ptr<Clock> clock_;
  const std::shared_ptr<Logger> logger_;
  const std::shared_ptr<HttpClient> httpClient_;
  const MiddlewareList middleware_;
  const function::HandlerRegistry functions_;
  const inngest::ApiClient api_;
  const std::shared_ptr<inngest::EventSender> events_;
  execution::StackPool stacks_;
  const inngest::Synchronizer synchronizer_;
};

InngestEndpoint::InngestEndpoint(InngestOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
InngestEndpoint::~InngestEndpoint() = default;

HttpResponse InngestEndpoint::handle(const HttpRequest& request) noexcept {
  HttpResponse response;
  try {
    response = impl_->answer(request);
    impl_->addHeaders(response);
  } catch (const std::exception& error) {
    // Our own failure, such as no memory; what it says may hold anything.
    impl_->logger().log(LogLevel::error, "a request could not be answered", {{"error", error.what()}});
    response = HttpResponse{500, {}, R"({"name":"InternalError","message":"the request could not be answered"})"};
    impl_->addHeaders(response);
  }
  return response;
}

InngestSync InngestEndpoint::sync(std::string_view url) { return impl_->sync(url); }
std::shared_ptr<Client> InngestEndpoint::client() const { return impl_->client(); }

}  // namespace event_runtime
