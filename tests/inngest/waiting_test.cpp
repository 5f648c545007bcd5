#include "inngest/event_sender.hpp"

#include "support.hpp"

#include "execution/execution.hpp"

namespace event_runtime::inngest {

using namespace std::chrono_literals;
using execution::StepHash;

namespace {

struct Payload {
  std::int32_t n = 0;
};
void encodeJson(JsonBuffer& json, const Payload& value) {
  json.raw(R"({"n":)");
  json.integer(value.n);
  json.raw('}');
}
void decodeJson(Decoder& decoder, JsonValue json, Payload& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() == "n") decoder.integer(members.value(), value.n, path);
  }
}

constexpr EventTag<Payload> ANSWER{"test/answer"};
constexpr EventTag<Payload> OTHER{"test/other"};

Json envelope(const std::string& name, int n) {
  return {{"data", {{"n", n}}}, {"id", "e"}, {"name", name}, {"ts", 5}, {"user", Json::object()}};
}

}  // namespace

TEST_CASE("a step waits for an event, and is given it or nothing") {
  Fixture app({handlerOf("waits", [](const StoredEvent&, Step& step) {
    const auto event = step.waitForEvent("w", ANSWER, {.timeout = 90s, .match = "data.n"});
    return event ? event->data.n : -1;
  })});
  CHECK(
      bodyOf(app.call(callBody(), "waits")) ==
      Json::array({{{"id", hashOf("w")},
                    {"op", "WaitForEvent"},
                    {"name", "w"},
                    {"displayName", "w"},
                    {"opts", {{"event", "test/answer"}, {"if", "event.data.n == async.data.n"}, {"timeout", "1m30s"}}},
                    {"data", nullptr}}}));
  CHECK(app.call(callBody({{hashOf("w"), envelope("test/answer", 7)}}), "waits").body == "7");
  CHECK(app.call(callBody({{hashOf("w"), nullptr}}), "waits").body == "-1");
}

TEST_CASE("the first of several events is awaited by a race of waits, and the time that is over ends them all") {
  Fixture app({handlerOf("any", [](const StoredEvent&, Step& step) {
    const auto first = step.waitForAny("w", {.timeout = 1s, .match = "data.n"}, ANSWER, OTHER);
    return step.run("tell", [&] { return static_cast<int>(first.index()); });
  })});
  const Json waits = bodyOf(app.call(callBody(), "any"));
  REQUIRE(waits.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string name = i == 0 ? "test/answer" : "test/other";
    CHECK(waits[i].at("op") == "WaitForEvent");
    CHECK(waits[i].at("id") == hashOf("w: " + name));
    CHECK(waits[i].at("opts") == Json{{"event", name},
                                      {"if", "event.data.n == async.data.n"},
                                      {"timeout", "1s"},
                                      {"parallelMode", "race"}});
  }
  const auto told = [&](const std::vector<std::pair<std::string, Json>>& steps) {
    return bodyOf(app.call(callBody(steps), "any")).at(0).at("data");
  };
  const std::string answer = hashOf("w: test/answer");
  const std::string other = hashOf("w: test/other");
  CHECK(told({{answer, envelope("test/answer", 1)}}) == 1);
  CHECK(told({{other, envelope("test/other", 1)}}) == 2);
  CHECK(told({{other, envelope("test/other", 1)}, {answer, envelope("test/answer", 1)}}) == 2);
  CHECK(told({{answer, nullptr}}) == 0);
  CHECK(told({{answer, nullptr}, {other, nullptr}}) == 0);
}

TEST_CASE("branches of a race ask Inngest to go on without the others; those of parallel() do not") {
  Fixture app({handlerOf("f", [](const StoredEvent&, Step& step) {
    step.parallel([&] { step.sleep("alone", 1s); }, [&] {
      step.race("first", step.branch("run", [] { return 1; }), [&] {
        step.parallel([&] { step.sleep("x", 1s); }, [&] { step.sleep("y", 1s); });
        return 2;
      });
    });
    return 1;
  })});
  for (const Json& operation : bodyOf(app.call(callBody(), "f"))) {
    CAPTURE(operation.dump());
    const bool races = operation.value("opts", Json::object()).contains("parallelMode");
    CHECK(races == (operation.at("displayName") != "alone"));
  }
}

TEST_CASE("a step calls a function by the application's id and its own, and is given its result or its error") {
  const FunctionTag<Payload, std::int32_t> child{"child"};
  Fixture app(
      {handlerOf("default", [&](const StoredEvent&, Step& step) { return step.invoke("call", child, {.n = 3}); }),
       handlerOf("hurried", [&](const StoredEvent&, Step& step) {
         return step.invoke("call", child, {.n = 3}, {.timeout = 5min});
       })});
  const Json operation = bodyOf(app.call(callBody(), "default")).at(0);
  CHECK(operation.at("op") == "InvokeFunction");
  CHECK(operation.at("opts") == Json{{"function_id", "app-child"}, {"payload", {{"data", {{"n", 3}}}}}});
  CHECK(bodyOf(app.call(callBody(), "hurried")).at(0).at("opts").at("timeout") == "5m");
  CHECK(app.call(callBody({{hashOf("call"), {{"data", 6}}}}), "default").body == "6");
  const HttpResponse failed =
      app.call(callBody({{hashOf("call"), {{"error", {{"name", "Error"}, {"message", "child failed"}}}}}}), "default");
  CHECK(failed.status == 400);
  CHECK(bodyOf(failed).at("message") == "child failed");
}

TEST_CASE("a function that was invoked is given its caller's data as its event's") {
  const auto handler =
      createEventHandler(ANSWER, "child", {}, [](const Event<Payload>& event, Step&) { return event.data.n * 2; });
  Fixture app({handler});
  Json body = callBody();
  body["events"][0] = {{"name", "inngest/function.invoked"},
                       {"data", {{"n", 21}, {"_inngest", {{"fn_id", "app-child"}}}}}};
  CHECK(app.call(body, "child").body == "42");
}

TEST_CASE("a step waits for a signal, and is given what came with it") {
  Fixture app({handlerOf("signals", [](const StoredEvent&, Step& step) {
    const auto n =
        step.waitForSignal<std::int32_t>("s", "approved/7", {.timeout = 1h, .onConflict = SignalConflict::replace});
    return n.value_or(-1);
  })});
  const Json operation = bodyOf(app.call(callBody(), "signals")).at(0);
  CHECK(operation.at("op") == "WaitForSignal");
  CHECK(operation.at("opts") == Json{{"signal", "approved/7"}, {"timeout", "1h"}, {"conflict", "replace"}});
  const Json signal = {{"data", {{"signal", "approved/7"}, {"data", 5}}}};
  CHECK(app.call(callBody({{hashOf("s"), signal}}), "signals").body == "5");
  CHECK(app.call(callBody({{hashOf("s"), nullptr}}), "signals").body == "-1");
}

TEST_CASE("signals are sent through Inngest's API") {
  const auto http = std::make_shared<FakeHttpClient>();
  const auto client = makeInngestClient(Fixture::cloudSettings(), http);
  http->add(200, R"({"data":{"run_id":"01A"}})");
  CHECK(client->sendSignal("approved/7", 5));
  CHECK(http->calls.at(0).url == "https://api.inngest.com/v1/signals");
  CHECK(Json::parse(http->calls.at(0).body) == Json{{"signal", "approved/7"}, {"data", 5}});
  CHECK(findHeader(http->calls.at(0).headers, "Authorization") == "Bearer " + SigningKey(KEY).bearer());
  http->add(404, "");
  CHECK_FALSE(client->sendSignal("approved/7", 5));
  http->add(500, "");
  CHECK_THROWS_AS(client->sendSignal("approved/7", 5), SendError);
  CHECK_THROWS_AS(client->sendSignal("approved/7", 5), SendError);  // no answer
}

TEST_CASE("a race is won by the branch whose steps ended first, call after call") {
  Fixture app({handlerOf("race", [](const StoredEvent&, Step& step) {
    const auto winner = step.race(
        "first",
        [&] {
          step.sleep("slow", 1h);
          return step.run("after-slow", [] { return std::string("slow"); });
        },
        [&] {
          step.sleep("fast", 1s);
          return std::string("fast");
        });
    const auto name = winner.index() == 0 ? std::get<0>(winner) : std::get<1>(winner);
    return step.run("tell", [&] { return name; });
  })});
  REQUIRE(bodyOf(app.call(callBody(), "race")).size() == 2);

  // The second branch has won: what the first one asks for is no longer told.
  const Json tell = bodyOf(app.call(callBody({{hashOf("fast"), nullptr}}), "race"));
  REQUIRE(tell.size() == 1);
  CHECK(tell.at(0).at("id") == hashOf("tell"));
  CHECK(tell.at(0).at("data") == "fast");

  // The first one's sleep ends later; that changes nothing.
  const Json steps =
      callBody({{hashOf("fast"), nullptr}, {hashOf("tell"), {{"data", "fast"}}}, {hashOf("slow"), nullptr}});
  const HttpResponse end = app.call(steps, "race");
  CHECK(end.status == 200);
  CHECK(end.body == R"("fast")");
  CHECK_FALSE(contains(app.logger->text(), "has changed"));

  // In another run the first one wins, though it stands in the same place.
  const Json slow = callBody({{hashOf("slow"), nullptr}, {hashOf("after-slow"), {{"data", "slow"}}}});
  CHECK(bodyOf(app.call(slow, "race")).at(0).at("data") == "slow");
}

TEST_CASE("a planned step of a branch that has lost gives nothing, and is not run") {
  int runs = 0;
  Fixture app({handlerOf("race", [&](const StoredEvent&, Step& step) {
    const auto winner = step.race("first", step.branch("loser", [&] { return ++runs; }), [&] {
      step.sleep("fast", 1s);
      return 0;
    });
    return static_cast<int>(winner.index());
  })});
  const HttpResponse response = app.call(callBody({{hashOf("fast"), nullptr}}), "race", hashOf("loser"));
  CHECK(response.status == 206);
  CHECK(bodyOf(response) == Json::array({{{"id", hashOf("loser")}, {"op", "StepRun"}, {"data", nullptr}}}));
  CHECK(runs == 0);
}

}  // namespace event_runtime::inngest
