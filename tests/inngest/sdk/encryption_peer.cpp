// What encryption.mjs talks to: an embedded engine with encryption, which takes events over HTTP. Prints the port that
// it listens on and a line for each event that a handler was given. Each line of its standard input asks the middleware
// for something: {"do":"send"|"call"|"receive"|"give"|"take","data":…}; the answer is {"data":…} or {"error":…}.
#include <event_runtime/encryption.hpp>
#include <event_runtime/engine.hpp>
#include <event_runtime/inngest.hpp>
#include <event_runtime/json.hpp>

#include <array>
#include <iostream>
#include <mutex>
#include <string>

namespace {

using namespace event_runtime;

std::string answer(Middleware& middleware, const std::string& what, std::string data) {
  RunContext run("handler", "run", 0, nullptr);
  const StepInfo step{"step", "run"};
  if (what == "send") {
    std::array<OutgoingEvent, 1> events{OutgoingEvent{"t/event", data, "", {}}};
    middleware.beforeSendEvents(&run, events);
    return events.front().data;
  }
  if (what == "receive") {
    std::array<StoredEvent, 1> events;
    events.front().name = "t/event";
    events.front().data = data;
    middleware.transformInput(run, events);
    return events.front().data;
  }
  if (what == "call") middleware.transformStepInput(run, step, data);
  if (what == "give") middleware.transformOutput(run, &step, {&data, nullptr});
  if (what == "take") middleware.transformStepResult(run, step, {&data, nullptr});
  return data;
}

}  // namespace

int main(int, char** arguments) {
  const auto middleware = encryptionMiddleware({.key = arguments[1], .fallbackKeys = {arguments[2]}});
  std::mutex mutex;
  const auto print = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    std::cout << line << std::endl;
  };
  EngineOptions options;
  options.app = "receiver";
  options.store = memoryStore();
  options.handleSignals = false;
  options.logger = silentLogger();
  options.middleware = {middleware};
  options.handlers = {createEventHandler(EventTag<Json>{"t/sent"}, "receives", {},
                                         [&](const Event<Json>& event, Step&) { print(event.data.dump()); })};
  Engine engine(std::move(options));
  engine.start();
  const EventApi api({.client = engine.client()});
  const HttpServer server({}, [&](const HttpRequest& request) { return api.handle(request); });
  print(std::to_string(server.port()));
  std::string line;
  while (std::getline(std::cin, line)) {
    const Json request = Json::parse(line);
    try {
      print("{\"data\":" + answer(*middleware, request.at("do"), request.at("data").dump()) + "}");
    } catch (const EncryptionError& error) {
      print(Json{{"error", error.what()}}.dump());
    }
  }
}
