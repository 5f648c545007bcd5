#include "inngest/event_sender.hpp"

#include "support.hpp"

#include <set>

namespace event_runtime::inngest {

using namespace std::chrono_literals;

namespace {

OutgoingEvent eventOf(std::string name, std::string data = "{}") { return {std::move(name), std::move(data), "", {}}; }

/// A sender whose pauses are noted, not made.
struct Sender {
  explicit Sender(InngestSettings settings = Fixture::cloudSettings())
      : sender(std::move(settings), http, clock, [this](std::chrono::milliseconds time) { pauses.push_back(time); }) {}

  std::string errorOf(const std::vector<OutgoingEvent>& events) {
    try {
      sender.send(events);
    } catch (const SendError& error) {
      return error.what();
    }
    return "";
  }
  std::string header(std::size_t call, std::string_view name) const {
    return std::string(findHeader(http->calls.at(call).headers, name));
  }

  std::shared_ptr<FakeHttpClient> http = std::make_shared<FakeHttpClient>();
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::vector<std::chrono::milliseconds> pauses;
  EventSender sender;
};

/// Answers every request with as many ids as it has events.
void answerWithIds(FakeHttpClient& http, std::size_t count, int& next) {
  Json ids = Json::array();
  for (std::size_t i = 0; i < count; ++i) ids.push_back("id" + std::to_string(next++));
  http.add(200, Json{{"ids", ids}, {"status", 200}}.dump());
}

}  // namespace

TEST_CASE("events are posted to the event API with the event key, the environment and a seed") {
  InngestSettings settings = Fixture::cloudSettings();
  settings.env = "branch";
  settings.eventKey = "key/with?";
  Sender sender(settings);
  sender.http->add(200, R"({"ids":["01A"],"status":200})");
  OutgoingEvent event = eventOf("a/b", R"({"x":"é"})");
  event.version = "3";
  event.options = {.id = "own", .ts = Timestamp{1700000000000ms}, .user = R"({"id":1})"};
  CHECK(sender.sender.send({event}) == std::vector<std::string>{"01A"});
  const HttpCall& call = sender.http->calls.at(0);
  CHECK(call.method == "POST");
  CHECK(call.url == "https://inn.gs/e/key%2Fwith%3F");
  CHECK(sender.header(0, "X-Inngest-Env") == "branch");
  CHECK(sender.header(0, "Content-Type") == "application/json");
  CHECK(sender.header(0, "X-Inngest-Sdk").starts_with("event-codegen:v"));
  CHECK(sender.header(0, "X-Inngest-Event-Id-Seed").starts_with("1767225600000,"));
  CHECK(sender.header(0, "X-Inngest-Event-Id-Seed").size() == std::string("1767225600000,").size() + 16);
  CHECK(Json::parse(call.body) == Json::array({{{"name", "a/b"},
                                                {"data", {{"x", "é"}}},
                                                {"id", "own"},
                                                {"ts", 1700000000000},
                                                {"user", {{"id", 1}}},
                                                {"v", "3"}}}));
}

TEST_CASE("what may help is tried five times, with the same seed and longer pauses") {
  Sender sender;
  sender.http->add(503, "");
  sender.http->addFailure("https://inn.gs: no connection");
  sender.http->add(429, "");
  sender.http->add(500, "");
  sender.http->add(200, R"({"ids":["01A"]})");
  CHECK(sender.sender.send({eventOf("a/b")}).size() == 1);
  REQUIRE(sender.pauses.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(sender.pauses[i] >= 100ms * (1 << i));
    CHECK(sender.pauses[i] <= 100ms * (1 << i) + 100ms);
  }
  std::set<std::string> seeds;
  for (std::size_t i = 0; i < 5; ++i) seeds.insert(sender.header(i, "X-Inngest-Event-Id-Seed"));
  CHECK(seeds.size() == 1);
}

TEST_CASE("after the last attempt, or at once where trying can not help, sending fails and tells no key") {
  Sender sender;
  for (int i = 0; i < 5; ++i) sender.http->addFailure("https://inn.gs: no connection to " + EVENT_KEY);
  const std::string unreachable = sender.errorOf({eventOf("a/b")});
  CHECK(contains(unreachable, "can not be reached"));
  CHECK(contains(unreachable, "none was accepted"));
  CHECK_FALSE(contains(unreachable, EVENT_KEY));
  CHECK(sender.http->calls.size() == 5);

  sender.http->add(400, R"({"error":"event name is empty"})");
  CHECK(contains(sender.errorOf({eventOf("a/b")}), "status 400: event name is empty"));
  CHECK(sender.http->calls.size() == 6);

  for (int i = 0; i < 5; ++i) sender.http->add(200, R"({"ids":["only one"]})");
  CHECK(contains(sender.errorOf({eventOf("a/b"), eventOf("a/c")}), "took 2 events and told 1 ids"));
}

TEST_CASE("more events than the server takes at once are sent in several requests") {
  Sender sender;
  int next = 0;
  answerWithIds(*sender.http, 5000, next);
  answerWithIds(*sender.http, 1, next);
  const std::vector<OutgoingEvent> many(5001, eventOf("a/b"));
  const auto ids = sender.sender.send(many);
  REQUIRE(ids.size() == 5001);
  CHECK(ids.front() == "id0");
  CHECK(ids.back() == "id5000");
  CHECK(Json::parse(sender.http->calls.at(0).body).size() == 5000);
  CHECK(Json::parse(sender.http->calls.at(1).body).size() == 1);
  CHECK(sender.header(0, "X-Inngest-Event-Id-Seed") != sender.header(1, "X-Inngest-Event-Id-Seed"));
}

TEST_CASE("long events are sent in several requests, and an error tells how many were accepted") {
  Sender sender;
  const OutgoingEvent large = eventOf("a/b", "{\"x\":\"" + std::string(std::size_t{1} << 20U, 'x') + "\"}");
  int next = 0;
  answerWithIds(*sender.http, 2, next);
  sender.http->add(400, "no");
  CHECK(contains(sender.errorOf({large, large, large}), "the first 2 events were accepted, the rest was not"));
  for (const HttpCall& call : sender.http->calls) CHECK(call.body.size() <= EventSender::MAX_BODY);
}

TEST_CASE("no events are no request, and without a key there is none either") {
  Sender sender;
  CHECK(sender.sender.send({}).empty());
  CHECK(sender.http->calls.empty());
  InngestSettings settings;
  Sender keyless(settings);
  CHECK(contains(keyless.errorOf({eventOf("a/b")}), "INNGEST_EVENT_KEY"));
  settings.dev = true;
  Sender dev(settings);
  dev.http->add(200, R"({"ids":["01A"]})");
  CHECK(dev.sender.send({eventOf("a/b")}).size() == 1);
}

}  // namespace event_runtime::inngest
