#include "support.hpp"

#include <event_runtime/json.hpp>

#include <map>
#include <memory>

using namespace event_runtime;
using namespace event_runtime::execution;

namespace {
/// As event_codegen writes one.
struct Receipt {
  std::string number;
  std::optional<std::int32_t> cents;
};
[[maybe_unused]] void encodeJson(JsonBuffer& json, const Receipt& receipt) {
  json.raw("{\"number\":");
  json.string(receipt.number);
  json.raw(",\"cents\":");
  event_runtime::encodeJson(json, receipt.cents);
  json.raw('}');
}
[[maybe_unused]] void decodeJson(Decoder& decoder, JsonValue json, Receipt& receipt, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() == "number") decoder.string(members.value(), receipt.number, Path::member(path, "number"));
    if (members.key() == "cents")
      event_runtime::decodeJson(decoder, members.value(), receipt.cents, Path::member(path, "cents"));
  }
}

/// Runs the code, then again from its record, and gives the second result.
template <class Code>
std::string twice(Code code) {
  Memoised record;
  Attempt first(code);
  const std::string result = endOf(finish(*first, &record));
  Attempt replay(code, record);
  CHECK(endOf(replay->advance()) == result);
  return result;
}

struct MoveOnly {
  std::unique_ptr<int> value = std::make_unique<int>(7);
  int operator()() { return (*value)++; }
};
}  // namespace

TEST_CASE("a step gives what its body gives, the first time and on a replay") {
  CHECK(twice([](Step& step) {
          static_assert(std::is_void_v<decltype(step.run("a", [] {}))>);
          step.run("a", [] {});
          return 1;
        }) == "1");
  CHECK(twice([](Step& step) { return step.run("a", [] { return true; }); }) == "true");
  CHECK(twice([](Step& step) { return step.run("a", [] { return 0.1; }); }) == "0.1");
  CHECK(twice([](Step& step) { return step.run("a", [] { return std::string("é\n"); }); }) == "\"é\\n\"");
  CHECK(twice([](Step& step) { return step.run("a", [] { return std::optional<int>(); }); }) == "null");
  CHECK(twice([](Step& step) {
          return step.run("a", [] { return std::vector<bool>{true, false}; });
        }) == "[true,false]");
  CHECK(twice([](Step& step) {
          return step.run("a", [] { return std::map<std::string, int>{{"x", 1}}; });
        }) == R"({"x":1})");
  CHECK(twice([](Step& step) { return step.run("a", [] { return Json{{"k", {1, 2}}}; }); }) == R"({"k":[1,2]})");
  CHECK(twice([](Step& step) {
          return step.run("a", [] { return Receipt{"r1", 250}; });
        }) == R"({"number":"r1","cents":250})");
}

TEST_CASE("a reference becomes a value") {
  CHECK(twice([](Step& step) {
          const std::string held = "held";
          static_assert(
              std::is_same_v<decltype(step.run("a", [&]() -> const std::string& { return held; })), std::string>);
          return step.run("a", [&]() -> const std::string& { return held; });
        }) == "\"held\"");
}

TEST_CASE("bodies may be move-only and may change what they hold") {
  CHECK(twice([](Step& step) {
          MoveOnly body;
          const int first = step.run("a", body);
          const int second = step.run("b", MoveOnly{});
          const auto [third] = step.parallel(step.branch("c", MoveOnly{}));
          return first + second + third;
        }) == "21");
}

TEST_CASE("parallel() gives a tuple of values in the order of its arguments") {
  CHECK(twice([](Step& step) {
          auto results = step.parallel(step.branch("a", [] { return std::string("x"); }), step.branch("b", [] {}),
                                       step.branch("c",
                                                   [] {
                                                     return Receipt{"r", std::nullopt};
                                                   }),
                                       [] { return 4; });
          static_assert(std::is_same_v<decltype(results), std::tuple<std::string, std::monostate, Receipt, int>>);
          return std::get<0>(results) + std::get<2>(results).number + std::to_string(std::get<3>(results));
        }) == "\"xr4\"");
  CHECK(twice([](Step& step) {
          // One branch that gives a tuple gives a tuple of a tuple.
          auto results = step.parallel([] { return std::tuple(1, 2); });
          static_assert(std::is_same_v<decltype(results), std::tuple<std::tuple<int, int>>>);
          return std::get<1>(std::get<0>(results));
        }) == "2");
  CHECK(twice([](Step& step) {
          // Without steps a result need not be storable, nor copyable.
          auto [pointer] = step.parallel([] { return std::make_unique<int>(5); });
          return *pointer;
        }) == "5");
}

TEST_CASE("parallel() takes a vector of branches") {
  CHECK(twice([](Step& step) {
          std::vector<std::function<std::string()>> branches;
          for (const char* name : {"a", "b", "c"})
            branches.emplace_back(step.branch(name, [name] { return std::string(name); }));
          return step.parallel(std::move(branches));
        }) == R"(["a","b","c"])");
  CHECK(twice([](Step& step) {
          std::vector<std::function<void()>> branches;
          branches.emplace_back(step.branch("a", [] {}));
          branches.emplace_back([] {});
          return step.parallel(branches).size();
        }) == "2");
  CHECK(twice([](Step& step) { return step.parallel(std::vector<std::function<bool()>>{}); }) == "[]");
  CHECK(twice([](Step& step) {
          std::vector<std::function<bool()>> branches(2, [] { return true; });
          return step.parallel(branches);
        }) == "[true,true]");
}
