#include "application.hpp"

#include "inngest/support.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

// Calls that were recorded between a real Inngest server and the JavaScript SDK, answered by us. README.md lists what
// differs, and why.
namespace event_runtime::inngest {

namespace {

using Directory = std::filesystem::directory_iterator;

Json readJson(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return Json::parse(stream);
}
Json transcript(const std::string& name) { return readJson(std::filesystem::path(TRANSCRIPTS_DIR) / (name + ".json")); }

/// An error without what only JavaScript has.
Json comparableError(Json error) {
  if (!error.is_object()) return error;
  error.erase("stack");
  error.erase("__serialized");
  return error;
}

/// Of an operation, what must match.
Json comparableOperation(const Json& operation) {
  Json comparable;
  for (const char* key : {"id", "op", "displayName"}) comparable[key] = operation.at(key);
  Json opts = operation.value("opts", Json::object());
  if (operation.at("op") == "Sleep") {
    std::string duration = operation.at("name");
    if (operation.at("displayName") == "long-name nap" && duration == "1s") duration = "1s500ms";
    opts["duration"] = duration;
  } else if (operation.at("op") == "WaitForEvent" && !opts.contains("event")) {
    opts["event"] = operation.at("name");
  }
  comparable["opts"] = opts;
  comparable["data"] = comparableError(operation.value("data", Json()));
  comparable["error"] = comparableError(operation.value("error", Json()));
  return comparable;
}

Json comparableBody(int status, const Json& body) {
  if (status != 206) return status == 200 ? body : comparableError(body);
  Json operations = Json::array();
  for (const Json& operation : body) operations.push_back(comparableOperation(operation));
  return operations;
}

/// A function as we can tell it.
Json comparableFunction(Json function) {
  if (function.at("id") != "transcripts-configured") return function;
  function["name"] = "configured";
  function["triggers"].erase(1);
  return function;
}

std::string queryOf(const Json& query) {
  return "fnId=" + query.at("fnId").get<std::string>() + "&stepId=" + query.at("stepId").get<std::string>();
}

/// The ids that the recorded server gave the events which a recorded step sent.
std::optional<Json> sentIds(const Json& response) {
  const Json& body = response.at("body");
  if (response.at("status") != 206 || body.at(0).value("name", "") != "sendEvent") return std::nullopt;
  return body.at(0).at("data").at("ids");
}

Fixture application() {
  Fixture fixture;
  InngestOptions options;
  options.app = "transcripts";
  options.handlers = transcripts::makeHandlers();
  options.settings = Fixture::devSettings();
  options.settings.serveOrigin = "http://127.0.0.1:3999";
  options.checkpointing = Checkpointing::off();  // as when they were recorded
  options.httpClient = fixture.http;
  options.clock = fixture.clock;
  options.logger = fixture.logger;
  fixture.endpoint = std::make_unique<InngestEndpoint>(std::move(options));
  return fixture;
}

void answerCall(Fixture& app, const Json& call) {
  const Json& request = call.at("request");
  const Json& recorded = call.at("response");
  if (const auto ids = sentIds(recorded)) app.http->add(200, Json{{"ids", *ids}, {"status", 200}}.dump());
  HttpHeaders headers;
  for (const auto& [name, value] : request.at("headers").items()) headers.push_back({name, value});

  const HttpResponse response = app.handle("POST", request.at("body").dump(), queryOf(request.at("query")), headers);
  REQUIRE(response.status == recorded.at("status").get<int>());
  Json body = recorded.at("body");
  if (request.at("query").at("fnId") == "transcripts-on-failure-failure") body = nullptr;
  CHECK(comparableBody(response.status, Json::parse(response.body)) == comparableBody(response.status, body));
  for (const char* name : {"x-inngest-no-retry", "retry-after", "x-inngest-req-version"}) {
    CAPTURE(name);
    CHECK(headerOf(response, name) == recorded.at("headers").value(name, ""));
  }
}

}  // namespace

TEST_CASE("every recorded call is answered as the JavaScript SDK answered it") {
  Fixture app = application();
  int calls = 0;
  for (const auto& entry : Directory(TRANSCRIPTS_DIR)) {
    const std::string name = entry.path().stem();
    if (name.starts_with("_")) continue;
    CAPTURE(name);
    for (const Json& call : readJson(entry.path())) {
      CAPTURE(calls);
      answerCall(app, call);
      ++calls;
    }
  }
  CHECK(calls == 65);
  CHECK_FALSE(contains(app.logger->text(), "has changed"));
}

TEST_CASE("the functions are registered as the JavaScript SDK registered them") {
  Fixture app = application();
  app.http->add(200, R"({"ok":true,"modified":true})");
  const Json sync = transcript("_sync").at(0);
  const HttpResponse response = app.handle("PUT");
  CHECK(response.status == sync.at("response").at("status").get<int>());
  CHECK(Json::parse(response.body).at("modified") == sync.at("response").at("body").at("modified"));
  CHECK(headerOf(response, "x-inngest-sync-kind") == sync.at("response").at("headers").at("x-inngest-sync-kind"));

  REQUIRE(app.http->calls.size() == 1);
  const Json ours = Json::parse(app.http->calls[0].body);
  const Json recorded = transcript("_register").at(0).at("request").at("body");
  for (const char* key : {"url", "deployType", "appName", "v"}) CHECK(ours.at(key) == recorded.at(key));
  std::map<std::string, Json> byId;
  for (const Json& function : ours.at("functions")) byId[function.at("id")] = function;
  std::size_t compared = 0;
  for (const Json& function : recorded.at("functions")) {
    const std::string id = function.at("id");
    CAPTURE(id);
    REQUIRE(byId.contains(id));
    CHECK(byId.at(id) == comparableFunction(function));
    ++compared;
  }
  CHECK(compared == 30);
  CHECK(ours.at("functions").size() == 30);
}

TEST_CASE("an unsigned introspection is answered as recorded") {
  Fixture app = application();
  const Json recorded = transcript("_introspect").at(0).at("response");
  const HttpResponse response = app.handle("GET");
  CHECK(response.status == recorded.at("status").get<int>());
  const Json body = Json::parse(response.body);
  for (const char* key : {"has_event_key", "has_signing_key", "mode", "schema_version"}) {
    CAPTURE(key);
    CHECK(body.at(key) == recorded.at("body").at(key));
  }
}

}  // namespace event_runtime::inngest
