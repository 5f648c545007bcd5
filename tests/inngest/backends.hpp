#pragma once

#include "support.hpp"

#include <event_runtime/engine.hpp>

#include "execution/execution.hpp"

#include <algorithm>
#include <chrono>

namespace event_runtime::inngest {

using Lines = std::vector<std::string>;

namespace backend_test {

inline constexpr EventTag<Json> SENT{"test/sent"};

/// What handlers of the tests call: gives 7.
inline Handler callee() {
  Handler handler = handlerOf("callee", [](const StoredEvent&, Step&) { return 7; });
  handler.events = {"test/never"};
  return handler;
}

}  // namespace backend_test

/// A run of the first handler on the embedded engine.
class EmbeddedRuns {
 public:
  static constexpr bool IS_INNGEST = false;

  explicit EmbeddedRuns(HandlerList handlers, MiddlewareList middleware = {}) {
    EngineOptions options;
    options.app = "app";
    options.store = memoryStore();
    options.handlers = std::move(handlers);
    options.handlers.push_back(createEventHandler(backend_test::SENT, "keeper", {},
                                                  [this](const Event<Json>& event, Step&) { arrived_ = event.data; }));
    options.workers = 2;
    options.clock = clock_;
    options.logger = silentLogger();
    options.middleware = std::move(middleware);
    engine_ = std::make_unique<Engine>(std::move(options));
    engine_->start();
  }

  /// Runs it to its end and gives its result as it is stored, or null.
  Json run() {
    const std::string event = engine_->client()->sendEvent(EventTag<Json>{"test/event"}, Json{{"n", 1}});
    engine_->waitUntilIdle();
    while (engine_->nextWakeUp()) {
      clock_->advance(std::chrono::hours(1));
      engine_->waitUntilIdle();
    }
    run_ = engine_->runsOfEvent(event).at(0);
    return run_.result.empty() ? Json() : Json::parse(run_.result);
  }
  std::string error() const { return run_.error ? run_.error->message : ""; }
  /// A step's result as it is stored.
  Json stored(const std::string& step) const {
    const auto found =
        std::find_if(run_.steps.begin(), run_.steps.end(), [&](const StepRecord& one) { return one.id == step; });
    return Json::parse(found->result);
  }

  /// Sends an event and gives the data that arrive.
  Json send(const Json& data) {
    engine_->client()->sendEvent(backend_test::SENT, data);
    engine_->waitUntilIdle();
    return arrived_;
  }
  void breakSending() { engine_->stop(); }

 private:
  std::shared_ptr<FakeClock> clock_ = std::make_shared<FakeClock>();
  Json arrived_;
  RunRecord run_;
  std::unique_ptr<Engine> engine_;
};

/// The same on an endpoint that is called as Inngest's server would.
class InngestRuns {
 public:
  static constexpr bool IS_INNGEST = true;

  explicit InngestRuns(HandlerList handlers, MiddlewareList middleware = {}) {
    if (!handlers.empty()) handler_ = handlers.front().id;
    app_.endpoint = nullptr;
    InngestOptions options;
    options.app = "app";
    options.handlers = std::move(handlers);
    options.settings = Fixture::devSettings();
    options.httpClient = app_.http;
    options.clock = app_.clock;
    options.logger = app_.logger;
    options.middleware = std::move(middleware);
    app_.endpoint = std::make_unique<InngestEndpoint>(std::move(options));
  }

  Json run() {
    constexpr int MAX_CALLS = 20;
    int attempt = 0;
    for (int calls = 0; calls < MAX_CALLS; ++calls) {
      app_.http->add(200, R"({"ids":["01JCZZZZZZZZZZZZZZZZZZZZZZ"],"status":200})");
      Json request = callBody(steps_);
      request["ctx"]["attempt"] = attempt;
      request["ctx"]["max_attempts"] = 2;
      const HttpResponse response = app_.call(request, handler_);
      Json body = Json::parse(response.body);
      if (response.status == 200) return body;
      if (response.status != 206) {
        error_ = body.at("message");
        if (response.status == 400) return {};
        ++attempt;
        continue;
      }
      attempt = take(body.at(0)) ? 0 : attempt + 1;
    }
    FAIL("the run does not end");
    return {};
  }
  std::string error() const { return error_; }
  Json stored(const std::string& step) const {
    const std::string hash = execution::StepHash::of(step, 0).toHex();
    const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const auto& one) { return one.first == hash; });
    return found->second.at("data");
  }

  Json send(const Json& data) {
    if (!broken_) app_.http->add(200, R"({"ids":["01JCZZZZZZZZZZZZZZZZZZZZZZ"],"status":200})");
    app_.endpoint->client()->sendEvent(backend_test::SENT, data);
    return Json::parse(app_.http->calls.back().body).at(0).at("data");
  }
  void breakSending() {
    broken_ = true;
    app_.http->add(400, R"({"error":"no"})");
  }

 private:
  /// Whether the step has ended.
  bool take(const Json& operation) {
    const std::string op = operation.at("op");
    const std::string id = operation.at("id");
    if (op == "StepError") return false;
    if (op == "StepRun") {
      steps_.emplace_back(id, Json{{"data", operation.at("data")}});
    } else if (op == "StepFailed") {
      steps_.emplace_back(id, Json{{"error", operation.at("error")}});
    } else if (op == "InvokeFunction") {
      steps_.emplace_back(id, Json{{"data", 7}});
    } else {
      REQUIRE(op == "Sleep");
      steps_.emplace_back(id, nullptr);
    }
    return true;
  }

  Fixture app_;
  std::string handler_;
  std::vector<std::pair<std::string, Json>> steps_;
  std::string error_;
  bool broken_ = false;
};

}  // namespace event_runtime::inngest
