#include "support.hpp"

#include "execution/execution.hpp"

#include <condition_variable>
#include <map>

// A server of the tests' own keeps what is checkpointed, loses requests and answers, and calls the handler again as
// Inngest does, so that whole runs can be held to what they did: nothing twice without reason, nothing lost.
namespace event_runtime::inngest {

using namespace std::chrono_literals;
using execution::StepHash;

namespace {

/// Time that goes on by itself where somebody waits for it.
class PatientClock : public FakeClock {
 public:
  void wait(std::unique_lock<std::mutex>&, std::condition_variable&, std::optional<Timestamp> deadline) override {
    if (deadline) set(*deadline);
  }
};

/// Keeps the steps of one run.
class Server : public HttpClient {
 public:
  enum class Fault {
    none,
    lostRequest,  ///< it never came
    lostAnswer,   ///< it came, and its answer did not
    broken,       ///< 500
    busy,         ///< 429
    refused,      ///< 400
    tooLarge,     ///< 413
    unauthorized,
    stale,
  };

  /// What happens to the requests, in order; afterwards `then` to all.
  std::vector<Fault> faults;
  Fault then = Fault::none;
  std::vector<HttpCall> calls;
  std::vector<std::string> told;  ///< display names of the steps, in the order in which they came
  Json steps = Json::object();
  Json stack = Json::array();
  std::function<void()> onTold = [] {};

  HttpResponse send(const HttpCall& call) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(call);
    const Fault fault = calls.size() <= faults.size() ? faults[calls.size() - 1] : then;
    switch (fault) {
      case Fault::lostRequest:
        throw HttpError("http://inngest.test: no connection");
      case Fault::broken:
        return {500, {}, R"({"error":"broken"})"};
      case Fault::busy:
        return {429, {}, ""};
      case Fault::refused:
        return {400, {}, R"({"error":"no such run"})"};
      case Fault::tooLarge:
        return {413, {}, ""};
      case Fault::unauthorized:
        return {401, {}, ""};
      case Fault::stale:
        return {409, {}, R"({"error":"stale dispatch"})"};
      case Fault::none:
      case Fault::lostAnswer:
        break;
    }
    const Json body = Json::parse(call.body);
    for (const Json& step : body.at("steps")) keep(step);
    onTold();
    if (fault == Fault::lostAnswer) throw HttpError("http://inngest.test: no answer");
    return {200, {}, ""};
  }

  /// The first result counts.
  void keep(const Json& step) {
    const std::string id = step.at("id");
    told.push_back(step.at("displayName"));
    if (steps.contains(id)) return;
    steps[id] = step.contains("error") ? Json{{"error", step.at("error")}} : Json{{"data", step.at("data")}};
    stack.push_back(id);
  }

 private:
  std::mutex mutex_;
};

using Fault = Server::Fault;

struct Checkpointed {
  explicit Checkpointed(HandlerList handlers, Checkpointing checkpointing = Checkpointing::safe(),
                        InngestSettings settings = Fixture::devSettings(),
                        std::shared_ptr<FakeClock> time = std::make_shared<PatientClock>())
      : clock(std::move(time)) {
    InngestOptions options;
    options.app = "app";
    options.handlers = std::move(handlers);
    options.settings = std::move(settings);
    options.checkpointing = checkpointing;
    options.httpClient = server;
    options.clock = clock;
    options.logger = logger;
    endpoint = std::make_unique<InngestEndpoint>(std::move(options));
  }

  Json request(int attempt = 0) const {
    Json body = callBody();
    body["ctx"]["fn_id"] = "f0000000-0000-4000-8000-000000000001";
    body["ctx"]["qi_id"] = "cXVldWU";
    body["ctx"]["attempt"] = attempt;
    body["steps"] = server->steps;
    body["ctx"]["stack"] = {{"stack", server->stack}, {"current", server->stack.size()}};
    return body;
  }
  HttpResponse call(const Json& body, const std::string& step = "step") {
    const std::string text = body.dump();
    const HttpHeaders headers{{"X-Inngest-Signature", SigningKey(KEY).sign(text, clock->now())}};
    return endpoint->handle({"POST", "/api/inngest", "fnId=app-f&stepId=" + step, headers, text});
  }
  HttpResponse call() { return call(request()); }

  /// Calls until the run has ended, as Inngest does; how many calls that took is in `calls`.
  HttpResponse run() {
    int attempt = 0;
    for (calls = 1; calls < 50; ++calls) {
      const HttpResponse response = call(request(attempt));
      attempt = response.status == 500 ? attempt + 1 : 0;
      if (response.status == 500) continue;
      if (response.status != 206) return response;
      for (const Json& operation : bodyOf(response)) {
        const std::string op = operation.at("op");
        if (op == "StepError") ++attempt;
        if (op == "StepRun" || op == "StepFailed") server->keep(operation);
        if (op == "Sleep") server->keep({{"id", operation.at("id")}, {"displayName", "sleep"}, {"data", nullptr}});
      }
    }
    FAIL("the run does not end");
    return {};
  }

  std::shared_ptr<FakeClock> clock;
  std::shared_ptr<Server> server = std::make_shared<Server>();
  std::shared_ptr<KeepingLogger> logger = std::make_shared<KeepingLogger>();
  std::unique_ptr<InngestEndpoint> endpoint;
  int calls = 0;
};

/// A handler of so many steps, one after the other, that counts how often each of them is run.
Handler counting(std::map<std::string, int>& runs, int steps, HandlerOptions options = {}) {
  return handlerOf(
      "f",
      [&runs, steps](const StoredEvent&, Step& step) {
        int sum = 0;
        for (int i = 0; i < steps; ++i) {
          const std::string id = "step-" + std::to_string(i);
          sum += step.run(id, [&] {
            ++runs[id];
            return i;
          });
        }
        return sum;
      },
      std::move(options));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("finished steps are told to Inngest, one by one, and one call is enough for them all") {
  std::map<std::string, int> runs;
  Checkpointed app({counting(runs, 3)});
  Json request = app.request();
  request["ctx"]["request_id"] = "01REQUEST";
  request["ctx"]["generation_id"] = 7;
  const HttpResponse response = app.call(request);
  CHECK(response.status == 200);
  CHECK(response.body == "3");
  REQUIRE(app.server->calls.size() == 3);
  const HttpCall& first = app.server->calls[0];
  CHECK(first.method == "POST");
  CHECK(first.url == "http://inngest.test/v1/checkpoint/01JCZZZZZZZZZZZZZZZZZZZZZZ/async");
  const std::int64_t now = app.clock->now().time_since_epoch().count();
  CHECK(
      Json::parse(first.body) ==
      Json{{"run_id", "01JCZZZZZZZZZZZZZZZZZZZZZZ"},
           {"fn_id", "f0000000-0000-4000-8000-000000000001"},
           {"qi_id", "cXVldWU"},
           {"request_id", "01REQUEST"},
           {"generation_id", 7},
           {"request_started_at", now},
           {"ts", now},
           {"steps",
            {{{"id", hashOf("step-0")}, {"op", "StepRun"}, {"name", "step-0"}, {"displayName", "step-0"}, {"data", 0}}}}});
  CHECK(runs == std::map<std::string, int>{{"step-0", 1}, {"step-1", 1}, {"step-2", 1}});
}

TEST_CASE("presets say how many steps are told at once") {
  struct Case {
    Checkpointing checkpointing;
    std::size_t requests;
    int calls;
  };
  const Case cases[] = {{Checkpointing::safe(), 7, 1},
                        {{.bufferedSteps = 0}, 7, 1},
                        {Checkpointing::blended(), 3, 1},
                        {Checkpointing::performant(), 1, 1},
                        {Checkpointing::off(), 0, 8}};
  for (const Case& expected : cases) {
    CAPTURE(expected.checkpointing.bufferedSteps);
    std::map<std::string, int> runs;
    // The time stands still, so that no interval is over.
    Checkpointed app({counting(runs, 7)}, expected.checkpointing, Fixture::devSettings(),
                     std::make_shared<FakeClock>());
    CHECK(app.run().body == "21");
    CHECK(app.server->calls.size() == expected.requests);
    CHECK(app.calls == expected.calls);
    for (const auto& [id, count] : runs) CHECK(count == 1);
  }
}

TEST_CASE("a function's own options count more than the application's, and both must make sense") {
  std::map<std::string, int> runs;
  Checkpointed app({counting(runs, 3, {.checkpointing = Checkpointing::off()})});
  app.run();
  CHECK(app.server->calls.empty());
  Checkpointed other({counting(runs, 3, {.checkpointing = Checkpointing::performant()})}, Checkpointing::off());
  other.run();
  CHECK(other.server->calls.size() == 1);

  for (const Checkpointing& bad : {Checkpointing{.bufferedSteps = -1}, Checkpointing{.bufferedSteps = 1001},
                                   Checkpointing{.maxInterval = -1ms}, Checkpointing{.maxRuntime = 25h}}) {
    CHECK_THROWS_AS(Checkpointed({}, bad), std::invalid_argument);
    CHECK_THROWS_WITH_AS(Checkpointed({counting(runs, 1, {.checkpointing = bad})}),
                         doctest::Contains("function 'app-f'"), std::invalid_argument);
  }
}

TEST_CASE("whatever becomes of the requests, every step is run once and none is lost") {
  using F = Fault;
  const std::vector<std::vector<Fault>> faults{
      {F::lostRequest},
      {F::lostAnswer, F::lostAnswer},
      {F::broken, F::busy, F::lostAnswer, F::broken},  // the fifth attempt succeeds
      {F::none, F::broken, F::broken, F::broken, F::broken, F::broken},
      {F::lostAnswer, F::lostAnswer, F::lostAnswer, F::lostAnswer, F::lostAnswer},  // it came, and is told again
      {F::refused},
      {F::none, F::none, F::tooLarge},
  };
  for (const Checkpointing& preset : {Checkpointing::safe(), Checkpointing::blended(), Checkpointing::performant()}) {
    for (std::size_t i = 0; i < faults.size(); ++i) {
      CAPTURE(preset.bufferedSteps);
      CAPTURE(i);
      std::map<std::string, int> runs;
      Checkpointed app({counting(runs, 7)}, {.bufferedSteps = preset.bufferedSteps});
      app.server->faults = faults[i];
      CHECK(app.run().body == "21");
      CHECK(runs.size() == 7);
      for (const auto& [id, count] : runs) CHECK(count == 1);
      CHECK(app.server->stack.size() == 7);
    }
  }
}

TEST_CASE("where checkpoints fail for good, each call gives its step in its answer, as if there were none") {
  for (const Fault fault : {Fault::lostRequest, Fault::broken, Fault::refused}) {
    std::map<std::string, int> runs;
    Checkpointed app({counting(runs, 3)});
    app.server->then = fault;
    const HttpResponse response = app.call();
    CHECK(response.status == 206);
    REQUIRE(bodyOf(response).size() == 1);
    CHECK(bodyOf(response).at(0).at("op") == "StepRun");
    CHECK(app.server->calls.size() == (fault == Fault::refused ? 1U : 5U));
    CHECK(contains(app.logger->text(), "could not be told to Inngest"));
    app.server->keep(bodyOf(response).at(0));
    CHECK(app.run().body == "3");
    for (const auto& [id, count] : runs) CHECK(count == 1);
  }
}

TEST_CASE("a call that Inngest has given up ends at once, gives no step away and does not end the run") {
  std::map<std::string, int> runs;
  Checkpointed app({counting(runs, 3)});
  app.server->then = Fault::stale;
  const HttpResponse response = app.call();
  CHECK(response.status == 500);
  CHECK(headerOf(response, "X-Inngest-No-Retry") == "false");
  CHECK(app.server->calls.size() == 1);
  CHECK(runs == std::map<std::string, int>{{"step-0", 1}});
}

TEST_CASE("requests bear the signing key, then its fallback, and stay with the one that is taken") {
  std::map<std::string, int> runs;
  Checkpointed app({counting(runs, 3)}, Checkpointing::safe(), Fixture::cloudSettings());
  app.server->faults = {Fault::unauthorized};
  CHECK(app.call().body == "3");
  Names keys;
  for (const HttpCall& call : app.server->calls) keys.emplace_back(findHeader(call.headers, "Authorization"));
  const std::string first = "Bearer " + SigningKey(KEY).bearer();
  const std::string fallback = "Bearer " + SigningKey(FALLBACK_KEY).bearer();
  CHECK(keys == Names{first, fallback, fallback, fallback});
}

TEST_CASE("what Inngest must see to ends the checkpointing; what is kept back is told before") {
  std::map<std::string, int> runs;
  Checkpointed app({handlerOf("f",
                              [&](const StoredEvent&, Step& step) {
                                for (const char* id : {"a", "b"}) step.run(id, [&] { ++runs[id]; });
                                step.sleep("nap", 1h);
                                step.parallel(step.branch("c", [&] { ++runs["c"]; }),
                                              step.branch("d", [&] { ++runs["d"]; }));
                                return 1;
                              })},
                   Checkpointing::performant());
  HttpResponse response = app.call();
  CHECK(response.status == 206);
  REQUIRE(bodyOf(response).size() == 1);
  CHECK(bodyOf(response).at(0).at("op") == "Sleep");
  CHECK(app.server->told == Names{"a", "b"});

  app.server->keep({{"id", hashOf("nap")}, {"displayName", "nap"}, {"data", nullptr}});
  response = app.call();
  REQUIRE(bodyOf(response).size() == 2);
  CHECK(bodyOf(response).at(0).at("op") == "StepPlanned");
  CHECK(app.server->calls.size() == 1);

  // Inngest then asks for each of them, and forbids running more.
  Json body = app.request();
  body["ctx"]["disable_immediate_execution"] = true;
  CHECK(bodyOf(app.call(body, hashOf("c"))).at(0).at("op") == "StepRun");
  CHECK(app.server->calls.size() == 1);
  CHECK(runs == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
}

TEST_CASE("where what is kept back can not be told before a sleep, it is the answer, and the sleep comes next") {
  Checkpointed app({handlerOf("f",
                              [](const StoredEvent&, Step& step) {
                                step.run("a", [] { return 1; });
                                step.run("b", [] { return 2; });
                                step.sleep("nap", 1h);
                                return 1;
                              })},
                   Checkpointing::performant());
  app.server->then = Fault::refused;
  const Json steps = bodyOf(app.call());
  REQUIRE(steps.size() == 2);
  for (const Json& step : steps) app.server->keep(step);
  CHECK(bodyOf(app.call()).at(0).at("op") == "Sleep");
}

TEST_CASE("a step that fails ends the call with its error; the attempts that are left are its own") {
  std::map<std::string, int> runs;
  Names attempts;
  Checkpointed app({handlerOf("f",
                              [&](const StoredEvent&, Step& step) {
                                step.run("a", [&] { ++runs["a"]; });
                                step.run("b", [&] {
                                  attempts.push_back("b" + std::to_string(step.attempt()));
                                  if (++runs["b"] < 3) throw std::runtime_error("not yet");
                                });
                                step.run("c", [&] {
                                  attempts.push_back("c" + std::to_string(step.attempt()));
                                  ++runs["c"];
                                });
                                return 1;
                              })},
                   Checkpointing::performant());
  const HttpResponse failed = app.call();
  CHECK(failed.status == 206);
  REQUIRE(bodyOf(failed).size() == 1);
  CHECK(bodyOf(failed).at(0).at("op") == "StepError");
  CHECK(headerOf(failed, "X-Inngest-No-Retry") == "false");
  CHECK(app.server->told == Names{"a"});

  CHECK(bodyOf(app.call(app.request(1))).at(0).at("op") == "StepError");
  // Inngest counts the attempts of the call: the step that comes next has all of its own only in a call of its own.
  const Json third = bodyOf(app.call(app.request(2)));
  REQUIRE(third.size() == 1);
  CHECK(third.at(0).at("displayName") == "b");
  CHECK(app.server->calls.size() == 1);
  app.server->keep(third.at(0));
  CHECK(app.call().status == 200);
  CHECK(attempts == Names{"b0", "b1", "b2", "c0"});
  CHECK(runs == std::map<std::string, int>{{"a", 1}, {"b", 3}, {"c", 1}});
}

TEST_CASE("a function that throws after steps tells of them first") {
  const auto throwing = [](const StoredEvent&, Step& step) -> int {
    step.run("a", [] { return 1; });
    throw std::runtime_error("after the steps");
  };
  Checkpointed app({handlerOf("f", throwing)}, Checkpointing::performant());
  CHECK(app.call().status == 500);
  CHECK(app.server->told == Names{"a"});
  Checkpointed unheard({handlerOf("f", throwing)}, Checkpointing::performant());
  unheard.server->then = Fault::refused;
  CHECK(bodyOf(unheard.call()).at(0).at("displayName") == "a");
}

TEST_CASE("after the longest time for a call no step is begun, and the run goes on in another one") {
  const auto clock = std::make_shared<FakeClock>();
  std::map<std::string, int> runs;
  const auto slow = [&](const StoredEvent&, Step& step) {
    for (const char* id : {"a", "b", "c"}) {
      step.run(id, [&] {
        ++runs[id];
        clock->advance(6s);
      });
    }
    return 1;
  };
  Checkpointed app({handlerOf("f", slow)}, {.bufferedSteps = 10, .maxRuntime = 10s}, Fixture::devSettings(), clock);
  const HttpResponse response = app.call();
  CHECK(response.status == 206);
  REQUIRE(bodyOf(response).size() == 1);
  CHECK(bodyOf(response).at(0).at("op") == "DiscoveryRequest");
  CHECK(app.server->told == Names{"a", "b"});
  CHECK(app.call().status == 200);
  CHECK(runs == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
}

TEST_CASE("steps that are kept back are told when the interval is over, while another step still runs") {
  const auto clock = std::make_shared<FakeClock>();
  std::mutex mutex;
  std::condition_variable changed;
  bool told = false;
  Checkpointed app({handlerOf("f",
                              [&](const StoredEvent&, Step& step) {
                                step.run("quick", [] { return 1; });
                                step.run("long", [&] {
                                  clock->advance(4s);
                                  std::unique_lock lock(mutex);
                                  changed.wait(lock, [&] { return told; });
                                });
                                return 1;
                              })},
                   Checkpointing::blended(), Fixture::devSettings(), clock);
  app.server->onTold = [&] {
    const std::lock_guard lock(mutex);
    told = true;
    changed.notify_all();
  };
  CHECK(app.call().status == 200);
  CHECK(app.server->told == Names{"quick", "long"});
  CHECK(app.server->calls.size() == 2);
}

TEST_CASE("much text is not kept back") {
  Checkpointed app({handlerOf("f",
                              [](const StoredEvent&, Step& step) {
                                for (int i = 0; i < 3; ++i) {
                                  step.run("big", [] { return std::string(std::size_t{1} << 20, 'x'); });
                                }
                                return 1;
                              })},
                   Checkpointing::performant());
  CHECK(app.call().status == 200);
  CHECK(app.server->calls.size() == 2);
}

TEST_CASE("without the names of the function and the queue's entry there are no checkpoints") {
  std::map<std::string, int> runs;
  for (const char* name : {"fn_id", "qi_id"}) {
    Checkpointed app({counting(runs, 3)});
    Json body = app.request();
    body["ctx"].erase(name);
    CHECK(bodyOf(app.call(body)).size() == 1);
    CHECK(app.server->calls.empty());
  }
}

}  // namespace event_runtime::inngest
