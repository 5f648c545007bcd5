// What makeEvent() lets through, and how it says no.
#include <event_runtime/event.hpp>
#include <event_runtime/lifecycle_events.hpp>

#include <doctest/doctest.h>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

struct Payload {
  std::string text;
};

void encodeJson(JsonBuffer& json, const Payload& value) {
  json.raw(R"({"text":)");
  json.string(value.text);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, Payload& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    decoder.string(members.value(), value.text, event_runtime::StringConstraints{.minLength = 1}, members.path());
  }
}

/// A payload whose text is what a test says.
struct Raw {
  std::string json;
};
void encodeJson(JsonBuffer& json, const Raw& value) { json.raw(value.json); }
void decodeJson(Decoder&, JsonValue, Raw&, const Path&) {}

constexpr EventTag<Payload> SAID{"test/said", "2026-01-01.1"};
constexpr EventTag<Raw> RAW{"test/raw"};

/// The paths of what is wrong with an event; empty if nothing is.
template <class Tag>
std::vector<std::string> wrong(const Tag& tag, const typename Tag::Payload& data, SendOptions options = {}) {
  try {
    (void)makeEvent(tag, data, std::move(options));
    return {};
  } catch (const ValidationError& error) {
    CHECK(std::string_view(error.what()).find(tag.name.substr(0, 255)) != std::string_view::npos);
    std::vector<std::string> paths;
    for (const Issue& issue : error.issues()) paths.push_back(issue.path);
    return paths;
  }
}

using Paths = std::vector<std::string>;

TEST_CASE("an event carries its name, version, options and the payload as JSON") {
  const auto event = makeEvent(SAID, {"hello"}, {.id = "a", .ts = Timestamp(400'000'000s), .user = R"({"id":1})"});
  CHECK(event.name == "test/said");
  CHECK(event.version == "2026-01-01.1");
  CHECK(event.data == R"({"text":"hello"})");
  CHECK(event.options.id == "a");
  CHECK(event.options.ts == Timestamp(400'000'000s));
  CHECK(event.options.user == R"({"id":1})");
}

TEST_CASE("every issue of payload and options is told at once, with the event's name") {
  try {
    (void)makeEvent(SAID, {""}, {.id = std::string(256, 'x'), .ts = Timestamp(0s), .user = "[]"});
    FAIL("accepted");
  } catch (const ValidationError& error) {
    CHECK(error.issues().size() == 4);
    const std::string_view what = error.what();
    for (const std::string_view part : {"test/said", "/text: ", "id: ", "ts: ", "user: "}) {
      CAPTURE(part);
      CHECK(what.find(part) != std::string_view::npos);
    }
  }
}

TEST_CASE("an id has at most 255 bytes of UTF-8") {
  CHECK(wrong(SAID, {"x"}, {.id = std::string(255, 'x')}).empty());
  CHECK(wrong(SAID, {"x"}, {.id = "é…😀"}).empty());
  CHECK(wrong(SAID, {"x"}, {.id = std::string(256, 'x')}) == Paths{"id"});
  CHECK(wrong(SAID, {"x"}, {.id = "a\xff"}) == Paths{"id"});
}

TEST_CASE("ts lies between 1980 and 2100") {
  using std::chrono::sys_days;
  using std::chrono::year;
  CHECK(wrong(SAID, {"x"}, {.ts = sys_days(year(1980) / 1 / 1)}).empty());
  CHECK(wrong(SAID, {"x"}, {.ts = sys_days(year(2100) / 1 / 1) - 1ms}).empty());
  CHECK(wrong(SAID, {"x"}, {.ts = sys_days(year(1980) / 1 / 1) - 1ms}) == Paths{"ts"});
  CHECK(wrong(SAID, {"x"}, {.ts = sys_days(year(2100) / 1 / 1)}) == Paths{"ts"});
  CHECK(wrong(SAID, {"x"}, {.ts = Timestamp::max()}) == Paths{"ts"});
  CHECK(wrong(SAID, {"x"}, {.ts = Timestamp::min()}) == Paths{"ts"});
}

TEST_CASE("user is the text of an object") {
  CHECK(wrong(SAID, {"x"}, {.user = "{}"}).empty());
  for (const char* user : {"[]", "1", "null", "{", "hello", "{}{}", " "}) {
    CAPTURE(user);
    CHECK(wrong(SAID, {"x"}, {.user = user}) == Paths{"user"});
  }
}

TEST_CASE("text that is not UTF-8 is not sent") { CHECK(wrong(SAID, {"a\xff"}).size() == 1); }

TEST_CASE("an event has at most 3 MiB") {
  constexpr std::size_t LIMIT = 3 * 1024 * 1024;
  const std::size_t envelope = std::string_view(R"({"text":""})").size() + SAID.name.size() + SAID.version.size();
  CHECK(wrong(SAID, {std::string(LIMIT - envelope, 'x')}).empty());
  CHECK(wrong(SAID, {std::string(LIMIT - envelope + 1, 'x')}) == Paths{""});
  CHECK(wrong(SAID, {std::string(LIMIT - envelope - 3, 'x')}, {.id = "1234"}) == Paths{""});
}

TEST_CASE("the largest and the deepest event fits into the event of its failure") {
  const std::string deep = std::string(248, '[') + std::string(248, ']');
  CHECK(wrong(RAW, {deep}).empty());
  CHECK(wrong(RAW, {"[" + deep + "]"}) == Paths{""});
  // Brackets in strings do not count.
  CHECK(wrong(RAW, {"[\"\\\"" + std::string(300, '[') + "\"]"}).empty());

  const std::string event =
      R"({"name":"test/raw","data":)" + deep + R"(,"text":")" + std::string(3 * 1024 * 1024 - 600, 'x') + "\"}";
  CHECK(wrong(FUNCTION_FAILED, {"app-f", "run", {"std::runtime_error", "no"}, event}).empty());
}

TEST_CASE("a tag without a name names nothing") {
  CHECK(wrong(EventTag<Payload>{""}, {"x"}) == Paths{"name"});
  const std::string longName(256, 'n');
  CHECK(wrong(EventTag<Payload>{longName}, {"x"}).size() == 1);
}

}  // namespace
}  // namespace event_runtime
