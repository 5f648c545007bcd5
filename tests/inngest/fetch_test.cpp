#include "support.hpp"

#include "execution/execution.hpp"

#include <event_runtime/engine.hpp>

// The same handlers, told to Inngest and carried out by the embedded engine.
namespace event_runtime::inngest {

using namespace std::chrono_literals;

namespace {

struct Ping {};
void encodeJson(JsonBuffer& json, const Ping&) { json.raw("{}"); }
void decodeJson(Decoder&, JsonValue, Ping&, const Path&) {}
constexpr EventTag<Ping> PING{"test/event"};

const FetchRequest QUOTE{.url = "https://quotes.test/q?n=1",
                         .method = "POST",
                         .headers = {{"Content-Type", "application/json"}, {"X-A", "1"}, {"X-A", "2"}},
                         .body = R"({"q":"ä"})"};
const InferRequest QUESTION{.url = "https://models.test/v1/chat", .authKey = "secret-key", .body = R"({"model":"m"})"};

Json quote(const StoredEvent&, Step& step) {
  const FetchResponse response = step.fetch("quote", QUOTE);
  return {{"status", response.status},
          {"type", response.header("content-TYPE")},
          {"body", response.body},
          {"url", response.url}};
}
Json ask(const StoredEvent&, Step& step) { return step.infer<Json>("ask", QUESTION); }

/// Runs a handler once on the embedded engine.
struct Embedded {
  template <class Function>
  RunRecord run(Function function) {
    EngineOptions options;
    options.app = "app";
    options.store = memoryStore();
    options.handlers = {handlerOf("f", function, {.retries = 1})};
    options.clock = clock;
    options.logger = std::make_shared<KeepingLogger>();
    options.httpClient = http;
    options.handleSignals = false;
    Engine engine(std::move(options));
    engine.start();
    const std::string id = engine.client()->sendEvent(PING, {});
    for (int i = 0; i < 4; ++i) {
      engine.waitUntilIdle();
      clock->advance(1h);
    }
    engine.waitUntilIdle();
    return engine.runsOfEvent(id).at(0);
  }

  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<FakeHttpClient> http = std::make_shared<FakeHttpClient>();
};

}  // namespace

TEST_CASE("a fetch is told to Inngest's gateway, and its answer is given to the handler") {
  Fixture app({handlerOf("f", quote)});
  const Json operations = bodyOf(app.call(callBody(), "f"));
  CHECK(operations ==
        Json::array({{{"id", hashOf("quote")},
                      {"op", "Gateway"},
                      {"name", "quote"},
                      {"displayName", "quote"},
                      {"opts",
                       {{"url", QUOTE.url},
                        {"method", "POST"},
                        {"headers", {{"Content-Type", "application/json"}, {"X-A", "1, 2"}}},
                        {"body", QUOTE.body}}},
                      {"data", nullptr}}}));
  const Json answer = {
      {"url", QUOTE.url}, {"headers", {{"Content-Type", "text/plain"}}}, {"body", "no such quote"}, {"status_code", 404}};
  CHECK(bodyOf(app.call(callBody({{hashOf("quote"), {{"data", answer}}}}), "f")) ==
        Json{{"status", 404}, {"type", "text/plain"}, {"body", "no such quote"}, {"url", QUOTE.url}});
  // A record that is none of a fetch.
  for (const Json& bad : {Json(1), Json::object(), Json{{"status_code", "200"}}}) {
    CHECK(app.call(callBody({{hashOf("quote"), {{"data", bad}}}}), "f").status == 400);
  }
}

TEST_CASE("a question to a model is told to Inngest's gateway, and the provider's answer is given to the handler") {
  Fixture app({handlerOf("f", ask)});
  const Json operation = bodyOf(app.call(callBody(), "f")).at(0);
  CHECK(operation.at("op") == "AIGateway");
  CHECK(operation.at("opts") == Json{{"url", QUESTION.url},
                                     {"headers", Json::object()},
                                     {"auth_key", "secret-key"},
                                     {"format", "openai-chat"},
                                     {"body", {{"model", "m"}}}});
  const Json answer = {{"choices", {1, 2}}};
  CHECK(bodyOf(app.call(callBody({{hashOf("ask"), {{"data", answer}}}}), "f")) == answer);
}

TEST_CASE("the embedded engine sends a fetch itself: the same request, the same record, the same result") {
  Embedded embedded;
  embedded.http->addAnswer({404, {{"Content-Type", "text/plain"}, {"Set-Cookie", "a"}, {"Set-Cookie", "b"}}, "no \xff"});
  const RunRecord run = embedded.run(quote);
  CHECK(toString(run.status) == "completed");
  CHECK(Json::parse(run.result) == Json{{"status", 404}, {"type", "text/plain"}, {"body", "no �"}, {"url", QUOTE.url}});
  REQUIRE(run.steps.size() == 1);
  CHECK(run.steps[0].kind == "fetch");
  CHECK(Json::parse(run.steps[0].result) == Json{{"url", QUOTE.url},
                                                 {"headers", {{"Content-Type", "text/plain"}, {"Set-Cookie", "a,b"}}},
                                                 {"body", "no �"},
                                                 {"status_code", 404}});
  REQUIRE(embedded.http->calls.size() == 1);
  const HttpCall& call = embedded.http->calls[0];
  CHECK(call.method == "POST");
  CHECK(call.url == QUOTE.url);
  CHECK(call.body == QUOTE.body);
  CHECK(call.maxRedirects == 10);
  CHECK(findHeader(call.headers, "x-a") == "1");
}

TEST_CASE("a fetch without an answer is tried again, and fails as Inngest's does") {
  Embedded embedded;
  embedded.http->addFailure("https://quotes.test: no connection");
  embedded.http->add(200, "late");
  RunRecord run = embedded.run(quote);
  CHECK(toString(run.status) == "completed");
  CHECK(run.steps.at(0).attempts == 2);
  // Nothing more answers.
  run = embedded.run(quote);
  CHECK(toString(run.status) == "failed");
  REQUIRE(run.error);
  CHECK(contains(run.error->name, "GatewayError"));
  CHECK(contains(run.error->message, "no connection"));
  CHECK(embedded.http->calls.size() == 4);
}

TEST_CASE("the embedded engine asks models itself, with the key where the format wants it") {
  struct Case {
    InferFormat format;
    std::string header;
    std::string value;
    std::string url;
  };
  const Case cases[] = {{InferFormat::openaiChat, "authorization", "Bearer k&y", QUESTION.url},
                        {InferFormat::bedrock, "authorization", "k&y", QUESTION.url},
                        {InferFormat::anthropic, "x-api-key", "k&y", QUESTION.url},
                        {InferFormat::gemini, "authorization", "", QUESTION.url + "?key=k%26y"}};
  for (const Case& expected : cases) {
    Embedded embedded;
    embedded.http->add(200, R"({"text": "hello"})");
    const RunRecord run = embedded.run([&](const StoredEvent&, Step& step) {
      InferRequest request = QUESTION;
      request.authKey = "k&y";
      request.format = expected.format;
      return step.infer<Json>("ask", request);
    });
    CHECK(Json::parse(run.result) == Json{{"text", "hello"}});
    CHECK(run.steps.at(0).kind == "infer");
    const HttpCall& call = embedded.http->calls.at(0);
    CHECK(call.method == "POST");
    CHECK(call.url == expected.url);
    CHECK(findHeader(call.headers, expected.header) == expected.value);
    CHECK(findHeader(call.headers, "content-type") == "application/json");
  }
}

TEST_CASE("what a model's provider refuses, or says in no JSON, is a failure that tells why and never the key") {
  for (const auto& [status, body] : {std::pair{429, "slow down"}, std::pair{200, "<html>"}}) {
    Embedded embedded;
    embedded.http->add(status, body);
    embedded.http->add(status, body);
    const RunRecord run = embedded.run(ask);
    CHECK(toString(run.status) == "failed");
    REQUIRE(run.error);
    CHECK(contains(run.error->name, "AIGatewayError"));
    CHECK(contains(run.error->message, body));
    CHECK_FALSE(contains(run.error->message, "secret-key"));
    CHECK(embedded.http->calls.size() == 2);
  }
}

TEST_CASE("without an HTTP client a fetch fails at once, and says what is missing") {
  Embedded embedded;
  embedded.http = nullptr;
  const RunRecord run = embedded.run(quote);
  CHECK(toString(run.status) == "failed");
  REQUIRE(run.error);
  CHECK(contains(run.error->message, "EngineOptions::httpClient"));
  CHECK(run.steps.at(0).attempts == 1);
}

TEST_CASE("a request that can not be sent as it stands fails for good on both, with its step's name") {
  const auto with = [](auto change) {
    FetchRequest request = QUOTE;
    change(request);
    return request;
  };
  const FetchRequest bad[] = {
      with([](FetchRequest& r) { r.url = "quotes.test"; }),
      with([](FetchRequest& r) { r.url = "file:///etc/passwd"; }),
      with([](FetchRequest& r) { r.url = "https://quotes.test/a b"; }),
      with([](FetchRequest& r) { r.url += std::string(9000, 'x'); }),
      with([](FetchRequest& r) { r.method = "get"; }),
      with([](FetchRequest& r) { r.method = "GET / HTTP/1.1\r\nX: "; }),
      with([](FetchRequest& r) { r.headers = {{"X", "a\r\nHost: evil"}}; }),
      with([](FetchRequest& r) { r.headers = {{"X: a\r\nY", "b"}}; }),
      with([](FetchRequest& r) { r.headers = {{"", "b"}}; }),
      with([](FetchRequest& r) { r.headers.assign(101, {"X", "b"}); }),
      with([](FetchRequest& r) { r.body = "no JSON"; }),
      with([](FetchRequest& r) { r.body = '"' + std::string(std::size_t{5} << 20, 'x') + '"'; }),
      with([](FetchRequest& r) { r.timeout = 0ms; }),
  };
  for (const FetchRequest& request : bad) {
    CAPTURE(request.method.substr(0, 20) + request.url.substr(0, 40));
    Fixture app({handlerOf("f", [&](const StoredEvent&, Step& step) { return step.fetch("quote", request).status; })});
    const HttpResponse response = app.call(callBody(), "f");
    CHECK(response.status == 400);
    CHECK(contains(response.body, "step \\\"quote\\\""));
  }
  Fixture app({handlerOf("f", [&](const StoredEvent&, Step& step) {
    return step.infer<Json>("ask", {.url = QUESTION.url, .authKey = "a\r\nb", .body = "{}"});
  })});
  CHECK(app.call(callBody(), "f").status == 400);
}

}  // namespace event_runtime::inngest
