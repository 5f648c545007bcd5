// Where the language is looser than CEL, as Inngest's is; and Inngest's functions.
#include "support.hpp"

#include <expression/expression.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace event_runtime::expression;
using testing::brief;
using testing::Case;

namespace {

constexpr std::string_view DATA = R"({
  "name": "Ada", "age": 36, "score": 2.5, "whole": 5.0, "huge": 18446744073709551615, "none": null, "yes": true,
  "tags": ["a", "b"], "address": {"city": "London"}, "text": "{\"n\": [1, 2]}", "odd-key": 1})";

}  // namespace

TEST_CASE("what is missing is null, and so are its parts") {
  for (const std::string_view path :
       {"data.nothing", "data.nothing.more[0].still", "data.none.x", "data.name.x", "data.name[0]", "data.tags.x",
        "data.tags[2]", "data.tags[-1]", "data.tags[0.5]", "data.tags['a']", "data.address[0]", "data.address[1.5]",
        "[1][3]", "{'a': 1}.b", "event", "event.data.x", "async.data.x", "vars.x"}) {
    CAPTURE(path);
    CHECK(brief(path, DATA) == "null_type null");
  }
  CHECK(brief("has(data.nothing.more)", DATA) == "bool false");
  CHECK(brief("has(data.name)", DATA) == "bool true");
  CHECK(brief("has(data.none)", DATA) == "bool true");
  CHECK(brief("data[\"odd-key\"]", DATA) == "int 1");
}

TEST_CASE("comparing values of different types is false, and no error") {
  const Case cases[] = {
      {"1 == '1'", "bool false"},
      {"1 != '1'", "bool true"},
      {"1 < '2'", "bool false"},
      {"1 >= '0'", "bool false"},
      {"'a' < null", "bool false"},
      {"null < null", "bool false"},
      {"null <= null", "bool false"},
      {"[1] < [2]", "bool false"},
      {"{} > {}", "bool false"},
      {"true == 1", "bool false"},
      {"null == false", "bool false"},
      {"[] == {}", "bool false"},
      {"'1' in [1]", "bool false"},
      {"1 in 'text'", "bool false"},
      {"1 in null", "bool false"},
      {"timestamp(0) == 0", "bool false"},
      {"timestamp(0) < duration('1s')", "bool false"},
  };
  CHECK_CASES(cases)
  CHECK(brief("data.nothing > 5", DATA) == "bool false");
  CHECK(brief("data.nothing != 5", DATA) == "bool true");
  CHECK(brief("data.nothing == null", DATA) == "bool true");
}

TEST_CASE("null is false where a condition is asked for") {
  CHECK(brief("!data.nothing", DATA) == "bool true");
  CHECK(brief("data.nothing || data.yes", DATA) == "bool true");
  CHECK(brief("data.nothing && data.yes", DATA) == "bool false");
  CHECK(brief("data.nothing ? 1 : 2", DATA) == "int 2");
  CHECK(brief("data.tags.filter(t, data.nothing)", DATA) == "list []");
  const auto result = testing::parsed("data.nothing").test({});
  CHECK(std::get<bool>(result) == false);
}

TEST_CASE("functions and arithmetic of null are null, and a list that is missing is empty") {
  CHECK(brief("data.nothing + 1", DATA) == "null_type null");
  CHECK(brief("-data.nothing", DATA) == "null_type null");
  CHECK(brief("lowercase(data.nothing)", DATA) == "null_type null");
  CHECK(brief("data.nothing.startsWith('a')", DATA) == "null_type null");
  CHECK(brief("timestamp(data.nothing) < timestamp(1)", DATA) == "bool false");
  CHECK(brief("size(data.nothing)", DATA) == "int 0");
  CHECK(brief("data.nothing.all(x, x > 1)", DATA) == "bool true");
  CHECK(brief("data.nothing.exists(x, x > 1)", DATA) == "bool false");
  CHECK(brief("data.nothing.map(x, x)", DATA) == "list []");
  CHECK(brief("type(data.nothing) == null_type", DATA) == "bool true");
}

TEST_CASE("numbers of a payload have one type, however they are written") {
  CHECK(brief("data.whole", DATA) == "int 5");
  CHECK(brief("data.whole == 5 && data.whole == 5.0", DATA) == "bool true");
  CHECK(brief("data.age % 5", DATA) == "int 1");
  CHECK(brief("data.whole + data.score", DATA) == "double 7.5");
  CHECK(brief("data.age * 1.5", DATA) == "double 54");
  CHECK(brief("data.age / 5", DATA) == "int 7");
  CHECK(brief("double(data.age) / 5", DATA) == "double 7.2");
  CHECK(brief("data.huge", DATA) == "uint 18446744073709551615");
  CHECK(brief("data.huge + 1", DATA) == "error");
  CHECK(brief("data.huge - 1", DATA) == "uint 18446744073709551614");
  CHECK(brief("1 + 1u") == "int 2");
  CHECK(brief("1u - 2") == "int -1");
  CHECK(brief("data.tags[data.whole - 4]", DATA) == "string \"b\"");
}

TEST_CASE("operands that nothing can be made of are still errors, with their place") {
  CHECK(testing::evaluated("1 + 'a'") == "error at 0+7: `+` does not take int and string");
  CHECK(testing::evaluated("[] - []") == "error at 0+7: `-` does not take list and list");
  CHECK(testing::evaluated("true && (2 + data.name) == 3", DATA) == "error at 9+13: `+` does not take int and string");
  CHECK(testing::evaluated("data.age.startsWith('a')", DATA) ==
        "error at 0+24: `startsWith` does not take int, string");
}

TEST_CASE("Inngest's functions") {
  const Case cases[] = {
      {"lowercase('ÀB Ä\u0391\u0416')", "string \"àb ä\u03b1\u0436\""},
      {"uppercase('straße \u03c2\u044f\u00ff')", "string \"STRAßE \u03a3\u042f\u0178\""},
      {"lowercase(1)", "error"},
      {"b64decode('aMOpbGxv')", "string \"h\u00e9llo\""},
      {"b64decode('aGk=')", "string \"hi\""},
      {"b64decode('aGk')", "string \"hi\""},
      {"b64decode('')", "string \"\""},
      {"b64decode('a')", "error"},
      {"b64decode('a$==')", "error"},
      {"b64decode('/w==')", "error"},
      {"json_parse('{\"a\": [1, true]}').a[1]", "bool true"},
      {"json_parse('12')", "int 12"},
      {"json_parse('')", "error"},
      {"json_parse('{')", "error"},
      {"json_parse('{\"b\": 1}') == {'b': 1}", "bool true"},
      {"date('2023-04-05')", "google.protobuf.Timestamp \"2023-04-05T00:00:00Z\""},
      {"date('2023-04-05T06:07:08+01:00')", "google.protobuf.Timestamp \"2023-04-05T05:07:08Z\""},
      {"date(1700000000123)", "google.protobuf.Timestamp \"2023-11-14T22:13:20.123Z\""},
      {"date('yesterday')", "error"},
      {"date(1e300)", "error"},
      {"now()", "google.protobuf.Timestamp \"2023-11-14T22:13:20.123Z\""},
      {"now_plus('1h')", "google.protobuf.Timestamp \"2023-11-14T23:13:20.123Z\""},
      {"now_plus('1d')", "google.protobuf.Timestamp \"2023-11-15T22:13:20.123Z\""},
      {"now_minus('1w')", "google.protobuf.Timestamp \"2023-11-07T22:13:20.123Z\""},
      {"now_minus(duration('123ms'))", "google.protobuf.Timestamp \"2023-11-14T22:13:20Z\""},
      {"now_plus('soon')", "error"},
      {"now_plus(5)", "error"},
      {"now_plus('300000000000s')", "error"},
      {"date('2023-11-14') < now() && now() < date('2023-11-15')", "bool true"},
      {"now(1)", "error"},
      {"'a'.lowercase()", "error"},
  };
  CHECK_CASES(cases)
  CHECK(brief("json_parse(data.text).n.map(x, x + 1)", DATA) == "list [2,3]");
}

TEST_CASE("without a clock, now() is an error") {
  const auto result = testing::parsed("now() > timestamp(0)").test({});
  CHECK(std::get<EvaluationError>(result).message.find("no clock") != std::string::npos);
}

TEST_CASE("a condition and a priority say what else they got") {
  CHECK(std::get<EvaluationError>(testing::parsed("1 + 1").test({})).message ==
        "the result must be true or false, and is of type int");
  CHECK(std::get<std::int64_t>(testing::parsed("60 * 2").integer({})) == 120);
  CHECK(std::get<std::int64_t>(testing::parsed("2.0").integer({})) == 2);
  CHECK(std::holds_alternative<EvaluationError>(testing::parsed("2.5").integer({})));
  CHECK(std::holds_alternative<EvaluationError>(testing::parsed("null").integer({})));
  CHECK(std::holds_alternative<EvaluationError>(testing::parsed("1 / 0").integer({})));
}

TEST_CASE("two events in one expression") {
  EventView first, second;
  first.data = R"({"id": 7, "at": "2023-11-14T00:00:00Z"})";
  second.name = "order/paid";
  second.data = R"({"orderId": 7.0})";
  second.ts = event_runtime::Timestamp(std::chrono::milliseconds(1'700'000'000'000));
  const EventDocument event(first), async(second);
  Scope scope;
  scope.event = &event;
  scope.async = &async;
  CHECK(std::get<bool>(testing::parsed("async.data.orderId == event.data.id").test(scope)));
  CHECK(std::get<bool>(testing::parsed("date(async.ts) > timestamp(event.data.at)").test(scope)));
  CHECK(std::get<bool>(testing::parsed("async.name == 'order/paid' && event.name == ''").test(scope)));
  CHECK_FALSE(std::get<bool>(testing::parsed("async.data == event.data").test(scope)));
  CHECK(std::get<bool>(
      testing::parsed("has(event.data) && !has(event.user) && !has(event.v) && size(event) == 6").test(scope)));
}
