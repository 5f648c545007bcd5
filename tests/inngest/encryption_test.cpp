// End-to-end encryption. That JavaScript reads what we write, and we what it writes, sdk/encryption.mjs shows.
#include "backends.hpp"

#include <event_runtime/encryption.hpp>

#include "encryption/encrypted_value.hpp"
#include "encryption/secret_box.hpp"

#include <array>

namespace event_runtime::inngest {

using namespace std::chrono_literals;
using encryption::decryptValue;
using encryption::encryptValue;
using encryption::SecretBox;

namespace {

std::string messageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const EncryptionError& error) {
    return error.what();
  }
  return "";
}

bool isCipher(const Json& value) {
  return value.is_object() && value.value("__ENCRYPTED__", false) &&
         value.value("__STRATEGY__", "") == "inngest/libsodium" && value.at("data").is_string();
}

}  // namespace

TEST_CASE("what is encrypted is decrypted again, is another text each time and tells nothing") {
  const SecretBox box({"key"});
  for (const std::string text : {R"("secret")", "1", "true", "null", "{}", R"({"a":[1,"\u0000é"]})"}) {
    const std::string value = encryptValue(box, text);
    CHECK(isCipher(Json::parse(value)));
    CHECK(decryptValue(box, value) == text);
    CHECK(encryptValue(box, text) != value);
    CHECK(decryptValue(SecretBox({"other", "key"}), value) == text);
  }
  const std::string large(3'000'000, 'x');
  CHECK(decryptValue(box, encryptValue(box, '"' + large + '"')) == '"' + large + '"');
}

TEST_CASE("what Inngest's middleware has encrypted is decrypted") {
  // @inngest/middleware-encryption 2.0.0 made it, with the key `key`.
  CHECK(decryptValue(SecretBox({"key"}),
                     R"({"__ENCRYPTED__":true,"__STRATEGY__":"inngest/libsodium",)"
                     R"("data":"SyVlxaAdzFHRoIBxrhCXmtBhoX8JdI9psXMotvcZdvStKnDfCz6ziNaVLzELZ7zBjOkkyvs="})") ==
        R"({"a":[1,"x"]})");
}

TEST_CASE("what bears no mark is something else, and stays") {
  const SecretBox box({"key"});
  for (const char* text :
       {"null", "1", R"("__ENCRYPTED__")", R"([{"__ENCRYPTED__":true,"data":"x"}])", R"({"__ENCRYPTED__":true})",
        R"({"__ENCRYPTED__":1,"__STRATEGY__":"inngest/libsodium","data":"x"})",
        R"({"__ENCRYPTED__":true,"__STRATEGY__":"inngest/libsodium","data":7})",
        R"({"__ENCRYPTED__":true,"__STRATEGY__":7,"data":"x"})", R"({"__ENCRYPTED__":true,)"}) {
    CAPTURE(text);
    CHECK(decryptValue(box, text) == std::nullopt);
  }
}

TEST_CASE("what can not be decrypted is refused by its reason, without telling anything of it") {
  const SecretBox box({"key"});
  // Of a length that needs no padding: each of the characters then holds six bits of what is sealed.
  const std::string secret = R"("a secret letter")";
  const std::string data = Json::parse(encryptValue(box, secret)).at("data");
  REQUIRE_FALSE(data.ends_with('='));
  const auto refused = [&](const std::string& base64, const char* strategy = "inngest/libsodium") {
    Json value{{"__ENCRYPTED__", true}, {"data", base64}};
    if (strategy != nullptr) value["__STRATEGY__"] = strategy;
    const std::string message = messageOf([&] { decryptValue(box, value.dump()); });
    CHECK(message.find("secret") == std::string::npos);
    CHECK((base64.empty() || message.find(base64) == std::string::npos));
    return message.substr(message.find(": ") + 2);
  };
  CHECK(refused(data, nullptr) == "it is of the first strategy of Inngest's SDK (AES), which is not supported");
  CHECK(refused(data, "other/strategy") == "its strategy is none that is known here");
  CHECK(refused("%%%%") == "it is no base64");
  CHECK(refused(data.substr(1)) == "it is no base64");
  CHECK(refused("") == "it is too short, a part of it is missing");
  CHECK(refused(data.substr(0, 52)) == "it is too short, a part of it is missing");
  const std::string changedOrOther =
      "it was changed, or encrypted with a key that is none of these; give that key among the fallbackKeys";
  CHECK(refused(data.substr(0, data.size() - 8)) == changedOrOther);
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::string tampered = data;
    tampered[i] = tampered[i] == 'A' ? 'B' : 'A';
    CHECK(refused(tampered) == changedOrOther);
  }
  const std::string otherKey = encryptValue(SecretBox({"other"}), secret);
  CHECK(messageOf([&] { decryptValue(box, otherKey); }).ends_with(changedOrOther));
  CHECK(messageOf([&] { decryptValue(box, encryptValue(box, "no JSON")); }).ends_with("what it holds is no JSON"));
}

TEST_CASE("a key is needed, and white space around it does not count") {
  CHECK_THROWS_WITH_AS(encryptionMiddleware({.key = " \t\n\u00A0"}), "encryptionMiddleware(): `key` is empty",
                       std::invalid_argument);
  const auto sent = [](const std::shared_ptr<Middleware>& middleware, const std::string& data) {
    std::array<OutgoingEvent, 1> events{OutgoingEvent{"test/event", data, "", {}}};
    middleware->beforeSendEvents(nullptr, events);
    return events.front().data;
  };
  const auto received = [](const std::shared_ptr<Middleware>& middleware, const std::string& data) {
    RunContext context("h", "run", 0, nullptr);
    std::array<StoredEvent, 1> events;
    events.front().name = "test/event";
    events.front().data = data;
    middleware->transformInput(context, events);
    return events.front().data;
  };
  const std::string data = R"({"a":1,"encrypted":{"b":2},"own":3})";
  const auto plain = encryptionMiddleware({.key = "key"});
  const std::string cipher = sent(plain, data);
  CHECK(isCipher(Json::parse(cipher).at("encrypted")));
  CHECK(Json::parse(cipher).at("a") == 1);
  CHECK(received(encryptionMiddleware({.key = "\uFEFF key\r\n"}), cipher) == data);

  // What is encrypted already is not encrypted again.
  CHECK(sent(plain, cipher) == cipher);
  CHECK(sent(plain, R"({"a":1})") == R"({"a":1})");

  // Another member; who reads need not know which.
  const std::string other = sent(encryptionMiddleware({.key = "key", .eventField = "own"}), data);
  CHECK(isCipher(Json::parse(other).at("own")));
  CHECK_FALSE(isCipher(Json::parse(other).at("encrypted")));
  CHECK(received(plain, other) == data);
  CHECK(sent(encryptionMiddleware({.key = "key", .eventField = ""}), data) == data);

  // Exchanging keys.
  const auto next = encryptionMiddleware({.key = "new", .fallbackKeys = {"", "key"}});
  CHECK(received(next, cipher) == data);
  CHECK_THROWS_AS(received(plain, sent(next, data)), EncryptionError);
  CHECK(received(encryptionMiddleware({.key = "key", .fallbackKeys = {"new"}}), sent(next, data)) == data);

  // Only reading.
  const auto reader = encryptionMiddleware({.key = "key", .decryptOnly = true});
  CHECK(received(reader, cipher) == data);
  CHECK(sent(reader, data) == data);
  std::string result = "1";
  RunContext context("h", "run", 0, nullptr);
  reader->transformOutput(context, nullptr, {&result, nullptr});
  CHECK(result == "1");
}

TEST_CASE_TEMPLATE("what is stored is encrypted, and handlers do not notice", Backend, EmbeddedRuns, InngestRuns) {
  Lines seen;
  Backend backend({handlerOf("h",
                             [&](const StoredEvent& event, Step& step) {
                               const auto name =
                                   step.run("name", [&] { return Json::parse(event.data).at("n").dump() + "-secret"; });
                               step.run("nothing", [] {});
                               step.sleep("nap", 1h);
                               const int called = step.invoke("call", FunctionTag<Json, int>{"callee"}, Json::object());
                               seen.push_back(name + std::to_string(called));
                               return name;
                             }),
                   backend_test::callee()},
                  {encryptionMiddleware({.key = "key"})});
  const Json result = backend.run();
  CHECK(isCipher(result));
  CHECK(isCipher(backend.stored("name")));
  CHECK(backend.stored("nothing") == nullptr);
  CHECK(decryptValue(SecretBox({"key"}), result.dump()) == R"("1-secret")");
  REQUIRE_FALSE(seen.empty());
  CHECK(seen.back() == "1-secret7");
  const Json sent = backend.send({{"encrypted", "x"}, {"m", 1}});
  CHECK(sent.at("m") == 1);
}

TEST_CASE("awaited events, events of calls and of failed runs are decrypted too") {
  constexpr EventTag<Json> SEALED_ANSWER{"test/answer"};
  Lines seen;
  EngineOptions options;
  options.app = "app";
  options.store = memoryStore();
  options.clock = std::make_shared<FakeClock>();
  options.logger = silentLogger();
  options.middleware = {encryptionMiddleware({.key = "key"})};
  const EventTag<Json> ask{"test/ask"};
  options.handlers = {
      createEventHandler(
          ask, "asks",
          {.retries = 0,
           .onFailure = [&](const Event<FunctionFailed>& event,
                            Step&) { seen.push_back("failed " + Json::parse(event.data.event).at("data").dump()); }},
          [&](const Event<Json>& event, Step& step) {
            const auto answer = step.waitForEvent("wait", SEALED_ANSWER, {.timeout = 1h});
            step.run("see", [&] { seen.push_back(event.data.dump() + answer->data.dump()); });
            step.invoke("call", FunctionTag<Json, Json>{"called"}, Json{{"encrypted", "c"}});
            throw NonRetriableError("over");
          }),
      createEventHandler(EventTag<Json>{"test/never"}, "called", {},
                         [&](const Event<Json>& event, Step&) { seen.push_back("called " + event.data.dump()); })};
  Engine engine(std::move(options));
  engine.start();
  engine.client()->sendEvent(ask, Json{{"encrypted", "a"}});
  engine.waitUntilIdle();
  engine.client()->sendEvent(SEALED_ANSWER, Json{{"encrypted", {{"b", 1}}}});
  engine.waitUntilIdle();
  CHECK(seen == Lines{R"({"encrypted":"a"}{"encrypted":{"b":1}})", R"(called {"encrypted":"c"})",
                      R"(failed {"encrypted":"a"})"});
  engine.stop();
}

}  // namespace event_runtime::inngest
