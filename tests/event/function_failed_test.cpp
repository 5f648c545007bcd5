// `inngest/function.failed` on the wire.
#include <event_runtime/json.hpp>
#include <event_runtime/lifecycle_events.hpp>

#include <doctest/doctest.h>

namespace event_runtime {
namespace {

TEST_CASE("a failure is written as Inngest's server writes it") {
  const FunctionFailed failed{
      "app-welcome", "01RUN", {"std::runtime_error", "say \"no\""}, R"({"name":"a/b","data":{}})"};
  const auto event = makeEvent(FUNCTION_FAILED, failed);
  CHECK(event.name == "inngest/function.failed");
  CHECK(Json::parse(event.data) == Json::parse(R"({
    "function_id": "app-welcome",
    "run_id": "01RUN",
    "error": {"name": "std::runtime_error", "message": "say \"no\""},
    "event": {"name": "a/b", "data": {}},
    "_inngest": {"status": "Failed"}
  })"));
}

TEST_CASE("a failure reads back as it was written") {
  const FunctionFailed failed{"app-welcome", "01RUN", {"E", ""}, R"({"name":"a/b","data":{"n":[1,2.5,null]},"ts":5})"};
  const auto read = parse<FunctionFailed>(toJsonText(failed)).value();
  CHECK(read.functionId == failed.functionId);
  CHECK(read.runId == failed.runId);
  CHECK(read.error == failed.error);
  CHECK(read.event == failed.event);
}

TEST_CASE("what the server sends beside is skipped") {
  const auto read = parse<FunctionFailed>(R"({
    "_inngest": {"status": "Failed"},
    "error": {"error": "NonRetriableError", "message": "to be handled", "name": "Error", "stack": "at x"},
    "event": {"data": {"id": "x1"}, "id": "01", "name": "t/on-failure", "ts": 1795229020678, "user": {}},
    "events": [{"data": {"id": "x1"}}],
    "function_id": "transcripts-on-failure",
    "result": {"__serialized": true},
    "run_id": "01M7XZSWKKZ0J1NS0AT0VYBVKN"
  })")
                        .value();
  CHECK(read.functionId == "transcripts-on-failure");
  CHECK(read.error.name == "Error");
  CHECK(read.error.message == "to be handled");
  CHECK(read.event == R"({"data":{"id":"x1"},"id":"01","name":"t/on-failure","ts":1795229020678,"user":{}})");
}

TEST_CASE("what is missing or wrong is an issue at its place") {
  const auto paths = [](std::string_view text) {
    std::vector<std::string> out;
    const auto read = parse<FunctionFailed>(text);
    for (const Issue& issue : read.issues()) out.push_back(issue.path);
    return out;
  };
  using Places = std::vector<std::string>;
  CHECK(paths("{}") == Places{"/error", "/event", "/function_id", "/run_id"});
  CHECK(paths(R"({"error":{},"event":1,"function_id":2,"run_id":"r"})") ==
        Places{"/error/name", "/error/message", "/event", "/function_id"});
  CHECK(paths(R"({"error":[],"event":{},"function_id":"f","run_id":"r"})") == Places{"/error"});
}

TEST_CASE("an event's text that is no object, or smuggles members in, is not sent") {
  for (const char* event : {"", "1", "{", R"({},"run_id":"other")"}) {
    CAPTURE(event);
    CHECK_THROWS_AS(makeEvent(FUNCTION_FAILED, {"f", "r", {"E", "m"}, event}), ValidationError);
  }
}

}  // namespace
}  // namespace event_runtime
