// Containers, and which types have a codec at all.
#include "fixture.hpp"

#include <event_runtime/json.hpp>

namespace event_runtime::testing {
namespace {

struct Nothing {};
enum Plain { first };
enum class Scoped { first };
struct Tree {
  std::vector<Tree> children;
};
void encodeJson(JsonBuffer& json, const Tree& value) { encodeJson(json, value.children); }
void decodeJson(Decoder& decoder, JsonValue json, Tree& value, const Path& path) {
  decodeJson(decoder, json, value.children, path);
}

template <class T>
constexpr bool HAS_CODEC = JsonEncodable<T>&& JsonDecodable<T>;
template <class T>
constexpr bool HAS_NONE = !JsonEncodable<T> && !JsonDecodable<T>;

static_assert(HAS_CODEC<std::string> && HAS_CODEC<double> && HAS_CODEC<bool> && HAS_CODEC<int> && HAS_CODEC<unsigned> &&
              HAS_CODEC<long> && HAS_CODEC<long long> && HAS_CODEC<unsigned long long> && HAS_CODEC<Timestamp> &&
              HAS_CODEC<std::monostate> && HAS_CODEC<Json>);
static_assert(HAS_CODEC<std::vector<bool>> && HAS_CODEC<std::vector<Json>> && HAS_CODEC<Tree> &&
              HAS_CODEC<std::vector<Tree>> && HAS_CODEC<std::map<std::string, std::optional<std::vector<Tree>>>>);
static_assert(JsonEncodable<std::string_view> && JsonEncodable<const char*> && JsonEncodable<char[4]> &&
              JsonEncodable<float>);

static_assert(HAS_NONE<Nothing> && HAS_NONE<std::vector<Nothing>> && HAS_NONE<std::optional<Nothing>> &&
              HAS_NONE<std::map<std::string, Nothing>> &&
              HAS_NONE<std::vector<std::optional<std::map<std::string, Nothing>>>>);
static_assert(HAS_NONE<std::map<int, int>> && HAS_NONE<Plain> && HAS_NONE<Scoped> && HAS_NONE<char> &&
              HAS_NONE<char16_t> && HAS_NONE<wchar_t> && HAS_NONE<long double>);
static_assert(HAS_NONE<int*> && HAS_NONE<void*> && HAS_NONE<Nothing*> && HAS_NONE<std::vector<int*>>,
              "no pointer becomes true");

TEST_CASE("an optional is its value or null") {
  CHECK(toJsonText(std::optional<int>(5)) == "5");
  CHECK(toJsonText(std::optional<int>()) == "null");
  CHECK(read<std::optional<int>>("5") == 5);
  CHECK(read<std::optional<int>>("null") == std::nullopt);
  CHECK(issuesOf<std::optional<int>>("\"5\"") == Strings{"invalid_type : must be an integer"});
}

TEST_CASE("a vector is an array, of bool as well") {
  CHECK(toJsonText(std::vector<int>{}) == "[]");
  CHECK(toJsonText(std::vector<std::string>{"a", "b"}) == R"(["a","b"])");
  CHECK(toJsonText(std::vector<bool>{true, false}) == "[true,false]");
  CHECK(read<std::vector<bool>>("[true,false]") == std::vector<bool>{true, false});
  CHECK(read<std::vector<std::optional<int>>>("[1,null]") == std::vector<std::optional<int>>{1, std::nullopt});
}

TEST_CASE("a map is an object; a key that stands twice is an issue") {
  const std::map<std::string, int> map{{"a", 1}, {"b\n", 2}};
  CHECK(toJsonText(map) == R"({"a":1,"b\n":2})");
  CHECK(read<std::map<std::string, int>>(R"({"b\u000a":2,"a":1})") == map);
  CHECK((issuesOf<std::map<std::string, int>>(R"({"a":1,"\u0061":2})")) ==
        Strings{"invalid_key /a: stands twice in this object"});
}

TEST_CASE("a recursive type") {
  CHECK(toJsonText(read<Tree>("[[],[[]]]")) == "[[],[[]]]");
  CHECK(issuesOf<Tree>("[[],[[1]]]") == Strings{"invalid_type /1/0/0: must be an array"});
}

TEST_CASE("what was in a value before does not stay") {
  std::vector<int> values{1, 2, 3};
  std::map<std::string, int> map{{"old", 1}};
  std::optional<int> optional = 5;
  const auto into = [](std::string_view text, auto& value) {
    using T = std::remove_reference_t<decltype(value)>;
    return decodeText(text, &value, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
      decodeJson(decoder, json, *static_cast<T*>(out), path);
    });
  };
  CHECK(into("[4]", values).empty());
  CHECK(into(R"({"new":2})", map).empty());
  CHECK(into("null", optional).empty());
  CHECK(values == std::vector<int>{4});
  CHECK(map == std::map<std::string, int>{{"new", 2}});
  CHECK(!optional);
}

TEST_CASE("text pointers") {
  CHECK(toJsonText("abc") == R"("abc")");
  const char* none = nullptr;
  CHECK(toJsonText(none) == "null");
  CHECK(toJsonText(std::string_view("a\"b")) == R"("a\"b")");
  CHECK(toJsonText(1.5F) == "1.5");
}

}  // namespace
}  // namespace event_runtime::testing
