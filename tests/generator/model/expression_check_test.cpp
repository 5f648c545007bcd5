// Expressions of handlers and payloads, checked against the schemas of an application.
#include "model/expression_check.hpp"

#include "model_of.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace event_codegen;

namespace {

constexpr const char* TYPES = R"(types:
  Status: [open, paid]
  Item: { properties: { sku: string, quantity: integer } }
events:
  ORDER_PLACED:
    data:
      id: uuid
      userId: uuid
      status: Status
      total: number
      items: Item[]
      note?: string
      at: timestamp
      level: { enum: [1, 2, high] }
  ORDER_PAID: { data: { orderId: uuid, total: number } }
)";

class Checked {
 public:
  Checked()
      : model_("app: shop\nevents:\n  ORDER_PLACED: order/placed\n  ORDER_PAID: order/paid\n",
               {{"order/types.yaml", TYPES}}) {
    REQUIRE(model_.complaints() == "");
  }

  /// What is said of an expression over the two events, without places.
  std::string operator()(std::string_view text, ExpressionUse use = ExpressionUse::condition) {
    Diagnostics diagnostics;
    ExpressionScope scope;
    scope.event = EventShape{model_.application.findEvent("ORDER_PLACED")};
    if (use == ExpressionUse::cancel || text.find("async") != std::string_view::npos)
      scope.async = EventShape{model_.application.findEvent("ORDER_PAID")};
    if (use == ExpressionUse::rule) scope = {{}, {}, model_.application.findEvent("ORDER_PLACED")->payload};
    const bool isRight = checkExpression(text, Span(), use, scope, diagnostics);
    CHECK(isRight == diagnostics.empty());
    std::string out;
    for (const Diagnostic& each : diagnostics.list()) {
      CHECK(each.rule == (use == ExpressionUse::key ? "invalid-key" : "invalid-expression"));
      out += (out.empty() ? "" : "\n") + each.message;
    }
    return out;
  }

  const Application& application() const { return model_.application; }

 private:
  ModelOf model_;
};

}  // namespace

TEST_CASE("what events have may be named") {
  Checked check;
  for (const char* text :
       {"event.data.status == 'paid' && event.data.total > 5",
        "event.data.items.exists(i, i.quantity > 1 && i.sku != '')", "async.data.orderId == event.data.id",
        "event.name.startsWith('order/') && event.ts > 0 && event.v == null", "event.user.plan == 'pro'",
        "timestamp(event.data.at) > now_minus('1d')", "event.data.note == null || size(event.data.note) < 5",
        "event.data.level == 1 || event.data.level == 'high'", "vars.region == 'eu'",
        "async.data.total == event.data.total"}) {
    CAPTURE(text);
    CHECK(check(text) == "");
  }
  CHECK(check("int(event.data.total) * 10", ExpressionUse::priority) == "");
  CHECK(check("event.data.userId + '/' + event.data.status", ExpressionUse::key) == "");
  CHECK(check("size(data.items) > 0 && data.status in ['open', 'paid']", ExpressionUse::rule) == "");
  CHECK(check("async.data.orderId == event.data.id && uint(async.data.total) > 5u", ExpressionUse::cancel) == "");
}

TEST_CASE("what they lack is told from what was meant") {
  Checked check;
  CHECK(check("event.data.usrId == 'x'") == "`OrderPlaced` has no property `usrId`: did you mean `userId`?");
  CHECK(check("async.data.orderid == event.data.id") ==
        "`OrderPaid` has no property `orderid`: did you mean `orderId`?");
  CHECK(check("event.dta.id == 'x'") == "an event has no property `dta`: did you mean `data`?");
  CHECK(check("event.data.items[0].skuu == 'x'") == "`Item` has no property `skuu`: did you mean `sku`?");
  CHECK(check("event.data.status == 'open ' || event.data.level == 'hihg'") ==
        "`event.data.status` is never \"open \": did you mean \"open\"?\n`event.data.level` is never \"hihg\": did you "
        "mean \"high\"?");
}

TEST_CASE("each use has its own demands") {
  Checked check;
  CHECK(check("event.data.total") == "the result must be true or false, and is a number");
  CHECK(check("event.data.status", ExpressionUse::priority) == "the result must be an integer, and is a string");
  CHECK(check("event.data.items", ExpressionUse::key).find("name a part of it") != std::string::npos);
  CHECK(check("'all'", ExpressionUse::key).find("the same for every event") != std::string::npos);
  CHECK(check("string(now())", ExpressionUse::key).find("does not depend on the time") != std::string::npos);
  CHECK(check("now() > timestamp(data.at)", ExpressionUse::rule).find("holds at all times") != std::string::npos);
  CHECK(check("async.data.total + 1 > 5", ExpressionUse::cancel).find("`cancelOn` has no arithmetic") !=
        std::string::npos);
  CHECK(check("event.data.items.exists(i, i.sku == async.data.orderId)", ExpressionUse::cancel).find("no macros") !=
        std::string::npos);
  CHECK(check("data.id == 'x'") == "`data` is the payload in `rules` alone: write `event.data`");
  CHECK(check("event.id == 'x'", ExpressionUse::rule).find("write `data`") != std::string::npos);
}

TEST_CASE("an expression of a handler must be right for each of its events") {
  Checked check;
  std::vector<Trigger> triggers(2);
  triggers[0].event = check.application().findEvent("ORDER_PLACED");
  triggers[1].event = check.application().findEvent("ORDER_PAID");
  Diagnostics diagnostics;
  CHECK(checkExpression("event.data.total > 5", Span(), ExpressionUse::condition, triggers, std::nullopt, diagnostics));
  CHECK_FALSE(checkExpression("event.data.userId != ''", Span(), ExpressionUse::condition, triggers, std::nullopt,
                              diagnostics));
  REQUIRE(diagnostics.list().size() == 1);
  CHECK(diagnostics.list()[0].message == "`OrderPaid` has no property `userId`; it has `orderId` and `total`");
}

TEST_CASE("the rules that a payload breaks") {
  NamedType type;
  type.rules = {{"size(data.tags) < 2", "at most one", {}},
                {"data.a / data.b > 1", "", {}},
                {"data.", "", {}},
                {"data.a > 0", "", {}}};
  CHECK(findBrokenRules(type, R"({"tags": [1], "a": 4, "b": 2})").empty());
  const auto broken = findBrokenRules(type, R"({"tags": [1, 2], "a": 0, "b": 0})");
  REQUIRE(broken.size() == 3);
  CHECK(broken[0].why == "at most one");
  CHECK(broken[1].why == "`data.a / data.b > 1` has no value for it: division by zero");
  CHECK(broken[2].why == "`data.a > 0`");
}
