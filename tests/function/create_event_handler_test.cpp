#include <event_runtime/handler.hpp>

#include "execution/execution.hpp"
#include "execution/stack_pool.hpp"

#include <doctest/doctest.h>

using namespace event_runtime;

namespace {
struct SignedUp {
  std::string userId;
};
struct Left {
  std::int32_t reason = 0;
};

[[maybe_unused]] void decodeJson(Decoder& decoder, JsonValue json, SignedUp& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  bool found = false;
  while (members.next()) {
    if (members.key() != "userId") continue;
    found = decoder.string(members.value(), value.userId, Path::member(path, "userId"));
  }
  if (!found) decoder.missing("userId", "string", path);
}
[[maybe_unused]] void encodeJson(JsonBuffer& json, const SignedUp& value) {
  json.raw("{\"userId\":");
  json.string(value.userId);
  json.raw('}');
}
[[maybe_unused]] void decodeJson(Decoder& decoder, JsonValue json, Left& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() == "reason") decoder.integer(members.value(), value.reason, Path::member(path, "reason"));
  }
}
[[maybe_unused]] void encodeJson(JsonBuffer& json, const Left& value) {
  json.raw("{\"reason\":");
  json.integer(value.reason);
  json.raw('}');
}

constexpr EventTag<SignedUp> SIGNED_UP{"user/signed-up"};
constexpr EventTag<SignedUp> INVITED{"user/invited"};
constexpr EventTag<Left> LEFT{"user/left"};

/// The handler's result, or the name of what it failed with.
std::string resultOf(const Handler& handler, const std::string& name, const std::string& data) {
  execution::StackPool stacks;
  execution::Input input;
  input.event = {"e1", name, Timestamp{std::chrono::milliseconds{5}}, data, R"({"id":"u"})", "2"};
  execution::Execution execution(handler, std::move(input), {}, stacks);
  const auto outcome = execution.advance().outcome.value();
  if (const auto* completed = std::get_if<execution::Completed>(&outcome)) return completed->result;
  const execution::Failure& failure = std::get<execution::Failed>(outcome).failure;
  return failure.error.name + (failure.retriable ? ", retriable" : ", not retriable");
}
}  // namespace

TEST_CASE("a handler of one event gets its envelope and its payload") {
  const Handler handler =
      createEventHandler(SIGNED_UP, "greet", {.retries = 1}, [](const Event<SignedUp>& event, Step&) {
        return event.data.userId + " " + event.id + " " + event.name + " " +
               std::to_string(event.ts.time_since_epoch().count()) + " " + event.user + " " + event.version;
      });
  CHECK(handler.id == "greet");
  CHECK(handler.events == std::vector<std::string>{"user/signed-up"});
  CHECK(handler.options.retries == 1);
  CHECK(resultOf(handler, "user/signed-up", R"({"userId":"ann"})") == R"("ann e1 user/signed-up 5 {\"id\":\"u\"} 2")");
}

TEST_CASE("a stored payload that does not fit fails the run, without retries") {
  const Handler handler = createEventHandler(SIGNED_UP, "greet", {}, [](const Event<SignedUp>&, Step&) {});
  CHECK(resultOf(handler, "user/signed-up", R"({"userId":1})") == "event_runtime::ValidationError, not retriable");
  CHECK(resultOf(handler, "user/signed-up", "no json") == "event_runtime::ValidationError, not retriable");
  CHECK(resultOf(handler, "user/other", "{}") == "event_runtime::NonRetriableError, not retriable");
}

TEST_CASE("a handler without a result gives null") {
  const Handler handler = createEventHandler(SIGNED_UP, "greet", {}, [](const Event<SignedUp>&, Step&) {});
  CHECK(resultOf(handler, "user/signed-up", R"({"userId":"ann"})") == "null");
}

TEST_CASE("a handler of several events gets a variant in their order, or the payload they share") {
  const Handler either = createEventHandler(std::tuple(SIGNED_UP, LEFT), "either", {},
                                            [](const Event<std::variant<SignedUp, Left>>& event, Step&) {
                                              return static_cast<std::int32_t>(event.data.index());
                                            });
  CHECK(either.events == std::vector<std::string>{"user/signed-up", "user/left"});
  CHECK(resultOf(either, "user/signed-up", R"({"userId":"ann"})") == "0");
  CHECK(resultOf(either, "user/left", R"({"reason":3})") == "1");

  const Handler shared =
      createEventHandler(std::tuple(SIGNED_UP, INVITED), "shared", {},
                         [](const Event<SignedUp>& event, Step&) { return event.name + event.data.userId; });
  CHECK(resultOf(shared, "user/invited", R"({"userId":"bob"})") == R"("user/invitedbob")");
}

TEST_CASE("among several events two may share a payload: the alternative tells which event it was") {
  const Handler handler = createEventHandler(std::tuple(SIGNED_UP, LEFT, INVITED), "any", {},
                                             [](const Event<std::variant<SignedUp, Left, SignedUp>>& event, Step&) {
                                               return static_cast<std::int32_t>(event.data.index());
                                             });
  CHECK(resultOf(handler, "user/signed-up", R"({"userId":"ann"})") == "0");
  CHECK(resultOf(handler, "user/left", R"({"reason":3})") == "1");
  CHECK(resultOf(handler, "user/invited", R"({"userId":"ann"})") == "2");
}

TEST_CASE("handlers are added to a list") {
  const HandlerList list = HandlerList{} + createEventHandler(LEFT, "a", {}, [](const Event<Left>&, Step&) {}) +
                           createEventHandler(LEFT, "b", {}, [](const Event<Left>&, Step&) {});
  CHECK(list.size() == 2);
  CHECK(list[1].id == "b");
}

TEST_CASE("a schedule starts a handler with its own event, alone or beside events; several are one alternative") {
  const std::string ticked =
      R"({"cron":"0 9 * * *","scheduledAt":"2026-11-21T09:00:00Z","fireAt":"2026-11-21T09:00:07Z"})";
  const Handler alone =
      createEventHandler(Cron("0 9 * * *", {.timezone = "Europe/Paris", .jitter = std::chrono::seconds(10)}), "alone",
                         {}, [](const Event<ScheduledTimer>& event, Step&) {
                           return event.data.cron + " " + formatTimestamp(event.data.scheduledAt) + " " +
                                  formatTimestamp(event.data.fireAt);
                         });
  CHECK(alone.events.empty());
  REQUIRE(alone.crons.size() == 1);
  CHECK(alone.crons[0].expression == "0 9 * * *");
  CHECK(alone.crons[0].options.timezone == "Europe/Paris");
  CHECK(alone.crons[0].options.missed == MissedTicks::skip);
  CHECK(resultOf(alone, "inngest/scheduled.timer", ticked) ==
        R"("0 9 * * * 2026-11-21T09:00:00.000Z 2026-11-21T09:00:07.000Z")");
  // Older servers say no more than this.
  CHECK(resultOf(alone, "inngest/scheduled.timer", R"({"cron":"0 9 * * *"})").find("1970-01-01") != std::string::npos);
  CHECK(resultOf(alone, "inngest/scheduled.timer", "{}") == "event_runtime::ValidationError, not retriable");

  const Handler mixed =
      createEventHandler(std::tuple(SIGNED_UP, Cron("0 9 * * *"), LEFT, Cron("0 17 * * *")), "mixed", {},
                         [](const Event<std::variant<SignedUp, ScheduledTimer, Left>>& event, Step&) {
                           return static_cast<std::int32_t>(event.data.index());
                         });
  CHECK(mixed.events == std::vector<std::string>{"user/signed-up", "user/left"});
  CHECK(mixed.crons.size() == 2);
  CHECK(resultOf(mixed, "user/signed-up", R"({"userId":"ann"})") == "0");
  CHECK(resultOf(mixed, "inngest/scheduled.timer", ticked) == "1");
  CHECK(resultOf(mixed, "user/left", R"({"reason":3})") == "2");

  const Handler twice = createEventHandler(std::tuple(Cron("0 9 * * *"), Cron("0 17 * * *")), "twice", {},
                                           [](const Event<ScheduledTimer>& event, Step&) { return event.data.cron; });
  CHECK(resultOf(twice, "inngest/scheduled.timer", ticked) == R"("0 9 * * *")");
}
