// The application's default client.
#include <event_runtime/client.hpp>

#include <doctest/doctest.h>

namespace event_runtime {
namespace {

struct Empty {};
void encodeJson(JsonBuffer& json, const Empty&) { json.raw("{}"); }
void decodeJson(Decoder& decoder, JsonValue json, Empty&, const Path& path) {
  ObjectMembers members;
  decoder.object(json, members, path);
}

constexpr EventTag<Empty> FIRST{"test/first"};
constexpr EventTag<Empty> SECOND{"test/second"};

class RecordingClient : public Client {
 public:
  std::vector<std::string> send(std::vector<OutgoingEvent> events) override {
    std::vector<std::string> ids;
    for (const OutgoingEvent& event : events) {
      names.push_back(event.name);
      ids.push_back("id of " + event.name);
    }
    ++calls;
    return ids;
  }
  std::vector<std::string> names;
  int calls = 0;
};

TEST_CASE("without a default client, sending says what to do") {
  setDefaultClient(nullptr);
  CHECK_THROWS_AS(defaultClient(), SendError);
  CHECK_THROWS_AS(sendToDefaultClient(FIRST, {}, {}), SendError);
  CHECK_THROWS_AS(sendEvents({makeEvent(FIRST, {})}), SendError);
  try {
    (void)defaultClient();
  } catch (const SendError& error) {
    CHECK(std::string_view(error.what()).find("setDefaultClient") != std::string_view::npos);
  }
}

TEST_CASE("events go to the default client until it is taken away") {
  const auto client = std::make_shared<RecordingClient>();
  setDefaultClient(client);
  CHECK(sendToDefaultClient(FIRST, {}, {}) == "id of test/first");
  CHECK(sendEvents({makeEvent(FIRST, {}), makeEvent(SECOND, {})}) ==
        std::vector<std::string>{"id of test/first", "id of test/second"});
  CHECK(client->names == std::vector<std::string>{"test/first", "test/first", "test/second"});
  CHECK(client->calls == 2);

  setDefaultClient(nullptr);
  CHECK_THROWS_AS(defaultClient(), SendError);
  CHECK(client.use_count() == 1);
}

}  // namespace
}  // namespace event_runtime
