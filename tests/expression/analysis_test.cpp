#include "support.hpp"

#include <expression/analysis.hpp>
#include <expression/check.hpp>

#include <doctest/doctest.h>

using namespace event_runtime::expression;

namespace {

/// The equalities as `path = path` or `path = JSON`, joined by `; `.
std::string equalities(std::string_view condition) {
  std::string out;
  for (const Equality& each : findEqualities(testing::parsed(condition))) {
    if (!out.empty()) out += "; ";
    out += toString(each.async) + " = ";
    const auto* path = std::get_if<PropertyPath>(&each.other);
    out += path != nullptr ? toString(*path) : std::get<std::string>(each.other);
  }
  return out;
}

}  // namespace

TEST_CASE("equalities that must hold are found") {
  CHECK(equalities("async.data.id == event.data.id") == "async.data.id = event.data.id");
  CHECK(equalities("event.data.id == async.data.orderId") == "async.data.orderId = event.data.id");
  CHECK(equalities("async.data.a == event.data.a && async.data.b == 'x' && async.data.c > 1") ==
        "async.data.a = event.data.a; async.data.b = \"x\"");
  CHECK(equalities("async.data['odd key'] == event.data.tags[0] && (async.data.ok == true && async.data.n == 5u)") ==
        "async.data[\"odd key\"] = event.data.tags[0]; async.data.ok = true; async.data.n = 5");
  CHECK(equalities("async.name == event.name") == "async.name = event.name");
  CHECK(equalities("async.data.x == null") == "async.data.x = null");
}

TEST_CASE("equalities that need not hold are not taken for such") {
  CHECK(equalities("async.data.a == event.data.a || async.data.b == 1") == "");
  CHECK(equalities("!(async.data.a == event.data.a)") == "");
  CHECK(equalities("async.data.a != event.data.a") == "");
  CHECK(equalities("async.data.a == async.data.b") == "");
  CHECK(equalities("event.data.a == event.data.b") == "");
  CHECK(equalities("async.data[event.data.k] == 1") == "");
  CHECK(equalities("async.data.a == 1.5") == "");
  CHECK(equalities("async == event") == "");
  CHECK(equalities("true ? async.data.a == 1 : false") == "");
}

TEST_CASE("values on both sides have one text exactly where they are equal") {
  EventView view;
  view.data = R"({"a": 5, "b": 5.0, "c": "5", "d": {"x": 1, "y": [2]}, "e": {"y": [2.0], "x": 1}, "f": 9007199254740992,
                  "g": 9007199254740992.0, "h": 9007199254740993, "i": 0, "j": -0.0, "k": null, "l": 1e300, "m": 1e300})";
  const EventDocument event(view);
  Scope scope;
  scope.event = &event;
  const std::string names = "abcdefghijklm";
  for (const char left : names) {
    for (const char right : names) {
      const std::string a = std::string("event.data.") + left, b = std::string("event.data.") + right;
      CAPTURE(a);
      CAPTURE(b);
      const bool isEqual = std::get<bool>(testing::parsed(a + " == " + b).test(scope));
      CHECK(isEqual == (valueOf(*testing::parsed(a).path(), event) == valueOf(*testing::parsed(b).path(), event)));
    }
  }
  CHECK(valueOf(*testing::parsed("event.data.d.y[0]").path(), event) == "2");
  CHECK(valueOf(*testing::parsed("event.data.nothing.x").path(), event) == "null");
}

TEST_CASE("cancelOn has a restricted form") {
  const auto isIn = [](std::string_view text) { return !findOutsideCancelForm(testing::parsed(text)); };
  CHECK(isIn("async.data.id == event.data.id"));
  CHECK(isIn("async.data.id == event.data.id && !(int(async.data.n) < 5) || async.data.x in ['a', 'b']"));
  CHECK(isIn("async.data.n == -5"));
  CHECK(isIn("uint(async.data.a) > uint(event.data.a) ? true : double(event.data.b) == 1.5"));
  CHECK_FALSE(isIn("async.data.n + 1 == 2"));
  CHECK_FALSE(isIn("-async.data.n == 2"));
  CHECK_FALSE(isIn("has(async.data.n)"));
  CHECK_FALSE(isIn("async.data.tags.exists(t, t == 'a')"));
  CHECK_FALSE(isIn("async.data.name.startsWith('a')"));
  CHECK_FALSE(isIn("event.data.a == 1 && async.data.tags[size(event.data.tags)] == 'a'"));
  const auto problem =
      findOutsideCancelForm(testing::parsed("async.data.id == event.data.id && lowercase(event.data.x) == 'a'"));
  REQUIRE(problem);
  CHECK(problem->offset == 34);
  CHECK(problem->length == 23);
}
