#include "function/handler_registry.hpp"
#include "function/handler_check.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include <doctest/doctest.h>

#include <chrono>

#include <stdexcept>

using namespace event_runtime;
using namespace event_runtime::function;

namespace {
Handler handler(std::string id, std::vector<std::string> events = {"user/signed-up"}, HandlerOptions options = {}) {
  return {std::move(id), std::move(events), std::move(options), [](const StoredEvent&, Step&, JsonBuffer&) {}};
}

/// Why an engine would not take these handlers; empty where it would.
std::string refusal(HandlerList handlers, const std::string& app = "shop") {
  try {
    const HandlerRegistry registry(app, std::move(handlers));
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

HandlerOptions withRetries(int retries) {
  HandlerOptions options;
  options.retries = retries;
  return options;
}
HandlerOptions withConcurrency(std::vector<Concurrency> concurrency) {
  HandlerOptions options;
  options.concurrency = std::move(concurrency);
  return options;
}
std::vector<std::string> ids(std::span<const Function* const> functions) {
  std::vector<std::string> result;
  for (const Function* function : functions) result.push_back(function->id);
  return result;
}
}  // namespace

TEST_CASE("functions are found by their id and by the events that start them") {
  const HandlerRegistry registry(
      "shop", {handler("welcome"), handler("audit", {"user/signed-up", "user/left", "user/signed-up"}),
               handler("bye", {"user/left"})});
  REQUIRE(registry.find("shop-audit") != nullptr);
  CHECK(registry.find("shop-audit")->handler->id == "audit");
  CHECK(registry.find("audit") == nullptr);
  CHECK(ids(registry.startedBy("user/signed-up")) == std::vector<std::string>{"shop-welcome", "shop-audit"});
  CHECK(ids(registry.startedBy("user/left")) == std::vector<std::string>{"shop-audit", "shop-bye"});
  CHECK(registry.startedBy("user").empty());
  CHECK(registry.all().size() == 3);
}

TEST_CASE("an application without handlers is fine") { CHECK(refusal({}) == ""); }

TEST_CASE("failures are reported only where a handler listens, and not those of listeners") {
  const std::string failed(FUNCTION_FAILED.name);
  const HandlerRegistry nobody("shop", {handler("a")});
  CHECK_FALSE(nobody.find("shop-a")->takes(FUNCTION_FAILED.name));
  const HandlerRegistry somebody("shop", {handler("a"), handler("report", {failed})});
  CHECK_FALSE(somebody.find("shop-a")->takes(FUNCTION_FAILED.name));
  CHECK(somebody.find("shop-report")->takes(FUNCTION_FAILED.name));
  CHECK(somebody.findByHandler("report") == somebody.find("shop-report"));
  CHECK(somebody.findByHandler("nobody") == nullptr);
}

TEST_CASE("concurrency keys are parsed once") {
  const HandlerRegistry registry("shop", {handler("a", {"x"}, withConcurrency({{5, ""}, {1, "event.data.userId"}}))});
  const auto& limits = registry.find("shop-a")->concurrency;
  REQUIRE(limits.size() == 2);
  CHECK(limits[0].limit == 5);
  CHECK_FALSE(limits[0].key);
  REQUIRE(limits[1].key);
  CHECK(limits[1].key->evaluate({"x", "1", {}, R"({"userId":"u1"})", "", ""}) == "\"u1\"");
}

TEST_CASE("ids are kebab-case and unique") {
  for (const char* good : {"a", "user-signed-up-handler", "2fa", "a-1"}) {
    CAPTURE(good);
    CHECK(isKebabCase(good));
    CHECK(refusal({handler(good)}) == "");
  }
  for (const char* bad : {"User", "a_b", "a b", "-a", "a-", "a--b", "é", "a/b", "a\n"}) {
    CAPTURE(bad);
    CHECK(refusal({handler(bad)}).find("handler '" + std::string(bad) + "': an id is lower-case letters") == 0);
  }
  CHECK(refusal({handler("a"), handler("")}).find("handler 2 of the list: has no id") == 0);
  CHECK(refusal({handler("a"), handler("b"), handler("a")}) ==
        "handler 'a': its id is taken; handlers 1 and 3 of the list have the same");
  CHECK(refusal({handler("a")}, "").find("app ''") == 0);
  CHECK(refusal({handler("a")}, "My App").find("app 'My App'") == 0);
}

TEST_CASE("a handler takes one to ten events") {
  CHECK(refusal({handler("a", {})}).find("handler 'a': takes no event") == 0);
  CHECK(refusal({handler("a", std::vector<std::string>(10, "x"))}) == "");
  CHECK(refusal({handler("a", std::vector<std::string>(11, "x"))}).find("handler 'a': takes 11 events; at most 10") ==
        0);
  CHECK(refusal({handler("a", {""})}).find("handler 'a': takes an event without a name") == 0);
  CHECK(refusal({handler("a", {std::string(255, 'x')})}) == "");
  CHECK(refusal({handler("a", {std::string(256, 'x')})}).find("256 bytes") != std::string::npos);
  CHECK(refusal({handler("a", {"user/*"})}) == "");
  CHECK(refusal({handler("a", {"user*"})}).find("a pattern has one `*`, at its end, after `/` or `.`") !=
        std::string::npos);
  CHECK(refusal({handler("a", {"*/user"})}).find("a pattern has one") != std::string::npos);
}

TEST_CASE("schedules are ones, and differ") {
  using namespace std::chrono_literals;
  const auto cron = [](std::vector<Cron> crons, std::vector<std::string> events = {}) {
    Handler made = handler("a", std::move(events));
    made.crons = std::move(crons);
    return refusal({made});
  };
  CHECK(cron({Cron("0 9 * * 1-5", {"Europe/Paris", 5min, MissedTicks::all}), Cron("0 9 * * *")}, {"x"}) == "");
  CHECK(cron({Cron("0 9 * *")}).find("handler 'a': cron `0 9 * *`, column 8: has 4 of five fields") == 0);
  CHECK(cron({Cron("0 9 * * *", {.timezone = "Mars"})})
            .find("handler 'a': timezone of cron `0 9 * * *`: there is no time "
                  "zone 'Mars'") == 0);
  CHECK(cron({Cron("TZ=Europe/Paris 0  9 * * *"), Cron("0 9 * * *", {.timezone = "Europe/Paris"})}) ==
        "handler 'a': has the cron `0 9 * * *` twice");
  CHECK(cron({Cron("0 9 * * *", {.jitter = 6min})}) ==
        "handler 'a': jitter of cron `0 9 * * *` is 6m; it must be 1s to 5m");
  CHECK(cron({Cron("0 9 * * *")}, std::vector<std::string>(10, "x")).find("handler 'a': takes 11 events and crons") ==
        0);
  CHECK(cron({}, {std::string(SCHEDULED_TIMER.name)}).find("give it a Cron instead") != std::string::npos);
}

TEST_CASE("options are within Inngest's limits") {
  CHECK(refusal({handler("a", {"x"}, withRetries(0))}) == "");
  CHECK(refusal({handler("a", {"x"}, withRetries(20))}) == "");
  CHECK(refusal({handler("a", {"x"}, withRetries(-1))}) == "handler 'a': retries is -1; it must be 0 to 20");
  CHECK(refusal({handler("a", {"x"}, withRetries(21))}) == "handler 'a': retries is 21; it must be 0 to 20");
  CHECK(refusal({handler("a", {"x"}, withConcurrency({{1, ""}, {2, ""}, {3, ""}}))}) ==
        "handler 'a': has 3 concurrency limits; at most 2 are allowed");
  CHECK(refusal({handler("a", {"x"}, withConcurrency({{0, ""}}))}) ==
        "handler 'a': concurrency limit is 0; it must be at least 1");
  CHECK(refusal({handler("a", {"x"}, withConcurrency({{1, "event.data."}}))})
            .find("handler 'a': concurrency key `event.data.`, column ") == 0);
}

TEST_CASE("a handler is not called as the function that another one's onFailure makes") {
  HandlerOptions options;
  options.onFailure = [](const Event<FunctionFailed>&, Step&) {};
  CHECK(refusal({handler("a", {"x"}, options), handler("a-failed")}) == "");
  CHECK(refusal({handler("a", {"x"}, options), handler("a-failure")}) ==
        "handler 'a-failure': its id is that of the function that `onFailure` of 'a' makes; give it another");
}

TEST_CASE("a handler without a function is refused") {
  Handler none = handler("a");
  none.invoke = nullptr;
  CHECK(refusal({none}).find("handler 'a': has no function to call") == 0);
}

TEST_CASE("all problems are listed at once") {
  const std::string message = refusal({handler("A", {}), handler("b", {"x"}, withRetries(99))}, "?");
  CHECK(std::count(message.begin(), message.end(), '\n') == 3);
}

TEST_CASE("controls of the flow are within Inngest's ranges, and fit together") {
  using namespace std::chrono_literals;
  const auto problem = [](HandlerOptions options) { return refusal({handler("a", {"x"}, std::move(options))}); };
  const auto has = [](const std::string& text, const char* part) {
    INFO(text);
    return text.find(part) != std::string::npos;
  };
  CHECK(problem({.rateLimit = RateLimit{.limit = 1, .period = 24h}}) == "");
  CHECK(has(problem({.rateLimit = RateLimit{.limit = 1, .period = 25h}}),
            "rateLimit.period is 1d1h; it must be 1s to 1d"));
  CHECK(has(problem({.rateLimit = RateLimit{.limit = 0, .period = 1h}}), "rateLimit.limit is 0"));
  CHECK(has(problem({.rateLimit = RateLimit{.limit = 1, .period = 1h, .key = "event."}}),
            "rateLimit.key `event.`, column"));
  CHECK(has(problem({.throttle = Throttle{.limit = 1, .period = 500ms}}),
            "throttle.period is 500ms; it must be 1s to 1w"));
  CHECK(has(problem({.throttle = Throttle{.limit = 1, .period = 1s, .burst = 0}}), "throttle.burst is 0"));
  CHECK(has(problem({.debounce = Debounce{.period = 24h * 8}}), "debounce.period is 1w1d"));
  CHECK(has(problem({.debounce = Debounce{.period = 1s, .allEvents = true}}), "gets several events at a time"));
  CHECK(has(problem({.batchEvents = BatchEvents{.maxSize = 1, .timeout = 61s}}),
            "batchEvents.maxSize is 1; it must be 2 to 100"));
  CHECK(has(problem({.batchEvents = BatchEvents{.maxSize = 2, .timeout = 61s}}),
            "batchEvents.timeout is 1m1s; it must be 1s to 1m"));
  CHECK(has(problem({.batchEvents = BatchEvents{.maxSize = 2, .timeout = 1s}, .singleton = Singleton{}}),
            "has batchEvents and singleton, which exclude each other"));
  CHECK(has(problem({.cancelOn = std::vector<CancelOn>(6, CancelOn{.event = "y"})}),
            "has 6 events in cancelOn; at most 5"));
  CHECK(has(problem({.cancelOn = {{.event = "y", .timeout = 24h * 366}}}), "cancelOn.timeout is"));
  CHECK(has(problem({.timeouts = {.start = 10ms}}), "timeouts.start is 10ms"));
  CHECK(has(problem({.concurrency = {{.limit = 1, .scope = ConcurrencyScope::env}}}),
            "scope env or account without a key"));
  CHECK(has(problem({.conditions = {"true", "true"}}), "has 2 conditions for 1 events"));
}

TEST_CASE("expressions are about events, give what their option needs, and cancelOn's are of its form") {
  const auto problem = [](HandlerOptions options) { return refusal({handler("a", {"x"}, std::move(options))}); };
  const auto cancel = [&](CancelOn by) {
    by.event = "y";
    return problem({.cancelOn = {std::move(by)}});
  };
  CHECK(problem({.idempotency = "event.dat.id"}) ==
        "handler 'a': idempotency `event.dat.id`, column 7: an event has no property `dat`: did you mean `data`?");
  CHECK(problem({.idempotency = "data.id"}).find("write `event.data`") != std::string::npos);
  CHECK(problem({.conditions = {"async.data.x == 1"}}).find("there is none here: write `event`") != std::string::npos);
  CHECK(problem({.conditions = {"event.id"}}).find("the result must be true or false, and is a string") !=
        std::string::npos);
  CHECK(problem({.priority = "event.name"}).find("priority `event.name`, column 1:") != std::string::npos);
  CHECK(problem({.priority = "event.data.urgent ? 600 : 0"}) == "");

  CHECK(cancel({.condition = "async.data.id == event.data.id && int(async.data.n) > 5"}) == "");
  CHECK(cancel({.condition = "async.data.n + 1 > 5"}).find("`cancelOn` has no arithmetic") != std::string::npos);
  CHECK(cancel({.condition = "async.data.list.exists(e, e == event.data.id)"}).find("no macros") != std::string::npos);
  CHECK(cancel({.condition = "async.data.name.startsWith('x')"}).find("cancelOn.condition `") != std::string::npos);
  CHECK(cancel({.match = "data.order.id"}) == "");
  CHECK(cancel({.match = "data.items[0]"}) == "");
  CHECK(
      cancel({.match = "data.id == 5"}) ==
      "handler 'a': cancelOn.match `data.id == 5` is no path; write one that both events have, such as `data.userId`");
  CHECK(cancel({.match = "data."}).find("is no path") != std::string::npos);
  CHECK(cancel({.match = "orderId"}).find("an event has no property `orderId`") != std::string::npos);
}
