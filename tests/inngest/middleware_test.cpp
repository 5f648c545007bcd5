// Middleware, the same on both backends: each case runs on the embedded engine, and on an endpoint that is called as
// Inngest's server would.
#include "backends.hpp"

#include "work_log.hpp"

#include <stdexcept>

namespace event_runtime::inngest {

using namespace std::chrono_literals;

namespace {

struct Case {
  const char* what;
  std::function<Json(const StoredEvent&, Step&)> handler;
  Lines trace;
};

/// Every hook writes a line.
class Tracer : public Middleware {
 public:
  Tracer(std::string name, Lines& lines) : name_(std::move(name)), lines_(lines) {}

  void transformInput(RunContext& run, std::span<StoredEvent> events) override {
    write("input " + std::string(run.handlerId()) + " " + events.front().data);
  }
  void transformStepResult(const RunContext&, const StepInfo& step, const Output& output) override {
    write("result " + describe(step, output));
  }
  void afterMemoization(const RunContext&) override { write("memoized"); }
  void beforeExecution(const RunContext&) override { write("before"); }
  void afterExecution(const RunContext&) override { write("after"); }
  void transformOutput(const RunContext&, const StepInfo* step, const Output& output) override {
    write("output " + describe(step == nullptr ? StepInfo{"handler", "run"} : *step, output));
  }
  void beforeResponse(const RunContext&) override { write("response"); }
  void transformStepInput(const RunContext&, const StepInfo& step, std::string& data) override {
    write("call " + std::string(step.id) + " " + data);
  }
  void beforeSendEvents(const RunContext* run, std::span<OutgoingEvent> events) override {
    write((run == nullptr ? "client sends " : "sends ") + events.front().name + " " + events.front().data);
  }
  void afterSendEvents(const RunContext* run, std::span<const std::string> ids, const std::string* error) override {
    write((run == nullptr ? "client sent " : "sent ") + (error == nullptr ? std::to_string(ids.size()) : "nothing"));
  }

 private:
  static std::string describe(const StepInfo& step, const Output& output) {
    return std::string(step.id) + (output.error == nullptr ? " " + *output.data : " threw " + output.error->message);
  }
  void write(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(name_ + line);
  }

  std::string name_;
  Lines& lines_;
  static inline std::mutex mutex_;  // one for all, because several write to the same lines
};

/// The executions that make up a run end in other places on the two backends. What one of them repeats of those before
/// it is left out.
Lines withoutReplays(const Lines& lines) {
  Lines kept;
  for (const std::string& line : lines) {
    const bool once = line.starts_with("input ") || line == "memoized" || line.starts_with("result ");
    const bool isKnown = std::find(kept.begin(), kept.end(), line) != kept.end();
    if (line != "response" && !(once && isKnown)) kept.push_back(line);
  }
  return kept;
}

/// What the specification demands of every execution.
void checkOrder(const Lines& lines) {
  bool executing = false;
  std::size_t memoized = 0;
  bool inside = false;
  for (const std::string& line : lines) {
    if (line.starts_with("input ")) {
      CHECK_FALSE(inside);
      inside = true;
      memoized = 0;
    } else if (line == "memoized") {
      ++memoized;
      CHECK_FALSE(executing);
    } else if (line == "before") {
      CHECK(memoized == 1);
      CHECK_FALSE(executing);
      executing = true;
    } else if (line == "after") {
      CHECK(executing);
      executing = false;
    } else if (line.starts_with("output ")) {
      CHECK_FALSE(executing);
      CHECK(memoized == 1);
    } else if (line == "response") {
      CHECK(inside);
      CHECK(memoized == 1);
      CHECK_FALSE(executing);
      inside = false;
    }
  }
  CHECK_FALSE(inside);
}

int failsOnce(Step& step) {
  if (step.attempt() == 0) throw std::runtime_error("not yet");
  return 2;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"a handler without steps",
       [](const StoredEvent&, Step&) -> Json { return 1; },
       {"input h {\"n\":1}", "memoized", "before", "after", "output handler 1"}},
      {"a handler that throws",
       [](const StoredEvent&, Step&) -> Json { throw NonRetriableError("never"); },
       {"input h {\"n\":1}", "memoized", "before", "after", "output handler threw never"}},
      {"steps, one after another",
       [](const StoredEvent&, Step& step) -> Json {
         const int a = step.run("a", [] { return 1; });
         return step.run("b", [&] { return a + 1; });
       },
       {"input h {\"n\":1}", "memoized", "before", "after", "output a 1", "result a 1", "before", "after", "output b 2",
        "result b 2", "before", "after", "output handler 2"}},
      {"a step that fails once",
       [](const StoredEvent&, Step& step) -> Json { return step.run("a", [&] { return failsOnce(step); }); },
       {"input h {\"n\":1}", "memoized", "before", "after", "output a threw not yet", "before", "after", "output a 2",
        "result a 2", "before", "after", "output handler 2"}},
      {"a step that fails for good, caught",
       [](const StoredEvent&, Step& step) -> Json {
         try {
           step.run("a", [] { throw NonRetriableError("never"); });
         } catch (const StepError&) {
         }
         return 1;
       },
       {"input h {\"n\":1}", "memoized", "before", "after", "output a threw never", "result a threw never", "before",
        "after", "output handler 1"}},
      {"a sleep between steps",
       [](const StoredEvent&, Step& step) -> Json {
         step.run("a", [] { return 1; });
         step.sleep("nap", 1h);
         step.run("b", [] { return 2; });
         return 3;
       },
       {"input h {\"n\":1}", "memoized", "before", "after", "output a 1", "result a 1", "before", "after", "before",
        "after", "output b 2", "result b 2", "before", "after", "output handler 3"}},
      {"an event that is sent",
       [](const StoredEvent&, Step& step) -> Json {
         step.sendEvent("send", EventTag<Json>{"test/other"}, Json{{"m", 2}});
         return 1;
       },
       {"input h {\"n\":1}", "memoized", "before", "after", "sends test/other {\"m\":2}", "sent 1", "before", "after",
        "output handler 1"}},
      {"a function that is called",
       [](const StoredEvent&, Step& step) -> Json {
         return step.invoke("call", FunctionTag<Json, Json>{"callee"}, Json{{"m", 2}});
       },
       {"input h {\"n\":1}", "memoized", "before", "after", "call call {\"m\":2}", "result call 7", "before", "after",
        "output handler 7"}},
  };
  return list;
}

}  // namespace

TEST_CASE_TEMPLATE("hooks are called in the specification's order", Backend, EmbeddedRuns, InngestRuns) {
  for (const Case& one : cases()) {
    CAPTURE(one.what);
    Lines lines;
    Backend backend({handlerOf("h", one.handler, {.retries = 1, .middleware = {std::make_shared<Tracer>("", lines)}}),
                     backend_test::callee()});
    backend.run();
    checkOrder(lines);
    CHECK(withoutReplays(lines) == one.trace);
  }
}

TEST_CASE_TEMPLATE("an execution that gives one output calls each hook once", Backend, EmbeddedRuns, InngestRuns) {
  Lines lines;
  Backend backend({handlerOf("h",
                             [](const StoredEvent&, Step& step) {
                               step.sleep("nap", 1h);
                               return 1;
                             },
                             {.middleware = {std::make_shared<Tracer>("", lines)}})});
  backend.run();
  CHECK(lines == Lines{"input h {\"n\":1}", "memoized", "before", "after", "response",  //
                       "input h {\"n\":1}", "memoized", "before", "after", "output handler 1", "response"});
}

TEST_CASE_TEMPLATE("the application's middleware comes before the handler's, in every hook", Backend, EmbeddedRuns,
                   InngestRuns) {
  Lines lines;
  const auto tracer = [&](const char* name) { return std::make_shared<Tracer>(name, lines); };
  Backend backend({handlerOf("h", [](const StoredEvent&, Step&) { return 1; }, {.middleware = {tracer("3 ")}})},
                  {tracer("1 "), tracer("2 ")});
  backend.run();
  const Lines hooks{"input h {\"n\":1}", "memoized", "before", "after", "output handler 1", "response"};
  Lines expected;
  for (const std::string& hook : hooks) {
    for (const char* name : {"1 ", "2 ", "3 "}) expected.push_back(name + hook);
  }
  std::erase_if(lines, [](const std::string& line) { return line.find("client") != std::string::npos; });
  CHECK(lines == expected);
}

TEST_CASE_TEMPLATE("what hooks make of data is what is stored and what the handler gets", Backend, EmbeddedRuns,
                   InngestRuns) {
  class Wrapper : public Middleware {
   public:
    void transformInput(RunContext&, std::span<StoredEvent> events) override { events.front().data = R"({"n":10})"; }
    void transformOutput(const RunContext&, const StepInfo*, const Output& output) override {
      if (output.data != nullptr) *output.data = "[" + *output.data + "]";
      if (output.error != nullptr) output.error->message = "hidden";
    }
    void transformStepResult(const RunContext&, const StepInfo&, const Output& output) override {
      // Not the same as what the body gave, the first time as on a replay.
      if (output.data != nullptr) *output.data = std::to_string(Json::parse(*output.data).at(0).get<int>() + 100);
      if (output.error != nullptr) output.error->message += " and seen";
    }
  };
  Lines seen;
  Backend backend({handlerOf("h",
                             [&](const StoredEvent& event, Step& step) {
                               const int a = step.run("a", [] { return 1; });
                               step.sleep("nap", 1h);
                               std::string caught;
                               try {
                                 step.run("b", [] { throw NonRetriableError("secret"); });
                               } catch (const StepError& error) {
                                 caught = error.what();
                               }
                               seen.push_back(event.data + " " + std::to_string(a) + " " + caught);
                               return a;
                             },
                             {.middleware = {std::make_shared<Wrapper>()}})});
  const Json result = backend.run();
  CHECK(result == Json::array({101}));
  CHECK(backend.stored("a") == Json::array({1}));
  REQUIRE_FALSE(seen.empty());
  for (const std::string& line : seen) CHECK(line == R"({"n":10} 101 hidden and seen)");
}

TEST_CASE_TEMPLATE("a handler finds what middleware provides, and is told where nothing does", Backend, EmbeddedRuns,
                   InngestRuns) {
  struct Connection {
    int number = 42;
  };
  class Provider : public Middleware {
   public:
    void transformInput(RunContext& run, std::span<StoredEvent>) override {
      run.provide(std::make_shared<Connection>());
      isCalledByInngest = run.request() != nullptr;
    }
    bool isCalledByInngest = false;
  };
  const auto provider = std::make_shared<Provider>();
  const auto handler = [](const StoredEvent&, Step& step) {
    std::string missing;
    try {
      step.context<std::string>();
    } catch (const NonRetriableError& error) {
      missing = error.what();
    }
    return Json{step.context<Connection>().number, missing};
  };
  Backend backend({handlerOf("h", handler, {.middleware = {provider}})});
  CHECK(backend.run() == Json{42, "step.context(): no middleware of this handler provides a std::string"});
  CHECK(provider->isCalledByInngest == Backend::IS_INNGEST);
}

TEST_CASE_TEMPLATE("what a hook throws fails what it was to change, and goes no further where it looks on", Backend,
                   EmbeddedRuns, InngestRuns) {
  class Thrower : public Middleware {
   public:
    explicit Thrower(std::string where) : where_(std::move(where)) {}
    void transformInput(RunContext&, std::span<StoredEvent>) override { at("transformInput"); }
    void transformStepResult(const RunContext&, const StepInfo&, const Output&) override { at("transformStepResult"); }
    void afterMemoization(const RunContext&) override { at("afterMemoization"); }
    void beforeExecution(const RunContext&) override { at("beforeExecution"); }
    void afterExecution(const RunContext&) override { at("afterExecution"); }
    void transformOutput(const RunContext&, const StepInfo*, const Output& output) override {
      at("transformOutput");
      if (where_ == "no JSON" && output.data != nullptr) *output.data = "{";
    }
    void beforeResponse(const RunContext&) override { at("beforeResponse"); }
    void transformStepInput(const RunContext&, const StepInfo&, std::string&) override { at("transformStepInput"); }
    void beforeSendEvents(const RunContext*, std::span<OutgoingEvent>) override { at("beforeSendEvents"); }
    void afterSendEvents(const RunContext*, std::span<const std::string>, const std::string*) override {
      at("afterSendEvents");
    }

   private:
    void at(std::string_view hook) const {
      if (hook == where_) throw std::runtime_error("thrown by " + where_);
    }
    std::string where_;
  };
  const auto outcome = [](const std::string& where) {
    Backend backend({handlerOf("h",
                               [](const StoredEvent&, Step& step) {
                                 const int a = step.run("a", [] { return 1; });
                                 step.sendEvent("send", EventTag<Json>{"test/other"}, Json::object());
                                 return a + step.invoke("call", FunctionTag<Json, int>{"callee"}, Json::object());
                               },
                               {.retries = 1, .middleware = {std::make_shared<Thrower>(where)}}),
                     backend_test::callee()});
    const Json result = backend.run();
    return result.is_null() ? backend.error() : result.dump();
  };
  for (const char* hook :
       {"transformInput", "transformStepResult", "transformOutput", "transformStepInput", "beforeSendEvents"}) {
    CHECK(outcome(hook) == std::string("thrown by ") + hook);
  }
  for (const char* hook :
       {"afterMemoization", "beforeExecution", "afterExecution", "beforeResponse", "afterSendEvents"}) {
    CAPTURE(hook);
    CHECK(outcome(hook) == "8");
  }
  CHECK(outcome("no JSON").starts_with("middleware has made an output something that is no JSON: "));
}

TEST_CASE_TEMPLATE("a client lets middleware at what it sends, and tells it what came of it", Backend, EmbeddedRuns,
                   InngestRuns) {
  Lines lines;
  class Changer : public Middleware {
    void beforeSendEvents(const RunContext*, std::span<OutgoingEvent> events) override {
      events.front().data = R"({"changed":true})";
    }
  };
  Backend backend({}, {std::make_shared<Tracer>("", lines), std::make_shared<Changer>()});
  CHECK(backend.send(Json{{"m", 1}}) == Json{{"changed", true}});
  std::erase_if(lines, [](const std::string& line) { return !line.starts_with("client"); });
  CHECK(lines == Lines{R"(client sends test/sent {"m":1})", "client sent 1"});

  lines.clear();
  backend.breakSending();
  CHECK_THROWS_AS(backend.send(Json{{"m", 1}}), SendError);
  CHECK(lines == Lines{R"(client sends test/sent {"m":1})", "client sent nothing"});
}

TEST_CASE_TEMPLATE("the guide's middleware logs what it says", Backend, EmbeddedRuns, InngestRuns) {
  const auto logger = std::make_shared<KeepingLogger>();
  Backend backend({handlerOf("h",
                             [](const StoredEvent&, Step& step) {
                               step.run("a", [] { throw NonRetriableError("no"); });
                               return 1;
                             },
                             {.middleware = {std::make_shared<WorkLog>(logger)}})});
  backend.run();
  CHECK(contains(logger->text(), "failed handler=h step=a error=no\n"));
  CHECK(contains(logger->text(), "worked run="));
}

TEST_CASE("a list of handlers takes middleware for one of them, by its id") {
  Lines lines;
  HandlerList handlers{handlerOf("a", [](const StoredEvent&, Step&) { return 1; })};
  handlers = withMiddleware(std::move(handlers), "a", {std::make_shared<Tracer>("", lines)});
  CHECK(handlers.front().options.middleware.size() == 1);
  CHECK_THROWS_WITH_AS(withMiddleware(handlers, "b", {}), "withMiddleware(): there is no handler 'b' in the list",
                       std::invalid_argument);
  CHECK_THROWS_AS(EmbeddedRuns(handlers, {nullptr}), std::invalid_argument);
  CHECK_THROWS_AS(InngestRuns(handlers, {nullptr}), std::invalid_argument);
}

}  // namespace event_runtime::inngest
