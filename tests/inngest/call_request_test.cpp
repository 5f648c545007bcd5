#include "inngest/call_request.hpp"

#include "support.hpp"

namespace event_runtime::inngest {

using execution::StepHash;

TEST_CASE("a call request is read") {
  const std::string a = StepHash::of("a", 0).toHex();
  const std::string b = StepHash::of("b", 0).toHex();
  const std::string c = StepHash::of("c", 0).toHex();
  Json body =
      callBody({{a, {{"data", {1, 2}}}}, {b, nullptr}, {c, {{"error", {{"name", "TypeError"}, {"message", "no"}}}}}});
  body["ctx"]["attempt"] = 2;
  body["ctx"]["disable_immediate_execution"] = true;
  body["event"]["user"] = {{"email", "x"}};
  body["event"]["v"] = "2";
  body["events"] = Json::array({body["event"]});

  const auto parsed = parseCallRequest(body.dump());
  REQUIRE(parsed);
  CHECK(parsed->runId == "01JCZZZZZZZZZZZZZZZZZZZZZZ");
  CHECK(parsed->attempt == 2);
  CHECK(parsed->maxAttempts == 5);
  CHECK(parsed->disableImmediateExecution);
  CHECK_FALSE(parsed->useApi);
  REQUIRE(parsed->events.size() == 1);
  const StoredEvent& event = parsed->events.front();
  CHECK(event.id == "event-1");
  CHECK(event.name == "test/event");
  CHECK(event.ts == Timestamp{std::chrono::milliseconds{1}});
  CHECK(event.data == R"({"n":1})");
  CHECK(event.user == R"({"email":"x"})");
  CHECK(event.version == "2");
  REQUIRE(parsed->steps.size() == 3);
  CHECK(std::get<std::string>(parsed->steps.at(StepHash::of("a", 0)).result) == "[1,2]");
  CHECK(std::get<std::string>(parsed->steps.at(StepHash::of("b", 0)).result) == "null");
  CHECK(std::get<ErrorInfo>(parsed->steps.at(StepHash::of("c", 0)).result) == ErrorInfo{"TypeError", "no"});
  CHECK(parsed->stack == std::vector{StepHash::of("a", 0), StepHash::of("b", 0), StepHash::of("c", 0)});
}

TEST_CASE("an event that was waited for is a result as it stands, also where it has data") {
  const std::string hash = StepHash::of("wait", 0).toHex();
  const Json event = {{"data", {{"id", 1}}}, {"id", "e"}, {"name", "t/resume"}, {"ts", 5}};
  const auto parsed = parseCallRequest(callBody({{hash, event}}).dump());
  REQUIRE(parsed);
  CHECK(Json::parse(std::get<std::string>(parsed->steps.at(StepHash::of("wait", 0)).result)) == event);
}

TEST_CASE("what a step is to be given is no result, and names that are no hashes are none of ours") {
  Json body = callBody();
  body["steps"][StepHash::of("ai", 0).toHex()] = {{"input", {1}}};
  body["steps"]["legacy"] = {{"data", 1}};
  const auto parsed = parseCallRequest(body.dump());
  REQUIRE(parsed);
  CHECK(parsed->steps.empty());
}

TEST_CASE("what the server leaves out has a meaning") {
  const auto parsed = parseCallRequest(R"({"event":{"name":"x"},"ctx":{"run_id":null,"stack":null},"steps":null})");
  REQUIRE(parsed);
  CHECK(parsed->events.front().data == "{}");
  CHECK(parsed->events.front().user.empty());
  CHECK(parsed->attempt == 0);
  CHECK_FALSE(parsed->maxAttempts);
  CHECK(parseCallRequest(R"({"event":{"name":"x","data":null},"ctx":{"use_api":true}})")->useApi);
  CHECK(parseCallRequest(R"({"event":{"name":"x"},"ctx":{},"use_api":true})")->useApi);
}

TEST_CASE("what is no call request is refused, with the place") {
  for (const char* bad :
       {"", "null", "[]", "{}", "{", R"({"event":{"name":"x"}})", R"({"ctx":{}})", R"({"event":{},"ctx":{}})",
        R"({"event":{"name":1},"ctx":{}})", R"({"event":{"name":"x","data":[]},"ctx":{}})",
        R"({"event":{"name":"x"},"ctx":{"attempt":"1"}})", R"({"event":{"name":"x"},"ctx":{"stack":{"stack":[1]}}})",
        R"({"event":{"name":"x"},"ctx":{},"steps":[]})", R"({"event":{"name":"x","ts":"now"},"ctx":{}})"}) {
    CAPTURE(bad);
    const auto parsed = parseCallRequest(bad);
    CHECK_FALSE(parsed);
    CHECK_FALSE(parsed.issues().empty());
  }
  CHECK(parseCallRequest(R"({"event":{"name":1},"ctx":{}})").issues().front().path == "/event/name");
}

}  // namespace event_runtime::inngest
