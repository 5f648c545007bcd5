// Bodies of call requests, answered by an endpoint: what is no call request, and what a handler makes of any state.
#include <event_runtime/inngest.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using namespace event_runtime;

Handler makeHandler() {
  Handler handler;
  handler.id = "fuzzed";
  handler.events = {"t/fuzzed"};
  handler.invoke = [](const StoredEvent& event, Step& step, JsonBuffer& result) {
    const auto [a, b] = step.parallel(step.branch("a", [] { return std::string("a"); }), [&] {
      step.sleep("s", "1s");
      return step.run("b", [&] { return static_cast<std::int64_t>(event.data.size()); });
    });
    try {
      step.run("c", [] { throw NonRetriableError("no"); });
      result.null();
    } catch (const StepError& error) {
      const FetchResponse fetched = step.fetch("f", {.url = "http://host.test/"});
      result.string(error.cause().message + a + std::to_string(b) + fetched.body + std::string(fetched.header("x")));
    }
  };
  return handler;
}

/// Takes checkpoints, refuses them or has given the call up.
class Inngest : public HttpClient {
  HttpResponse send(const HttpCall& call) override {
    constexpr int STATUSES[] = {200, 400, 409};
    return {STATUSES[call.body.size() % 3], {}, "{}"};
  }
};

InngestOptions makeOptions() {
  InngestOptions options;
  options.app = "app";
  options.handlers = {makeHandler()};
  options.settings.dev = true;
  options.settings.apiOrigin = options.settings.eventApiOrigin = "http://127.0.0.1:1";
  options.httpClient = std::make_shared<Inngest>();
  options.logger = silentLogger();
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static InngestEndpoint endpoint(makeOptions());
  HttpRequest request;
  request.method = "POST";
  request.query = "fnId=app-fuzzed&stepId=step";
  request.body.assign(reinterpret_cast<const char*>(data), size);
  const HttpResponse response = endpoint.handle(request);
  if (response.status != 200 && response.status != 206 && response.status != 400 && response.status != 500)
    std::abort();
  // The answer is JSON, whatever was put into it.
  if (!parse<bool>(response.body) && parse<bool>(response.body).issues().front().code == IssueCode::invalidFormat) {
    std::abort();
  }
  return 0;
}
