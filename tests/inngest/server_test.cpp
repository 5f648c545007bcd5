#include "support.hpp"

#include <event_runtime/engine.hpp>

#include <atomic>
#include <future>
#include <map>
#include <thread>

namespace event_runtime::inngest {

using namespace std::chrono_literals;

namespace {

HttpResponse echo(const HttpRequest& request) {
  const std::string custom(findHeader(request.headers, "X-Custom"));
  return {207,
          {{"Content-Type", "application/x-test"}, {"X-Answer", custom}},
          request.method + " " + request.path + "?" + request.query + " " + request.body};
}

std::string urlOf(const HttpServer& server, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

}  // namespace

TEST_CASE("the bundled server hands over requests as they are, and answers") {
  HttpServer server({}, echo);
  const auto client = makeHttpClient();
  HttpCall call;
  call.method = "POST";
  call.url = urlOf(server, "/a%20b/c?x=%26&y");
  call.headers = {{"X-Custom", "v"}, {"Content-Type", "application/json"}};
  call.body = std::string("{\"nul\":\"\0\"}", 11);
  const HttpResponse response = client->send(call);
  CHECK(response.status == 207);
  CHECK(findHeader(response.headers, "content-type") == "application/x-test");
  CHECK(findHeader(response.headers, "x-answer") == "v");
  CHECK(response.body == "POST /a%20b/c?x=%26&y " + call.body);
  for (const char* method : {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    call.method = method;
    call.body.clear();
    CHECK(client->send(call).body.starts_with(std::string(method) + " /a%20b/c?"));
  }
}

TEST_CASE("an answer is sent as it is, also to those who would take it compressed") {
  const std::string text(5000, 'x');
  HttpServer server({}, [&](const HttpRequest& request) {
    return HttpResponse{200, {{"Content-Type", "application/json"}}, request.path == "/empty" ? "" : text};
  });
  const auto client = makeHttpClient();
  HttpCall call;
  call.method = "POST";
  call.url = urlOf(server, "/text");
  call.headers = {{"Accept-Encoding", "gzip, br"}};
  HttpResponse response = client->send(call);
  CHECK(findHeader(response.headers, "Content-Encoding") == "");
  CHECK(findHeader(response.headers, "Content-Length") == "5000");
  CHECK(response.body == text);
  call.url = urlOf(server, "/empty");
  response = client->send(call);
  CHECK(findHeader(response.headers, "Content-Encoding") == "");
  CHECK(response.body.empty());
}

TEST_CASE("a client follows redirects where it is asked to, and takes no secrets to another origin") {
  std::string there;
  const auto answer = [&](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/end") {
      const std::string key(findHeader(request.headers, "Authorization"));
      return {200, {}, request.method + " " + request.body + key + "?" + request.query};
    }
    if (request.path == "/loop") return {302, {{"Location", "loop"}}, ""};
    if (request.path == "/nowhere") return {302, {{"Location", "ftp://host/"}}, ""};
    if (request.path == "/bare") return {302, {}, "no location"};
    if (request.path == "/there") return {307, {{"Location", there}}, ""};
    return {std::stoi(request.path.substr(1)), {{"Location", "/end?a=1"}}, ""};
  };
  HttpServer server({}, answer);
  HttpServer other({}, answer);
  there = urlOf(other, "/end");
  const auto client = makeHttpClient();
  const auto send = [&](const std::string& path, const std::string& method = "POST", int most = 3) {
    HttpCall call;
    call.method = method;
    call.url = urlOf(server, path);
    call.headers = {{"authorization", "k"}, {"Content-Type", "text/plain"}};
    call.body = method == "POST" ? "body" : "";
    call.maxRedirects = most;
    return client->send(call);
  };
  CHECK(send("/301").body == "GET k?a=1");
  CHECK(send("/302").body == "GET k?a=1");
  CHECK(send("/303").body == "GET k?a=1");
  CHECK(send("/307").body == "POST bodyk?a=1");
  CHECK(send("/308").body == "POST bodyk?a=1");
  CHECK(send("/301", "GET").body == "GET k?a=1");
  CHECK(send("/there").body == "POST body?");
  CHECK(send("/302", "POST", 0).status == 302);
  CHECK(send("/bare").body == "no location");
  CHECK_THROWS_WITH_AS(send("/loop"), doctest::Contains("more than 3 redirects"), HttpError);
  CHECK_THROWS_WITH_AS(send("/nowhere"), doctest::Contains("redirects to what is no URL"), HttpError);
}

TEST_CASE("a client goes on where a connection that it has used was closed meanwhile, and on many threads at once") {
  const auto client = makeHttpClient();
  HttpCall call;
  int port = 0;
  {
    const HttpServer server({}, echo);
    port = server.port();
    call.url = urlOf(server, "/first");
    CHECK(client->send(call).status == 207);
    CHECK(client->send(call).status == 207);
  }
  const HttpServer server({.port = port}, echo);
  CHECK(client->send(call).status == 207);
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) answered += client->send(call).status == 207 ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(answered == 80);
}

TEST_CASE("bodies that are too long are refused by both sides") {
  HttpServer server({.maxBodySize = 1000}, echo);
  const auto client = makeHttpClient();
  HttpCall call;
  call.method = "POST";
  call.url = urlOf(server, "/");
  call.body = std::string(1001, 'x');
  CHECK(client->send(call).status == 413);
  call.body = std::string(900, 'x');
  call.maxResponseSize = 100;
  CHECK_THROWS_AS(client->send(call), HttpError);
}

TEST_CASE("where nobody listens there is an error that tells the origin and no path") {
  int port = 0;
  {
    const HttpServer server({}, echo);
    port = server.port();
    CHECK_THROWS_AS(HttpServer({.host = "127.0.0.1", .port = port}, echo), std::runtime_error);
  }
  const auto client = makeHttpClient();
  HttpCall call;
  call.url = "http://127.0.0.1:" + std::to_string(port) + "/e/secret";
  try {
    client->send(call);
    FAIL("somebody answered");
  } catch (const HttpError& error) {
    CHECK(contains(error.what(), std::to_string(port)));
    CHECK_FALSE(contains(error.what(), "secret"));
  }
  call.url = "no url";
  CHECK_THROWS_AS(client->send(call), HttpError);
}

TEST_CASE("without Inngest's variables the backend is the embedded engine") {
  EngineOptions options;
  options.app = "app";
  options.store = memoryStore();
  std::promise<void> ran;
  options.handlers = {handlerOf("tells", [&](const StoredEvent&, Step&) {
    ran.set_value();
    return 1;
  })};
  options.logger = silentLogger();
  options.handleSignals = false;
  BackendOptions backendOptions;
  backendOptions.environment = [](const std::string&) { return ""; };
  const auto backend = makeBackend(std::move(options), std::move(backendOptions));
  backend->start();
  backend->client()->send({{"test/event", "{}", "", {}}});
  CHECK(ran.get_future().wait_for(10s) == std::future_status::ready);
  backend->stop();
}

TEST_CASE("with Inngest's variables the backend tells Inngest of itself, is called, and sends events there") {
  // Given a server in Inngest's place
  std::mutex mutex;
  std::vector<HttpRequest> received;
  HttpServer inngest({}, [&](const HttpRequest& request) {
    const std::lock_guard lock(mutex);
    received.push_back(request);
    return HttpResponse{200, {}, R"({"ok":true,"modified":true,"ids":["01A"]})"};
  });
  std::map<std::string, std::string> variables{{"INNGEST_DEV", urlOf(inngest, "")}, {"INNGEST_EVENT_KEY", EVENT_KEY}};

  // when an application starts
  EngineOptions options;
  options.app = "app";
  options.store = memoryStore();
  options.handlers = {handlerOf("plain", [](const StoredEvent& event, Step&) { return Json::parse(event.data); })};
  options.logger = silentLogger();
  options.handleSignals = false;
  BackendOptions backendOptions;
  backendOptions.server = {.host = "127.0.0.1", .port = 0};
  backendOptions.environment = [&](const std::string& name) { return variables[name]; };
  const auto backend = makeBackend(std::move(options), std::move(backendOptions));
  backend->start();

  // then it has told of its functions, under the address of its own server
  Json registered;
  {
    const std::lock_guard lock(mutex);
    REQUIRE(received.size() == 1);
    CHECK(received[0].path == "/fn/register");
    registered = Json::parse(received[0].body);
  }
  const std::string url = registered.at("url");
  CHECK(url.ends_with("/api/inngest"));

  // and answers there, and nowhere else
  const auto client = makeHttpClient();
  HttpCall call;
  call.method = "POST";
  call.url = registered.at("functions").at(0).at("steps").at("step").at("runtime").at("url");
  call.body = callBody().dump();
  const HttpResponse response = client->send(call);
  CHECK(response.status == 200);
  CHECK(response.body == R"({"n":1})");
  CHECK(findHeader(response.headers, "X-Inngest-Framework") == "cpp-httplib");
  call.url = url.substr(0, url.size() - 1);
  CHECK(client->send(call).status == 404);

  // and its events go to Inngest.
  CHECK(backend->client()->send({{"a/b", "{}", "", {}}}) == std::vector<std::string>{"01A"});
  {
    const std::lock_guard lock(mutex);
    CHECK(received.back().path == "/e/" + EVENT_KEY);
  }
  std::thread runner([&] { backend->run(); });
  backend->stop();
  runner.join();
  CHECK_THROWS_AS(client->send(call), HttpError);
}

}  // namespace event_runtime::inngest
