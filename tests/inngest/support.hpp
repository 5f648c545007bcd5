#pragma once

#include <event_runtime/inngest.hpp>
#include <event_runtime/json.hpp>
#include <event_runtime/testing.hpp>

#include "execution/execution.hpp"
#include "inngest/signing_key.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace event_runtime::inngest {

inline const std::string KEY = "signkey-test-0123456789abcdef0123456789abcdef";
inline const std::string FALLBACK_KEY = "signkey-test-fedcba9876543210fedcba9876543210";
inline const std::string EVENT_KEY = "evt-secret-f00d";

inline std::string hashOf(std::string_view id, std::uint32_t repetition = 0) {
  return execution::StepHash::of(id, repetition).toHex();
}
inline Json bodyOf(const HttpResponse& response) { return Json::parse(response.body); }

/// Answers with what the test has put ready, in order, and keeps what it was asked.
class FakeHttpClient : public HttpClient {
 public:
  using Answer = std::function<HttpResponse(const HttpCall&)>;

  void add(int status, std::string body) {
    answers_.push_back([=](const HttpCall&) { return HttpResponse{status, {}, body}; });
  }
  void addAnswer(HttpResponse response) {
    answers_.push_back([response = std::move(response)](const HttpCall&) { return response; });
  }
  void addFailure(std::string what) {
    answers_.push_back([=](const HttpCall&) -> HttpResponse { throw HttpError(what); });
  }

  HttpResponse send(const HttpCall& call) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(call);
    if (answers_.empty()) throw HttpError("http://nowhere: no connection");
    const Answer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer(call);
  }

  std::vector<HttpCall> calls;

 private:
  std::mutex mutex_;
  std::deque<Answer> answers_;
};

/// Keeps every line, with its fields.
class KeepingLogger : public Logger {
 public:
  void log(LogLevel, std::string_view message, std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    text_ += message;
    for (const auto& [name, value] : fields) text_.append(" ").append(name).append("=").append(value);
    text_ += '\n';
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

/// A handler out of a function that takes an event and a Step and gives something that JSON can hold.
template <class Function>
Handler handlerOf(std::string id, Function function, HandlerOptions options = {}) {
  Handler handler;
  handler.id = std::move(id);
  handler.events = {"test/event"};
  handler.options = std::move(options);
  handler.invoke = [function](const StoredEvent& event, Step& step, JsonBuffer& result) {
    encodeJson(result, function(event, step));
  };
  return handler;
}

/// An endpoint with all that it talks to under the test's control.
struct Fixture {
  explicit Fixture(HandlerList handlers = {}, InngestSettings settings = devSettings()) {
    InngestOptions options;
    options.app = "app";
    options.handlers = std::move(handlers);
    options.settings = std::move(settings);
    options.httpClient = http;
    options.clock = clock;
    options.logger = logger;
    endpoint = std::make_unique<InngestEndpoint>(std::move(options));
  }

  static InngestSettings devSettings() {
    InngestSettings settings;
    settings.dev = true;
    settings.apiOrigin = settings.eventApiOrigin = "http://inngest.test";
    return settings;
  }
  static InngestSettings cloudSettings() {
    InngestSettings settings;
    settings.eventKey = EVENT_KEY;
    settings.signingKey = KEY;
    settings.signingKeyFallback = FALLBACK_KEY;
    return settings;
  }

  HttpResponse handle(std::string method, std::string body = "", std::string query = "", HttpHeaders headers = {}) {
    return endpoint->handle({std::move(method), "/api/inngest", std::move(query), std::move(headers), std::move(body)});
  }
  HttpResponse call(const Json& body, const std::string& handler, const std::string& step = "step") {
    return handle("POST", body.dump(), "fnId=app-" + handler + "&stepId=" + step);
  }
  /// The header that Inngest signs a body with.
  HttpHeaders signedHeaders(const std::string& body, const std::string& key = KEY) const {
    return {{"X-Inngest-Signature", SigningKey(key).sign(body, clock->now())}};
  }

  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<FakeHttpClient> http = std::make_shared<FakeHttpClient>();
  std::shared_ptr<KeepingLogger> logger = std::make_shared<KeepingLogger>();
  std::unique_ptr<InngestEndpoint> endpoint;
};

/// A call request with these steps, in the order in which they ended.
inline Json callBody(const std::vector<std::pair<std::string, Json>>& steps = {}) {
  Json body = {{"event", {{"id", "event-1"}, {"name", "test/event"}, {"ts", 1}, {"data", {{"n", 1}}}}},
               {"steps", Json::object()},
               {"ctx",
                {{"run_id", "01JCZZZZZZZZZZZZZZZZZZZZZZ"},
                 {"attempt", 0},
                 {"max_attempts", 5},
                 {"disable_immediate_execution", false},
                 {"use_api", false},
                 {"stack", {{"stack", Json::array()}, {"current", steps.size()}}}}}};
  body["events"] = Json::array({body["event"]});
  for (const auto& [hash, data] : steps) {
    body["steps"][hash] = data;
    body["ctx"]["stack"]["stack"].push_back(hash);
  }
  return body;
}

inline std::string headerOf(const HttpResponse& response, std::string_view name) {
  return std::string(findHeader(response.headers, name));
}
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace event_runtime::inngest
