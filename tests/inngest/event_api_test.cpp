#include "support.hpp"

#include <event_runtime/engine.hpp>

namespace event_runtime::inngest {

using namespace std::chrono_literals;

namespace {

/// Takes events, or says why not.
class KeepingClient : public Client {
 public:
  std::vector<std::string> send(std::vector<OutgoingEvent> events) override {
    if (isFull) throw SendError("the disk is full");
    std::vector<std::string> ids;
    for (OutgoingEvent& event : events) {
      ids.push_back(event.options.id.empty() ? "made" : event.options.id);
      taken.push_back(std::move(event));
    }
    return ids;
  }
  bool isFull = false;
  std::vector<OutgoingEvent> taken;
};

struct Api {
  explicit Api(std::vector<std::string> keys = {}) : api({.client = client, .eventKeys = std::move(keys)}) {}

  HttpResponse post(const std::string& body, const std::string& path = "/e/key", HttpHeaders headers = {}) const {
    return api.handle({"POST", path, "", std::move(headers), body});
  }

  std::shared_ptr<KeepingClient> client = std::make_shared<KeepingClient>();
  EventApi api;
};

}  // namespace

TEST_CASE("an event and an array of events are taken") {
  Api app;
  HttpResponse response = app.post(R"({"name":"a/b","data":{"x":1,"_inngest":{"secret":true},"y":[2]}})");
  CHECK(response.status == 200);
  CHECK(Json::parse(response.body) == Json{{"ids", {"made"}}, {"status", 200}});
  response = app.post(
      R"( [{"name":"a/c","id":"own","ts":1700000000000,"user":{"n":1},"v":"2"},{"name":"a/d","data":null,"user":{}}] )");
  CHECK(Json::parse(response.body).at("ids") == Json{"own", "made"});
  REQUIRE(app.client->taken.size() == 3);
  CHECK(Json::parse(app.client->taken[0].data) == Json{{"x", 1}, {"y", {2}}});
  const OutgoingEvent& event = app.client->taken[1];
  CHECK(event.name == "a/c");
  CHECK(event.data == "{}");
  CHECK(event.version == "2");
  CHECK(event.options.ts == Timestamp{1700000000000ms});
  CHECK(event.options.user == R"({"n":1})");
  CHECK(app.client->taken[2].options.user.empty());
  CHECK(app.post("[]").status == 200);
}

TEST_CASE("what is no event is refused with the place, and nothing of the request is taken") {
  Api app;
  for (const char* bad :
       {"", "null", "1", "{", "{}", R"({"name":""})", R"({"name":1})", R"([{"name":"a"},{"name":"b","data":[]}])",
        R"({"name":"a","ts":"now"})", R"({"name":"a","ts":1})", R"({"name":"a","user":1})", R"({"name":"inngest/x"})",
        R"({"name":"InnGest/x"})", R"([[{"name":"a"}]])", "name=a&data=b"}) {
    CAPTURE(bad);
    const HttpResponse response = app.post(bad);
    CHECK(response.status == 400);
    CHECK(Json::parse(response.body).at("status") == 400);
    CHECK_FALSE(Json::parse(response.body).at("error").get<std::string>().empty());
  }
  CHECK(contains(app.post(R"([{"name":"a"},{"name":"b","data":[]}])").body, "/1/data"));
  CHECK(app.client->taken.empty());

  std::string many = "[";
  for (int i = 0; i < 5001; ++i) many += i == 0 ? R"({"name":"a"})" : R"(,{"name":"a"})";
  CHECK(app.post(many + "]").status == 400);
  CHECK(app.client->taken.empty());
}

TEST_CASE("a request that is sent twice with one seed makes the same events") {
  Api app;
  // The ids that Inngest's server makes of its own example of a seed.
  const HttpHeaders seed{{"x-inngest-event-id-seed", "1743130137367,eii2YKXRVTJPuA=="}};
  const std::string body = R"([{"name":"a"},{"name":"b","id":"own"},{"name":"c"}])";
  const Json first = Json::parse(app.post(body, "/e/key", seed).body).at("ids");
  CHECK(first == Json{"01JQDAE4RQF8MBCR55T5AK4KXS", "own", "01JQDAE4RQF8MBCR55T5AK4KXV"});
  CHECK(Json::parse(app.post(body, "/e/key", seed).body).at("ids") == first);
  for (const char* bad : {"", "x", "1743130137367", "1743130137367,AAAA",
                          "-1,eii2YKXRVTJPuA==", "1,eii2YKXRVTJPu!==", "999999999999999999,eii2YKXRVTJPuA=="}) {
    CAPTURE(bad);
    const Json ids =
        Json::parse(app.post(R"({"name":"a"})", "/e/key", {{"x-inngest-event-id-seed", bad}}).body).at("ids");
    CHECK(ids == Json{"made"});
  }
}

TEST_CASE("the key must be one of those that are known, and is in no answer") {
  Api app({EVENT_KEY, "second key"});
  const std::string body = R"({"name":"a"})";
  CHECK(app.post(body, "/e/" + EVENT_KEY).status == 200);
  CHECK(app.post(body, "/e/second%20key").status == 200);
  for (const std::string& path :
       {std::string("/e/"), "/e/" + EVENT_KEY + "x", std::string("/e/%zz"), std::string("/e/other")}) {
    const HttpResponse response = app.post(body, path);
    CHECK(response.status == 401);
    CHECK_FALSE(contains(response.body, EVENT_KEY));
  }
  CHECK(app.client->taken.size() == 2);
  CHECK(Api().post(body, "/e/").status == 401);
}

TEST_CASE("other requests, long ones, and events that can not be kept are told") {
  Api app;
  CHECK(app.api.handle({"GET", "/e/key", "", {}, ""}).status == 405);
  CHECK(app.api.handle({"POST", "/", "", {}, ""}).status == 404);
  CHECK(app.post(std::string((std::size_t{8} << 20U) + 1, ' ')).status == 413);
  app.client->isFull = true;
  CHECK(app.post(R"({"name":"a"})").status == 503);
  CHECK_THROWS_AS(EventApi({}), std::invalid_argument);
}

TEST_CASE("an engine runs the handlers of events that came over HTTP") {
  Json seen;
  EngineOptions options;
  options.app = "app";
  options.store = memoryStore();
  options.handlers = {handlerOf("reader", [&](const StoredEvent& event, Step&) {
    seen = Json::parse(event.data);
    return 1;
  })};
  options.logger = silentLogger();
  options.handleSignals = false;
  Engine engine(std::move(options));
  engine.start();
  const EventApi api({.client = engine.client()});
  const HttpResponse response = api.handle({"POST", "/e/any", "", {}, R"({"name":"test/event","data":{"n":5}})"});
  CHECK(response.status == 200);
  engine.waitUntilIdle();
  CHECK(seen == Json{{"n", 5}});
  const std::string id = Json::parse(response.body).at("ids").at(0);
  CHECK(engine.runsOfEvent(id).size() == 1);
}

}  // namespace event_runtime::inngest
