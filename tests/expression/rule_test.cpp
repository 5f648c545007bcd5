#include <event_runtime/codec/codec.hpp>
#include <event_runtime/rule.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

using namespace event_runtime;

namespace {

constexpr std::array<RuleText, 2> RULES{{{"size(data.tags) <= 2", "at most 2 tags"}, {"data.end > data.start", ""}}};

struct Payload {
  bool isBroken = false;
};

/// What a generated decoder does after the members.
void decodeJson(Decoder& decoder, JsonValue json, Payload& out, const Path& path) {
  if (out.isBroken) decoder.missing("id", "string", path);
  checkRules(decoder, json, RULES, path);
}

std::vector<Issue> issuesOf(std::string_view text) { return parse<Payload>(text).issues(); }

}  // namespace

TEST_CASE("a payload that satisfies its rules has no issue") {
  CHECK(issuesOf(R"({"tags": ["a", "b"], "start": 1, "end": 2})").empty());
}

TEST_CASE("every rule that is broken is an issue with its message") {
  const auto issues = issuesOf(R"({"tags": ["a", "b", "c"], "start": 2, "end": 2})");
  REQUIRE(issues.size() == 2);
  CHECK((issues[0] == Issue{IssueCode::custom, "", "at most 2 tags", "size(data.tags) <= 2", ""}));
  CHECK(
      (issues[1] == Issue{IssueCode::custom, "", "must satisfy `data.end > data.start`", "data.end > data.start", ""}));
}

TEST_CASE("a rule that has no value is an issue too, which says why") {
  Decoder decoder = Decoder::withoutDocument();
  CHECK_FALSE(checkRule(decoder, {}, {"1 / size(data.x) > 0", "has parts"}, {}));
  CHECK_FALSE(checkRule(decoder, {}, {"data.", "is odd"}, {}));
  REQUIRE(decoder.issues().size() == 2);
  CHECK(decoder.issues()[0].message == "has parts (the rule cannot be evaluated: division by zero)");
  CHECK(decoder.issues()[1].message.starts_with("is odd (the rule cannot be evaluated: "));
}

TEST_CASE("what does not fit its schema is not asked about its rules") {
  const std::string text = R"({"tags": ["a", "b", "c"]})";
  Payload broken{true};
  const auto issues = decodeText(text, &broken, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decodeJson(decoder, json, *static_cast<Payload*>(out), path);
  });
  REQUIRE(issues.size() == 1);
  CHECK((issues[0].code == IssueCode::invalidType));
}

TEST_CASE("rules are compiled once, by whichever thread comes first") {
  std::vector<std::thread> threads;
  std::array<std::size_t, 4> counts{};
  for (std::size_t t = 0; t < counts.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) counts[t] += issuesOf(R"({"tags": [1, 2, 3], "start": 1, "end": 2})").size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t count : counts) CHECK(count == 500);
}
