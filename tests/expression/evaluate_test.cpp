#include <expression/expression.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using event_runtime::expression::EventView;
using event_runtime::expression::Expression;

namespace {

std::string evaluate(std::string_view text, const EventView& event) {
  return std::get<Expression>(Expression::parse(text)).evaluate(event);
}

EventView sampleEvent() {
  EventView event;
  event.name = "user/signed-up";
  event.id = "01J";
  event.ts = event_runtime::Timestamp(std::chrono::milliseconds(1700000000123));
  event.data =
      R"({"userId":"u-1","n":5,"whole":5.0,"half":0.5,"yes":true,"none":null,"tags":["a","b"],"odd key":1,"o":{"b":1,"a":2.0}})";
  event.user = R"({"plan":"pro"})";
  return event;
}

}  // namespace

TEST_CASE("a path gives the value as JSON text") {
  const EventView event = sampleEvent();
  CHECK(evaluate("event.data.userId", event) == R"("u-1")");
  CHECK(evaluate("event.data.n", event) == "5");
  CHECK(evaluate("event.data.half", event) == "0.5");
  CHECK(evaluate("event.data.yes", event) == "true");
  CHECK(evaluate("event.data.tags[1]", event) == R"("b")");
  CHECK(evaluate("event.data[\"odd key\"]", event) == "1");
  CHECK(evaluate("event.name", event) == R"("user/signed-up")");
  CHECK(evaluate("event.id", event) == R"("01J")");
  CHECK(evaluate("event.ts", event) == "1700000000123");
  CHECK(evaluate("event.user.plan", event) == R"("pro")");
}

TEST_CASE("values that are the same give the same text, others do not") {
  const EventView event = sampleEvent();
  CHECK(evaluate("event.data.whole", event) == evaluate("event.data.n", event));
  CHECK(evaluate("event.data.o", event) == R"({"a":2,"b":1})");
  CHECK(evaluate("'5'", event) != evaluate("event.data.n", event));
}

TEST_CASE("what is missing is null") {
  const EventView event = sampleEvent();
  for (const char* path :
       {"event.data.none", "event.data.no", "event.data.no.such", "event.data.tags[2]", "event.data.tags.x",
        "event.data.userId[0]", "event.user.no", "event.v", "event.nothing", "event.name.x", "event[0]"}) {
    CAPTURE(path);
    CHECK(evaluate(path, event) == "null");
  }
  EventView empty;
  CHECK(evaluate("event.data.x", empty) == "null");
  CHECK(evaluate("event.user.x", empty) == "null");
  EventView broken;
  broken.data = "{";
  CHECK(evaluate("event.data.x", broken) == "null");
}

TEST_CASE("a whole event has all its attributes") {
  EventView event = sampleEvent();
  event.data = "{}";
  event.user = {};
  CHECK(evaluate("event", event) ==
        R"({"data":{},"id":"01J","name":"user/signed-up","ts":1700000000123,"user":null,"v":null})");
}

TEST_CASE("text that is not UTF-8 does not throw") {
  EventView event;
  event.name = "\xFF";
  CHECK(evaluate("event.name", event) == "\"\xEF\xBF\xBD\"");
}
