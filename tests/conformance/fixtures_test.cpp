#include "fixtures.hpp"

#include "inngest/support.hpp"

/// What Inngest's conformance runner (inngest/inngest v1.43, pkg/conformance) compares: the whole operation but the
/// display name, and the JSON text of its data byte for byte.
namespace event_runtime::inngest {

namespace {

const std::string FIRST = "98bf98df193bcce7c33e6bc50927cf2ac21206cb";
const std::string SLEEP = "c3ca5f787365eae0dea86250e27d476406956478";
const std::string SECOND = "764e20ec975d4ef820d0f42e6a5833384bd7ee36";
const std::string WAIT = "daaad336276d15594d0e765f96c17cd746bf4971";

struct Suite : Fixture {
  Suite() : Fixture(conformance::makeFixtures()) {}

  HttpResponse request(const std::string& function, const std::string& event, const Json& data,
                       const std::vector<std::pair<std::string, Json>>& steps = {}, int attempt = 0) {
    Json body = callBody(steps);
    body["event"] = {{"id", "e"}, {"name", event}, {"data", data}, {"ts", 1}, {"user", Json::object()}};
    body["events"] = Json::array({body["event"]});
    body["ctx"]["attempt"] = attempt;
    return call(body, function);
  }
};

/// The one operation of a response, without its display name.
Json operationOf(const HttpResponse& response) {
  CHECK(response.status == 206);
  Json operations = Json::parse(response.body);
  REQUIRE(operations.size() == 1);
  operations[0].erase("displayName");
  return operations[0];
}

}  // namespace

TEST_CASE("basic-invoke") {
  Suite suite;
  const HttpResponse response = suite.request("test-suite-simple-fn", "tests/function.test", {{"test", true}});
  CHECK(response.status == 200);
  CHECK(Json::parse(response.body) == Json{{"name", "tests/function.test"}, {"body", "ok"}});
}

TEST_CASE("steps-serial") {
  Suite suite;
  const auto request = [&](const std::vector<std::pair<std::string, Json>>& steps) {
    return suite.request("test-suite-step-test", "tests/step.test", {{"steps", {{"ok", "yes"}}}}, steps);
  };
  CHECK(operationOf(request({})) ==
        Json{{"op", "StepRun"}, {"id", FIRST}, {"name", "first step"}, {"data", "first step"}});
  const std::pair<std::string, Json> first{FIRST, {{"data", "first step"}}};
  CHECK(operationOf(request({first})) ==
        Json{{"op", "Sleep"}, {"id", SLEEP}, {"name", "2s"}, {"opts", {{"duration", "2s"}}}, {"data", nullptr}});
  const HttpResponse second = request({first, {SLEEP, nullptr}});
  CHECK(operationOf(second) == Json{{"op", "StepRun"},
                                    {"id", SECOND},
                                    {"name", "second step"},
                                    {"data", {{"first", "first step"}, {"second", true}}}});
  CHECK(contains(second.body, R"("data":{"first":"first step","second":true})"));
  const HttpResponse end =
      request({first, {SLEEP, nullptr}, {SECOND, {{"data", {{"first", "first step"}, {"second", true}}}}}});
  CHECK(end.status == 200);
  CHECK(Json::parse(end.body) == Json{{"name", "tests/step.test"}, {"body", "ok"}});
}

TEST_CASE("retry-basic") {
  Suite suite;
  const auto request = [&](const std::vector<std::pair<std::string, Json>>& steps, int attempt) {
    return suite.request("test-suite-retry-test", "tests/retry.test", {{"steps", {{"ok", "yes"}}}}, steps, attempt);
  };
  CHECK(operationOf(request({}, 0)) == Json{{"op", "StepError"},
                                            {"id", FIRST},
                                            {"name", "first step"},
                                            {"error", {{"name", "Error"}, {"message", "broken"}}},
                                            {"data", nullptr}});
  CHECK(operationOf(request({}, 1)) ==
        Json{{"op", "StepRun"}, {"id", FIRST}, {"name", "first step"}, {"data", "yes: 2"}});
  const std::pair<std::string, Json> first{FIRST, {{"data", "yes: 2"}}};
  const HttpResponse failed = request({first}, 0);
  CHECK(failed.status == 500);
  CHECK(Json::parse(failed.body) == Json{{"name", "Error"}, {"message", "broken func"}});
  const HttpResponse end = request({first}, 1);
  CHECK(end.status == 200);
  CHECK(Json::parse(end.body) == Json{{"name", "tests/retry.test"}, {"body", "ok"}});
}

TEST_CASE("cancel-basic") {
  Suite suite;
  CHECK(operationOf(suite.request("test-suite-cancel-test", "tests/cancel.test", {{"request_id", "123"}})) ==
        Json{{"op", "Sleep"}, {"id", SLEEP}, {"name", "10s"}, {"opts", {{"duration", "10s"}}}, {"data", nullptr}});
  suite.http->add(200, "{}");
  REQUIRE(suite.endpoint->sync("http://app.test/api/inngest").succeeded);
  const Json function = Json::parse(suite.http->calls.at(0).body).at("functions").at(3);
  CHECK(function.at("id") == "app-test-suite-cancel-test");
  CHECK(function.at("cancel") ==
        Json::array({{{"event", "cancel/please"}, {"if", "async.data.request_id == event.data.request_id"}}}));
}

TEST_CASE("wait-for-event-basic") {
  Suite suite;
  const auto request = [&](const std::vector<std::pair<std::string, Json>>& steps) {
    return suite.request("test-suite-wait-for-event", "tests/wait.test", {{"id", "123"}}, steps);
  };
  CHECK(operationOf(request({})) == Json{{"op", "WaitForEvent"},
                                         {"id", WAIT},
                                         {"name", "wait"},
                                         {"opts",
                                          {{"event", "test/resume"},
                                           {"if", "async.data.resume == true && async.data.id == event.data.id"},
                                           {"timeout", "10s"}}},
                                         {"data", nullptr}});
  const Json resume = {{"id", "resume"},
                       {"name", "test/resume"},
                       {"data", {{"id", "123"}, {"resume", true}}},
                       {"ts", 1},
                       {"user", Json::object()}};
  const HttpResponse end = request({{WAIT, resume}});
  CHECK(end.status == 200);
  CHECK(Json::parse(end.body) == Json{{"result", {{"id", "123"}, {"resume", true}}}});
}

TEST_CASE("serve-introspection, and the sync in band with which the runner begins") {
  Suite suite;
  CHECK(suite.handle("GET").status == 200);
  const HttpResponse response = suite.handle("PUT", R"({"url":"http://127.0.0.1:5000"})", "",
                                             {{"x-inngest-sync-kind", "in_band"}, {"X-Inngest-Server-Kind", "dev"}});
  CHECK(response.status == 200);
  const Json answer = Json::parse(response.body);
  CHECK(answer.at("url") == "http://127.0.0.1:5000/");
  CHECK(answer.at("functions").size() == 5);
}

}  // namespace event_runtime::inngest
