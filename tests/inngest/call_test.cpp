#include "support.hpp"

#include "execution/execution.hpp"

#include <array>
#include <atomic>

namespace event_runtime::inngest {

using namespace std::chrono_literals;
using execution::StepHash;

namespace {

Json twoSteps(const StoredEvent&, Step& step) {
  const int a = step.run("a", [] { return 1; });
  const int b = step.run("b", [&] { return a + 1; });
  return {{"a", a}, {"b", b}};
}

}  // namespace

TEST_CASE("given a handler of two steps, each call runs the next one, and the last gives the result") {
  Fixture app({handlerOf("two", twoSteps)});

  HttpResponse response = app.call(callBody(), "two");
  CHECK(response.status == 206);
  CHECK(headerOf(response, "Content-Type") == "application/json");
  CHECK(headerOf(response, "X-Inngest-Req-Version") == "2");
  CHECK(headerOf(response, "X-Inngest-Sdk").starts_with("event-codegen:v"));
  CHECK(headerOf(response, "X-Inngest-No-Retry").empty());
  CHECK(bodyOf(response) ==
        Json::array({{{"id", hashOf("a")}, {"op", "StepRun"}, {"name", "a"}, {"displayName", "a"}, {"data", 1}}}));

  response = app.call(callBody({{hashOf("a"), {{"data", 1}}}}), "two");
  CHECK(response.status == 206);
  CHECK(bodyOf(response).at(0).at("id") == hashOf("b"));
  CHECK(bodyOf(response).at(0).at("data") == 2);

  response = app.call(callBody({{hashOf("a"), {{"data", 1}}}, {hashOf("b"), {{"data", 2}}}}), "two");
  CHECK(response.status == 200);
  CHECK(bodyOf(response) == Json{{"a", 1}, {"b", 2}});
  CHECK(app.logger->text().empty());
}

TEST_CASE("a schedule of Inngest's calls its handler with the time") {
  Fixture app({createEventHandler(Cron("0 9 * * *", {.timezone = "Europe/Paris"}), "digest", {},
                                  [](const Event<ScheduledTimer>& event, Step&) {
                                    return event.data.cron + " " + formatTimestamp(event.data.scheduledAt);
                                  })});
  Json body = callBody();
  body["event"] = {{"id", "2026-11-21T08:00:00Z"},
                   {"name", "inngest/scheduled.timer"},
                   {"ts", 1795248000000},
                   {"data",
                    {{"cron", "TZ=Europe/Paris 0 9 * * *"},
                     {"scheduledAt", "2026-11-21T08:00:00Z"},
                     {"fireAt", "2026-11-21T08:00:00Z"}}}};
  body["events"] = Json::array({body["event"]});
  const HttpResponse response = app.call(body, "digest");
  CHECK(response.status == 200);
  CHECK(bodyOf(response) == "TZ=Europe/Paris 0 9 * * * 2026-11-21T08:00:00.000Z");
}

TEST_CASE("where immediate execution is disabled, a step is planned, and run when it is asked for") {
  Fixture app({handlerOf("two", twoSteps)});
  Json body = callBody();
  body["ctx"]["disable_immediate_execution"] = true;

  const HttpResponse planned = app.call(body, "two");
  CHECK(planned.status == 206);
  CHECK(bodyOf(planned) ==
        Json::array(
            {{{"id", hashOf("a")}, {"op", "StepPlanned"}, {"name", "a"}, {"displayName", "a"}, {"data", nullptr}}}));
  const HttpResponse ran = app.call(body, "two", hashOf("a"));
  CHECK(ran.status == 206);
  CHECK(bodyOf(ran).at(0).at("op") == "StepRun");
  CHECK(bodyOf(ran).at(0).at("data") == 1);
}

TEST_CASE("a step that is asked for and is not the function's is not found, and the log says so") {
  Fixture app({handlerOf("two", twoSteps)});
  for (const std::string& step : {hashOf("x"), std::string("nonsense")}) {
    const HttpResponse response = app.call(callBody(), "two", step);
    CHECK(response.status == 206);
    CHECK(bodyOf(response) == Json::array({{{"id", step}, {"op", "StepNotFound"}}}));
  }
  CHECK(contains(app.logger->text(), "none of the function's"));
}

TEST_CASE("sleeps tell their duration where the specification and where older SDKs have it") {
  Fixture app({handlerOf("sleeps", [](const StoredEvent&, Step& step) {
    step.sleep("nap", 2s);
    step.sleepUntil("until", "2020-01-01T00:00:00Z");
    return 1;
  })});
  CHECK(bodyOf(app.call(callBody(), "sleeps")) == Json::array({{{"id", hashOf("nap")},
                                                                {"op", "Sleep"},
                                                                {"name", "2s"},
                                                                {"displayName", "nap"},
                                                                {"opts", {{"duration", "2s"}}},
                                                                {"data", nullptr}}}));
  const Json until = bodyOf(app.call(callBody({{hashOf("nap"), nullptr}}), "sleeps")).at(0);
  CHECK(until.at("name") == "2020-01-01T00:00:00.000Z");
  CHECK(app.call(callBody({{hashOf("nap"), nullptr}, {hashOf("until"), nullptr}}), "sleeps").status == 200);
}

TEST_CASE("parallel steps are told together, and none is run") {
  std::atomic<int> bodies = 0;
  Fixture app({handlerOf("parallel", [&](const StoredEvent&, Step& step) {
    const auto [a, b] = step.parallel(step.branch("a", [&] { return ++bodies; }), [&] {
      step.sleep("s", 1s);
      return 2;
    });
    return a + b;
  })});
  const Json operations = bodyOf(app.call(callBody(), "parallel"));
  REQUIRE(operations.size() == 2);
  CHECK(operations.at(0).at("op") == "StepPlanned");
  CHECK(operations.at(1).at("op") == "Sleep");
  CHECK(bodies == 0);

  // One of two is left: it alone is new, so it is run at once.
  const Json left = bodyOf(app.call(callBody({{hashOf("s"), nullptr}}), "parallel"));
  REQUIRE(left.size() == 1);
  CHECK(left.at(0).at("op") == "StepRun");
  CHECK(app.call(callBody({{hashOf("s"), nullptr}, {hashOf("a"), {{"data", 1}}}}), "parallel").body == "3");
}

TEST_CASE("steps get their results in the order in which they ended, not in that of the branches") {
  std::vector<std::string> order;
  Fixture app({handlerOf("race", [&](const StoredEvent&, Step& step) {
    order.clear();
    const auto chain = [&](const std::string& name) {
      return [&, name] {
        step.run(name + "1", [] { return 1; });
        order.push_back(name + "1");
        step.run(name + "2", [] { return 1; });
        order.push_back(name + "2");
      };
    };
    step.parallel(chain("l"), chain("r"));
    return order;
  })});
  const Json one = {{"data", 1}};
  const auto resultOf = [&](const std::vector<std::string>& stack) {
    std::vector<std::pair<std::string, Json>> steps;
    for (const std::string& id : stack) steps.emplace_back(hashOf(id), one);
    const HttpResponse response = app.call(callBody(steps), "race");
    CHECK(response.status == 200);
    return bodyOf(response);
  };
  CHECK(resultOf({"r1", "r2", "l1", "l2"}) == Json{"r1", "r2", "l1", "l2"});
  CHECK(resultOf({"l1", "r1", "r2", "l2"}) == Json{"l1", "r1", "r2", "l2"});
  CHECK(app.logger->text().empty());
}

TEST_CASE("a function that is not what it was is gone on with, and the log warns") {
  Fixture app({handlerOf("two", twoSteps)});
  const Json one = {{"data", 1}};
  SUBCASE("a step has been put first") {
    CHECK(app.call(callBody({{hashOf("b"), one}, {hashOf("a"), one}}), "two").status == 200);
  }
  SUBCASE("a step has been removed") {
    CHECK(app.call(callBody({{hashOf("gone"), one}, {hashOf("a"), one}, {hashOf("b"), one}}), "two").status == 200);
  }
  SUBCASE("the last step has been removed") {
    CHECK(app.call(callBody({{hashOf("a"), one}, {hashOf("b"), one}, {hashOf("gone"), one}}), "two").status == 200);
  }
  CHECK(contains(app.logger->text(), "the function has changed since this run began"));
}

namespace {

HttpResponse failStep(const std::function<void()>& body, int attempt, int maxAttempts, StepOptions options = {}) {
  Fixture app({handlerOf("fails", [&](const StoredEvent&, Step& step) {
    step.run("bad", options, body);
    return 1;
  })});
  Json request = callBody();
  request["ctx"]["attempt"] = attempt;
  request["ctx"]["max_attempts"] = maxAttempts;
  return app.call(request, "fails");
}

}  // namespace

TEST_CASE("a step that throws is tried again while there are attempts") {
  const HttpResponse response = failStep([] { throw std::runtime_error("boom"); }, 0, 2);
  CHECK(response.status == 206);
  CHECK(headerOf(response, "X-Inngest-No-Retry") == "false");
  CHECK(headerOf(response, "Retry-After").empty());
  CHECK(bodyOf(response) == Json::array({{{"id", hashOf("bad")},
                                          {"op", "StepError"},
                                          {"name", "bad"},
                                          {"displayName", "bad"},
                                          {"error", {{"name", "Error"}, {"message", "boom"}}},
                                          {"data", nullptr}}}));
}

TEST_CASE("a step that throws at its last attempt, or says that trying will not help, has failed") {
  const auto isFailed = [](const HttpResponse& response) {
    CHECK(response.status == 206);
    CHECK(bodyOf(response).at(0).at("op") == "StepFailed");
    CHECK(headerOf(response, "X-Inngest-No-Retry") == "true");
    CHECK(headerOf(response, "Retry-After").empty());
  };
  isFailed(failStep([] { throw std::runtime_error("boom"); }, 1, 2));
  isFailed(failStep([] { throw NonRetriableError("never"); }, 0, 5));
  isFailed(failStep([] { throw std::runtime_error("boom"); }, 1, 5, {.retries = 1}));
  isFailed(failStep([] { throw RetryAfterError("later", 5s); }, 4, 5));
}

TEST_CASE("a step says when it is to be tried again: in seconds, rounded up, or as a date") {
  CHECK(headerOf(failStep([] { throw RetryAfterError("later", 1500ms); }, 0, 5), "Retry-After") == "2");
  CHECK(headerOf(failStep([] { throw RetryAfterError("later", 0ms); }, 0, 5), "Retry-After") == "1");
  const Timestamp time = parseTimestamp("2030-05-06T07:08:09Z");
  CHECK(headerOf(failStep([&] { throw RetryAfterError("later", time); }, 0, 5), "Retry-After") ==
        "2030-05-06T07:08:09.000Z");
}

TEST_CASE("a step's error is thrown in the handler, which may go on or fail for good") {
  const auto caught = [](const StoredEvent&, Step& step) -> Json {
    try {
      step.run("bad", [] {});
    } catch (const StepError& error) {
      return {{"name", error.cause().name}, {"message", error.what()}};
    }
    return nullptr;
  };
  const auto uncaught = [](const StoredEvent&, Step& step) {
    step.run("bad", [] {});
    return 1;
  };
  Fixture app({handlerOf("caught", caught), handlerOf("uncaught", uncaught)});
  const Json request =
      callBody({{hashOf("bad"), {{"error", {{"name", "TypeError"}, {"message", "no"}, {"stack", "…"}}}}}});
  CHECK(bodyOf(app.call(request, "caught")) == Json{{"name", "TypeError"}, {"message", "no"}});
  const HttpResponse response = app.call(request, "uncaught");
  CHECK(response.status == 400);
  CHECK(headerOf(response, "X-Inngest-No-Retry") == "true");
  CHECK(bodyOf(response) == Json{{"name", "TypeError"}, {"message", "no"}});
}

TEST_CASE("a handler that throws is tried again, later if it says so, or not") {
  Fixture app({handlerOf("fails", [](const StoredEvent& event, Step&) -> int {
    const Json data = Json::parse(event.data);
    if (data.at("n") == 1) throw std::runtime_error("broken");
    if (data.at("n") == 2) throw RetryAfterError("later", 2s);
    if (data.at("n") == 3) throw NonRetriableError("never");
    throw 7;
  })});
  const auto call = [&](int n, int attempt) {
    Json body = callBody();
    body["events"][0]["data"]["n"] = n;
    body["ctx"]["attempt"] = attempt;
    return app.call(body, "fails");
  };
  CHECK(call(1, 0).status == 500);
  CHECK(headerOf(call(1, 0), "X-Inngest-No-Retry") == "false");
  CHECK(call(1, 0).body == R"({"name":"Error","message":"broken"})");
  CHECK(call(1, 4).status == 400);
  CHECK(headerOf(call(1, 4), "X-Inngest-No-Retry") == "true");
  CHECK(headerOf(call(2, 0), "Retry-After") == "2");
  CHECK(call(3, 0).status == 400);
  CHECK(bodyOf(call(3, 0)).at("name") == "NonRetriableError");
  CHECK(call(4, 0).status == 500);
}

TEST_CASE("a body sees the attempt of the request") {
  Fixture app({handlerOf("attempts", [](const StoredEvent&, Step& step) {
    return step.run("a", [&] { return step.attempt(); }) + 10 * step.attempt();
  })});
  Json body = callBody();
  body["ctx"]["attempt"] = 3;
  CHECK(bodyOf(app.call(body, "attempts")).at(0).at("data") == 3);
}

TEST_CASE("events are sent in a step, as the same events in every attempt") {
  Fixture app({handlerOf("sends", [](const StoredEvent&, Step& step) {
    std::vector<OutgoingEvent> events{{"a/b", R"({"x":1})", "", {}}, {"a/c", "{}", "3", {.id = "own"}}};
    return step.sendEvents("emit", events);
  })});
  app.http->add(500, "busy");
  app.http->add(200, R"({"ids":["01A","01B"],"status":200})");
  const HttpResponse response = app.call(callBody(), "sends");
  CHECK(response.status == 206);
  CHECK(bodyOf(response) == Json::array({{{"id", hashOf("emit")},
                                          {"op", "StepRun"},
                                          {"name", "sendEvent"},
                                          {"displayName", "emit"},
                                          {"opts", {{"type", "step.sendEvent"}}},
                                          {"data", {{"ids", {"01A", "01B"}}}}}}));
  REQUIRE(app.http->calls.size() == 2);
  CHECK(Json::parse(app.http->calls[0].body) ==
        Json::array({{{"name", "a/b"}, {"data", {{"x", 1}}}},
                     {{"name", "a/c"}, {"data", Json::object()}, {"id", "own"}, {"v", "3"}}}));
  const auto seed = [&](std::size_t call) {
    return std::string(findHeader(app.http->calls[call].headers, "X-Inngest-Event-Id-Seed"));
  };
  CHECK(seed(0) == seed(1));
  app.http->add(200, R"({"ids":["01A","01B"],"status":200})");
  app.call(callBody(), "sends");
  CHECK(seed(0) == seed(2));

  Json other = callBody();
  other["ctx"]["run_id"] = "01JCZZZZZZZZZZZZZZZZZZZZZY";
  app.http->add(200, R"({"ids":["01A","01B"],"status":200})");
  app.call(other, "sends");
  CHECK(seed(0) != seed(3));
}

TEST_CASE("a sendEvent step whose events are refused is tried again, and tells no key") {
  InngestSettings settings = Fixture::cloudSettings();
  Fixture app({handlerOf("sends",
                         [](const StoredEvent&, Step& step) {
                           std::vector<OutgoingEvent> events{{"a/b", "{}", "", {}}};
                           return step.sendEvents("emit", events);
                         })},
              settings);
  app.http->add(401, R"({"error":"no such key: )" + EVENT_KEY + R"("})");
  const std::string body = callBody().dump();
  const HttpResponse response = app.handle("POST", body, "fnId=app-sends&stepId=step", app.signedHeaders(body));
  CHECK(response.status == 206);
  CHECK(bodyOf(response).at(0).at("op") == "StepError");
  CHECK(contains(response.body, "no such key: ***"));
  CHECK_FALSE(contains(response.body, EVENT_KEY));
  CHECK_FALSE(contains(app.logger->text(), EVENT_KEY));
}

TEST_CASE("an unknown function and a body that is no call request are told, and may be tried again") {
  Fixture app({handlerOf("two", twoSteps)});
  const HttpResponse unknown = app.call(callBody(), "three");
  CHECK(unknown.status == 500);
  CHECK(contains(unknown.body, "app-three"));
  CHECK(headerOf(unknown, "X-Inngest-No-Retry") == "false");
  const HttpResponse bad = app.handle("POST", "{", "fnId=app-two&stepId=step");
  CHECK(bad.status == 400);
  CHECK(bodyOf(bad).at("name") == "BadRequest");
  CHECK(app.handle("POST", callBody().dump(), "").status == 500);
}

TEST_CASE("a state that was too long for the request is fetched") {
  Fixture app({handlerOf("two", twoSteps)});
  Json body = callBody();
  body["ctx"]["use_api"] = true;
  body["steps"] = Json::object();
  body["ctx"]["stack"]["stack"] = {hashOf("a")};
  app.http->add(200, Json::array({{{"name", "test/event"}, {"data", {{"n", 2}}}}}).dump());
  app.http->add(200, Json{{hashOf("a"), {{"data", 10}}}}.dump());
  const HttpResponse response = app.call(body, "two");
  CHECK(bodyOf(response).at(0).at("data") == 11);
  REQUIRE(app.http->calls.size() == 2);
  CHECK(app.http->calls[0].url == "http://inngest.test/v0/runs/01JCZZZZZZZZZZZZZZZZZZZZZZ/batch");
  CHECK(app.http->calls[1].url == "http://inngest.test/v0/runs/01JCZZZZZZZZZZZZZZZZZZZZZZ/actions");

  app.http->add(200, "[]");
  app.http->add(410, R"({"error":"gone"})");
  const HttpResponse failed = app.call(body, "two");
  CHECK(failed.status == 500);
  CHECK(contains(failed.body, "gone"));
  CHECK(app.call(body, "two").status == 500);  // no answer at all
}

TEST_CASE("requests of the API bear the hashed key, and the fallback where that is refused") {
  Fixture app({handlerOf("two", twoSteps)}, Fixture::cloudSettings());
  Json body = callBody();
  body["ctx"]["use_api"] = true;
  app.http->add(401, "");
  app.http->add(200, Json::array({{{"name", "test/event"}}}).dump());
  app.http->add(200, "{}");
  const std::string text = body.dump();
  CHECK(app.handle("POST", text, "fnId=app-two&stepId=step", app.signedHeaders(text)).status == 206);
  REQUIRE(app.http->calls.size() == 3);
  const auto bearer = [&](std::size_t call) {
    return std::string(findHeader(app.http->calls[call].headers, "Authorization"));
  };
  CHECK(bearer(0) == "Bearer " + SigningKey(KEY).bearer());
  CHECK(bearer(1) == "Bearer " + SigningKey(FALLBACK_KEY).bearer());
  CHECK(bearer(2) == bearer(1));  // it is stayed with
}

TEST_CASE("only calls that Inngest signed come to a handler") {
  int runs = 0;
  const auto counts = [&](const StoredEvent&, Step&) { return ++runs; };
  const std::string body = callBody().dump();
  const std::string query = "fnId=app-counts&stepId=step";
  SUBCASE("in the cloud") {
    Fixture app({handlerOf("counts", counts)}, Fixture::cloudSettings());
    CHECK(app.handle("POST", body, query).status == 500);
    CHECK(app.handle("POST", body, query, {{"X-Inngest-Signature", "t=1&s=2"}}).status == 500);
    CHECK(app.handle("POST", body + " ", query, app.signedHeaders(body)).status == 500);
    const HttpHeaders headers = app.signedHeaders(body);
    app.clock->advance(5min + 1s);
    CHECK(app.handle("POST", body, query, headers).status == 500);
    CHECK(runs == 0);
    CHECK(app.handle("POST", body, query, app.signedHeaders(body)).status == 200);
    CHECK(app.handle("POST", body, query, app.signedHeaders(body, FALLBACK_KEY)).status == 200);
    CHECK(runs == 2);
  }
  SUBCASE("in the cloud without a key: none") {
    Fixture app({handlerOf("counts", counts)}, {});
    CHECK(app.handle("POST", body, query, app.signedHeaders(body)).status == 500);
    CHECK(contains(app.handle("POST", body, query).body, "INNGEST_SIGNING_KEY"));
    CHECK(runs == 0);
  }
  SUBCASE("from a development server: those whose signature is wrong are refused, where there is a key") {
    InngestSettings settings = Fixture::devSettings();
    settings.signingKey = KEY;
    Fixture app({handlerOf("counts", counts)}, settings);
    CHECK(app.handle("POST", body, query).status == 200);
    CHECK(app.handle("POST", body, query, app.signedHeaders(body)).status == 200);
    CHECK(app.handle("POST", body, query, app.signedHeaders(body, FALLBACK_KEY)).status == 500);
    CHECK(runs == 2);
  }
}

TEST_CASE("long bodies and other methods are refused") {
  InngestOptions options;
  options.app = "app";
  options.settings = Fixture::devSettings();
  options.maxBodySize = 10;
  options.logger = silentLogger();
  InngestEndpoint endpoint(std::move(options));
  CHECK(endpoint.handle({"POST", "/", "", {}, std::string(11, ' ')}).status == 413);
  CHECK(endpoint.handle({"DELETE", "/", "", {}, ""}).status == 405);
  CHECK(endpoint.handle({"GET", "/", "", {}, ""}).status == 200);
}

}  // namespace event_runtime::inngest
