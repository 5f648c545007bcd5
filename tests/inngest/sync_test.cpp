#include "support.hpp"

namespace event_runtime::inngest {

namespace {

Handler plain() {
  return handlerOf("plain", [](const StoredEvent&, Step&) { return 1; });
}

}  // namespace

TEST_CASE("a request for a sync makes us tell Inngest where our functions are") {
  Fixture app({plain()});
  app.http->add(200, R"({"ok":true,"modified":true})");
  const HttpResponse response =
      app.handle("PUT", "", "deployId=d%201&x=y", {{"Host", "app.test:3000"}, {"X-Inngest-Server-Kind", "dev"}});
  CHECK(response.status == 200);
  CHECK(bodyOf(response) == Json{{"message", "Successfully synced."}, {"modified", true}});
  CHECK(headerOf(response, "X-Inngest-Sync-Kind") == "out_of_band");

  REQUIRE(app.http->calls.size() == 1);
  const HttpCall& call = app.http->calls[0];
  CHECK(call.method == "POST");
  CHECK(call.url == "http://inngest.test/fn/register?deployId=d%201");
  CHECK(findHeader(call.headers, "X-Inngest-Expected-Server-Kind") == "dev");
  CHECK(findHeader(call.headers, "Authorization").empty());
  const Json body = Json::parse(call.body);
  CHECK(body == Json{{"url", "http://app.test:3000/api/inngest?x=y"},
                     {"deployType", "ping"},
                     {"appName", "app"},
                     {"sdk", "event-codegen:v0.1.0"},
                     {"v", "0.1"},
                     {"functions",
                      {{{"id", "app-plain"},
                        {"name", "plain"},
                        {"triggers", {{{"event", "test/event"}}}},
                        {"checkpoint", {{"batch_steps", 1}}},
                        {"steps",
                         {{"step",
                           {{"id", "step"},
                            {"name", "step"},
                            {"runtime",
                             {{"type", "http"},
                              {"url", "http://app.test:3000/api/inngest?x=y&fnId=app-plain&stepId=step"}}}}}}}}}}});
  CHECK(findHeader(call.headers, "X-Inngest-Sdk") == body.at("sdk").get<std::string>());
}

TEST_CASE("what Inngest answers to a sync is passed on, without keys") {
  InngestSettings settings = Fixture::cloudSettings();
  settings.serveOrigin = "https://app.example";
  Fixture app({plain()}, settings);
  app.http->add(200, R"({"ok":true})");
  CHECK(bodyOf(app.handle("PUT")).at("modified") == false);
  REQUIRE(app.http->calls.size() == 1);
  CHECK(Json::parse(app.http->calls[0].body).at("url") == "https://app.example/api/inngest");

  app.http->add(400, R"({"error":"function is invalid, )" + KEY + R"("})");
  const HttpResponse refused = app.handle("PUT");
  CHECK(refused.status == 500);
  CHECK(bodyOf(refused) == Json{{"message", "function is invalid, ***"}, {"modified", false}});
  const HttpResponse unreachable = app.handle("PUT");
  CHECK(unreachable.status == 500);
  CHECK(bodyOf(unreachable).at("message") == "http://nowhere: no connection");
  CHECK_FALSE(contains(app.logger->text(), KEY));
}

TEST_CASE("a stranger can not say where our functions are") {
  Fixture app({plain()}, Fixture::cloudSettings());
  const HttpHeaders host{{"Host", "evil.test"}};
  CHECK(app.handle("PUT", "", "", host).status == 401);
  HttpHeaders forged = host;
  forged.push_back({"X-Inngest-Signature", "t=1&s=2"});
  CHECK(app.handle("PUT", "", "", forged).status == 401);
  CHECK(app.http->calls.empty());

  HttpHeaders headers = app.signedHeaders("");
  headers.push_back({"Host", "app.test"});
  headers.push_back({"X-Forwarded-Proto", "https"});
  app.http->add(200, "{}");
  CHECK(app.handle("PUT", "", "", headers).status == 200);
  REQUIRE(app.http->calls.size() == 1);
  CHECK(Json::parse(app.http->calls[0].body).at("url") == "https://app.test/api/inngest");
}

TEST_CASE("a host that is none is refused") {
  Fixture app({plain()});
  for (const char* host : {"", "a b", "user@host", "host/path?", "host\r\nX: y"}) {
    CAPTURE(host);
    CHECK(app.handle("PUT", "", "", {{"Host", host}}).status == 500);
  }
  CHECK(app.http->calls.empty());
}

TEST_CASE("a signed request for a sync in band is answered with the functions, signed") {
  Fixture app({plain()}, Fixture::cloudSettings());
  const std::string body = R"({"url":"https://app.test/api/inngest"})";
  HttpHeaders headers = app.signedHeaders(body, FALLBACK_KEY);
  headers.push_back({"X-Inngest-Sync-Kind", "in_band"});
  const HttpResponse response = app.handle("PUT", body, "", headers);
  CHECK(response.status == 200);
  CHECK(headerOf(response, "X-Inngest-Sync-Kind") == "in_band");
  CHECK(SigningKey(FALLBACK_KEY).verify(headerOf(response, "X-Inngest-Signature"), response.body, app.clock->now()));
  const Json answer = bodyOf(response);
  CHECK(answer.at("app_id") == "app");
  CHECK(answer.at("url") == "https://app.test/api/inngest");
  CHECK(answer.at("functions").at(0).at("id") == "app-plain");
  CHECK(answer.at("inspection").at("authentication_succeeded") == true);
  CHECK(answer.at("sdk_language") == "cpp");
  CHECK(app.http->calls.empty());

  CHECK(app.handle("PUT", body, "", {{"X-Inngest-Sync-Kind", "in_band"}}).status == 401);
  headers = app.signedHeaders("{}");
  headers.push_back({"X-Inngest-Sync-Kind", "in_band"});
  CHECK(app.handle("PUT", "{}", "", headers).status == 400);
}

TEST_CASE("the signature of the canonical form of the body is taken as well, as the server makes it") {
  Fixture app({plain()}, Fixture::cloudSettings());
  const std::string sent = R"({"url":"https://app.test/api/inngest?a=1\u0026b=2"})";
  HttpHeaders headers = app.signedHeaders(R"({"url":"https://app.test/api/inngest?a=1&b=2"})");
  headers.push_back({"X-Inngest-Sync-Kind", "in_band"});
  CHECK(app.handle("PUT", sent, "", headers).status == 200);
}

TEST_CASE("where a sync in band is not allowed, it is made out of band") {
  InngestSettings settings = Fixture::devSettings();
  settings.allowInBandSync = false;
  Fixture app({plain()}, settings);
  app.http->add(200, "{}");
  const HttpResponse response = app.handle("PUT", "{}", "", {{"Host", "h"}, {"X-Inngest-Sync-Kind", "in_band"}});
  CHECK(headerOf(response, "X-Inngest-Sync-Kind") == "out_of_band");
  CHECK(bodyOf(app.handle("GET")).at("capabilities") == Json::object());
}

TEST_CASE("all that a handler's options say is told by name") {
  using namespace std::chrono_literals;
  HandlerOptions options;
  options.retries = 7;
  options.concurrency = {{.limit = 5, .key = "event.data.userId"},
                         {.limit = 2, .key = "\"all\"", .scope = ConcurrencyScope::account}};
  options.rateLimit = RateLimit{.limit = 100, .period = 24h, .key = "event.data.a"};
  options.throttle = Throttle{.limit = 10, .period = 1min};
  options.debounce = Debounce{.period = 90s, .timeout = 5min, .key = "event.data.b"};
  options.priority = "event.data.vip ? 120 : 0";
  options.singleton = Singleton{.mode = SingletonMode::cancel, .key = "event.data.c"};
  options.cancelOn = {{.event = "t/a", .match = "data.id"},
                      {.event = "t/b", .match = "data.id", .condition = "async.data.yes", .timeout = 1h},
                      {.event = "t/c"}};
  options.timeouts = {.start = 10min, .finish = 36h};
  options.idempotency = "event.data.orderId";
  options.conditions = {"event.data.n > 3"};
  options.checkpointing = Checkpointing{.bufferedSteps = 3, .maxInterval = 3s, .maxRuntime = 1min};
  Fixture app({handlerOf(
      "configured", [](const StoredEvent&, Step&) { return 1; }, options)});
  app.http->add(200, "{}");
  CHECK(app.endpoint->sync("http://app.test/api/inngest").succeeded);
  REQUIRE(app.http->calls.size() == 1);
  Json function = Json::parse(app.http->calls[0].body).at("functions").at(0);
  CHECK(function.at("steps").at("step").at("retries") == Json{{"attempts", 7}});
  function.erase("steps");
  CHECK(function ==
        Json{{"id", "app-configured"},
             {"name", "configured"},
             {"triggers", {{{"event", "test/event"}, {"expression", "event.data.n > 3"}}}},
             {"concurrency",
              {{{"limit", 5}, {"key", "event.data.userId"}}, {{"limit", 2}, {"key", "\"all\""}, {"scope", "account"}}}},
             {"rateLimit", {{"limit", 100}, {"period", "1d"}, {"key", "event.data.a"}}},
             {"throttle", {{"limit", 10}, {"period", "1m"}, {"burst", 1}}},
             {"debounce", {{"period", "1m30s"}, {"timeout", "5m"}, {"key", "event.data.b"}}},
             {"priority", {{"run", "event.data.vip ? 120 : 0"}}},
             {"singleton", {{"mode", "cancel"}, {"key", "event.data.c"}}},
             {"cancel",
              {{{"event", "t/a"}, {"if", "event.data.id == async.data.id"}},
               {{"event", "t/b"}, {"if", "(event.data.id == async.data.id) && (async.data.yes)"}, {"timeout", "1h"}},
               {{"event", "t/c"}}}},
             {"timeouts", {{"start", "10m"}, {"finish", "1d12h"}}},
             {"idempotency", "event.data.orderId"},
             {"checkpoint", {{"batch_steps", 3}, {"batch_interval", "3s"}, {"max_runtime", "1m"}}}});
}

TEST_CASE("each option alone is told by its name, and what says nothing is not told") {
  using namespace std::chrono_literals;
  struct Case {
    HandlerOptions options;
    Json told;
  };
  const auto with = [](auto set) {
    HandlerOptions options;
    options.checkpointing = Checkpointing::off();
    set(options);
    return options;
  };
  const Json step = {{"limit", 2}, {"key", "event.data.k"}, {"scope", "env"}};
  const Case cases[] = {
      {with([](HandlerOptions&) {}), Json::object()},
      {with([](HandlerOptions& o) { o.description = "for people"; }), Json::object()},
      {with([](HandlerOptions& o) { o.emits = {"t/a"}; }), Json::object()},
      {with([](HandlerOptions& o) { o.retries = 4; }), Json::object()},
      {with([](HandlerOptions& o) {
         o.concurrency = {{.limit = 2, .key = "event.data.k", .scope = ConcurrencyScope::env}};
       }),
       {{"concurrency", Json::array({step})}}},
      {with([](HandlerOptions& o) { o.concurrency = {{.limit = 2}}; }), {{"concurrency", Json::array({{{"limit", 2}}})}}},
      {with([](HandlerOptions& o) { o.rateLimit = RateLimit{.limit = 1, .period = 1s}; }),
       {{"rateLimit", {{"limit", 1}, {"period", "1s"}}}}},
      {with([](HandlerOptions& o) { o.throttle = Throttle{.limit = 3, .period = 1h, .burst = 2, .key = "event.data.k"}; }),
       {{"throttle", {{"limit", 3}, {"period", "1h"}, {"burst", 2}, {"key", "event.data.k"}}}}},
      {with([](HandlerOptions& o) { o.debounce = Debounce{.period = 7s}; }), {{"debounce", {{"period", "7s"}}}}},
      {with([](HandlerOptions& o) { o.singleton = Singleton{}; }), {{"singleton", {{"mode", "skip"}}}}},
      {with([](HandlerOptions& o) { o.timeouts.start = 1s; }), {{"timeouts", {{"start", "1s"}}}}},
      {with([](HandlerOptions& o) { o.timeouts.finish = 1s; }), {{"timeouts", {{"finish", "1s"}}}}},
      {with([](HandlerOptions& o) { o.checkpointing = Checkpointing::safe(); }), {{"checkpoint", {{"batch_steps", 1}}}}},
      {with([](HandlerOptions& o) { o.checkpointing = Checkpointing::performant(); }),
       {{"checkpoint", {{"batch_steps", 1000}}}}},
      {with([](HandlerOptions& o) { o.checkpointing = Checkpointing::blended(); }),
       {{"checkpoint", {{"batch_steps", 3}, {"batch_interval", "3s"}}}}},
  };
  for (const Case& expected : cases) {
    Fixture app({handlerOf(
        "f", [](const StoredEvent&, Step&) { return 1; }, expected.options)});
    app.http->add(200, "{}");
    REQUIRE(app.endpoint->sync("http://app.test/api/inngest").succeeded);
    Json function = Json::parse(app.http->calls[0].body).at("functions").at(0);
    for (const char* always : {"id", "name", "triggers", "steps"}) function.erase(always);
    CHECK(function == expected.told);
  }
}

TEST_CASE("batches and failure handlers are told by name") {
  using namespace std::chrono_literals;
  HandlerOptions options;
  options.checkpointing = Checkpointing::off();
  options.batchEvents = BatchEvents{.maxSize = 5, .timeout = 10s, .key = "event.data.k", .condition = "event.data.n > 1"};
  options.onFailure = [](const Event<FunctionFailed>&, Step&) {};
  Handler handler = handlerOf(
      "f", [](const StoredEvent&, Step&) { return 1; }, options);
  handler.takesBatch = true;
  Fixture app({handler});
  app.http->add(200, "{}");
  REQUIRE(app.endpoint->sync("http://app.test/api/inngest").succeeded);
  const Json functions = Json::parse(app.http->calls[0].body).at("functions");
  REQUIRE(functions.size() == 2);
  CHECK(functions[0].at("batchEvents") ==
        Json{{"maxSize", 5}, {"timeout", "10s"}, {"key", "event.data.k"}, {"if", "event.data.n > 1"}});
  CHECK(functions[1].at("id") == "app-f-failure");
  CHECK(functions[1].at("name") == "f (failure)");
  CHECK(functions[1].at("steps").at("step").at("retries") == Json{{"attempts", 1}});
  CHECK(functions[1].at("triggers") ==
        Json::array({{{"event", "inngest/function.failed"}, {"expression", "event.data.function_id == 'app-f'"}}}));
}

TEST_CASE("schedules are told with their time zones and their jitter") {
  using namespace std::chrono_literals;
  Handler scheduled = plain();
  scheduled.crons = {Cron("0 9 * * 1-5", {"Europe/Paris", 90s, MissedTicks::skip}), Cron("*/5 * * * *")};
  Fixture app({scheduled});
  app.http->add(200, "{}");
  REQUIRE(app.endpoint->sync("http://app.test/api/inngest").succeeded);
  CHECK(Json::parse(app.http->calls[0].body).at("functions").at(0).at("triggers") ==
        Json::array({{{"event", "test/event"}},
                     {{"cron", "TZ=Europe/Paris 0 9 * * 1-5"}, {"jitter", "1m30s"}},
                     {{"cron", "*/5 * * * *"}}}));
}

TEST_CASE("a handler of failures is started by those of the application's other functions only") {
  Handler failures = handlerOf("failures", [](const StoredEvent&, Step&) { return 1; });
  failures.events = {"inngest/function.failed"};
  Fixture app({plain(), failures});
  app.http->add(200, "{}");
  REQUIRE(app.endpoint->sync("http://app.test/api/inngest").succeeded);
  const Json triggers = Json::parse(app.http->calls[0].body).at("functions").at(1).at("triggers");
  CHECK(triggers ==
        Json::array({{{"event", "inngest/function.failed"}, {"expression", "event.data.function_id == 'app-plain'"}}}));
}

}  // namespace event_runtime::inngest
