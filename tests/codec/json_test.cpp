// The dynamic type.
#include "fixture.hpp"

#include <event_runtime/json.hpp>

#include <limits>

namespace event_runtime::testing {
namespace {

TEST_CASE("Json keeps the kind of every number") {
  const auto json = read<Json>("[1, -1, 18446744073709551615, 1.0, 1e3, 0.5, 123456789012345678901234567890]");
  CHECK(json[0].is_number_integer());
  CHECK(json[0] == 1);
  CHECK(json[1] == -1);
  CHECK(json[2].is_number_unsigned());
  CHECK(json[2] == std::numeric_limits<std::uint64_t>::max());
  for (std::size_t i = 3; i < json.size(); ++i) CHECK(json[i].is_number_float());
  CHECK(json[6] == 123456789012345678901234567890.0);
}

TEST_CASE("Json reads back as it was written") {
  const Json json = {{"null", nullptr},
                     {"bool", true},
                     {"int", -5},
                     {"unsigned", std::numeric_limits<std::uint64_t>::max()},
                     {"double", 1.0},
                     {"text", "a\"\n😀"},
                     {"array", {1, 2.5, Json::array(), Json::object()}},
                     {"", {{"deep", {{"er", 1}}}}}};
  const std::string text = toJsonText(json);
  const auto back = read<Json>(text);
  CHECK(back == json);
  CHECK(back["double"].is_number_float());
  CHECK(toJsonText(back) == text);
  CHECK(Json::parse(text) == json);
}

TEST_CASE("what JSON cannot write") {
  CHECK(toJsonText(Json(std::numeric_limits<double>::infinity())) == "null");
  // Text that is not UTF-8 is written as it is, and refused by whoever reads it.
  CHECK(!parse<Json>(toJsonText(Json("a\xff"))));
}

TEST_CASE("a Json deeper than can be read is refused and not followed to its end") {
  Json deep = 1;
  for (int i = 0; i < 100'000; ++i) deep = Json::array({std::move(deep)});
  const std::string text = toJsonText(deep);
  CHECK(text.size() < 2000);
  CHECK(!parse<Json>(text));
  Json fits = 1;
  for (std::size_t i = 0; i < MAX_JSON_DEPTH; ++i) fits = Json{{"a", std::move(fits)}};
  CHECK(read<Json>(toJsonText(fits)) == fits);
}

TEST_CASE("of a key that stands twice neither value counts") {
  CHECK(issuesOf<Json>(R"([{"a":1,"b":{"c":1,"c":2},"a":3}])") ==
        Strings{"invalid_key /0/b/c: stands twice in this object", "invalid_key /0/a: stands twice in this object"});
}

}  // namespace
}  // namespace event_runtime::testing
