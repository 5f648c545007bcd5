#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>

/// An application with every kind of step and control in flight, for being killed. What its steps do is a line in a
/// log: `<step> <run> <process> <milliseconds since 1970> <detail>`.
namespace flow_crash {

using namespace event_runtime;
using namespace std::chrono_literals;

inline constexpr EventTag<Json> PING{"load/ping"};
inline constexpr EventTag<Json> ASK{"load/ask"};
inline constexpr EventTag<Json> ANSWER{"load/answer"};
inline constexpr EventTag<Json> NOISE{"load/noise"};
inline constexpr EventTag<Json> BATCHED{"load/batched"};
inline constexpr EventTag<Json> DEBOUNCED{"load/debounced"};
inline constexpr EventTag<Json> LIMITED{"load/limited"};
inline constexpr EventTag<Json> ONCE{"load/once"};
inline constexpr EventTag<Json> THROTTLED{"load/throttled"};
inline constexpr EventTag<Json> SINGLE{"load/single"};
inline constexpr EventTag<Json> CROWDED{"load/crowded"};
inline constexpr EventTag<Json> IMPATIENT{"load/impatient"};
inline constexpr EventTag<Json> STOPPABLE{"load/stoppable"};
inline constexpr EventTag<Json> STOP{"load/stop"};
inline constexpr EventTag<Json> ENDLESS{"load/endless"};
inline constexpr EventTag<Json> SIGNALLED{"load/signalled"};
inline constexpr EventTag<Json> FAILING{"load/failing"};
inline constexpr EventTag<Json> URGENT{"load/urgent"};
inline constexpr EventTag<Json> NEVER{"load/never"};
inline constexpr FunctionTag<Json, Json> DOUBLE{"double"};

inline constexpr auto THROTTLE_INTERVAL = 10ms;
inline constexpr int THROTTLE_BURST = 2;
inline constexpr int CROWD = 2;  ///< runs of `crowded` with one key at a time

inline std::int64_t millisecondsNow() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Lines are appended in one write each, which a kill does not divide.
class Log {
 public:
  explicit Log(const std::filesystem::path& file)
      : descriptor_(open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)) {}
  ~Log() { close(descriptor_); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void add(const std::string& what, const std::string& whose, const std::string& detail = "-") const {
    const std::string line = what + ' ' + whose + ' ' + std::to_string(getpid()) + ' ' +
                             std::to_string(millisecondsNow()) + ' ' + detail + '\n';
    if (write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  }

 private:
  int descriptor_;
};

/// Waits, calls, races, branches and sleeps.
inline HandlerList stepHandlers(const Log& log) {
  const auto ping = [&log](const Event<Json>& event, Step& step) {
    const auto body = [&](const char* id) { step.run(id, [&] { log.add(id, step.runId()); }); };
    step.run("begin", {.retries = 3, .backoff = Backoff{.first = 1ms}}, [&] {
      log.add("begin", step.runId(), std::to_string(step.attempt()));
      if (step.attempt() == 0) throw std::runtime_error("not at the first try");
    });
    step.sendEvent("ask", ASK, event.data);
    const auto answer = step.waitForEvent("answer", ANSWER, {.timeout = 10min, .match = "data.id", .lookback = 10min});
    const auto winner = step.race(
        "race", [&] { step.sleep("nap", 20ms); },
        [&] {
          body("quick");
          step.sleep("short", 1ms);
        });
    const Json doubled = step.invoke("double", DOUBLE, {{"n", event.data["n"]}});
    step.parallel([&] { body("left"); },
                  [&] {
                    body("right");
                    step.sleep("rest", 2ms);
                    body("right-after");
                  });
    const auto until = step.run("when", [] { return millisecondsNow() + 15; });
    step.sleepUntil("until", Timestamp{std::chrono::milliseconds{until}});
    step.run("woken", [&] { log.add("woken", step.runId(), std::to_string(until)); });
    std::string cause = "none";
    try {
      step.run("slow", {.retries = 0, .timeout = 5ms}, [&] {
        while (!step.stopToken().stop_requested()) std::this_thread::sleep_for(1ms);
        throw std::runtime_error("asked to stop");
      });
    } catch (const StepError& error) {
      cause = error.what();
    }
    body("end");
    return Json{answer.has_value(), winner.index() < 2, doubled, cause};
  };
  const auto signalled = [&log](const Event<Json>& event, Step& step) {
    step.run("ready", [&] { log.add("ready", step.runId()); });
    return Json{step.waitForSignal<Json>("signal", event.data["signal"].get<std::string>(), {.timeout = 10min})
                    .value_or(Json())};
  };
  const auto failing = [&log](const Event<Json>&, Step& step) {
    step.run("try", [&] { log.add("try", step.runId()); });
    throw NonRetriableError("it never works");
  };
  const auto afterwards = [&log](const Event<FunctionFailed>& event, Step& step) {
    step.run("clean-up", [&] { log.add("clean-up", step.runId(), event.data.runId); });
  };
  return {createEventHandler(PING, "ping", {}, ping),
          createEventHandler(ASK, "pong", {},
                             [](const Event<Json>& event, Step& step) { step.sendEvent("answer", ANSWER, event.data); }),
          createEventHandler(NOISE, "double", {},
                             [](const Event<Json>& event, Step& step) {
                               return step.run("double", [&] { return Json(2 * event.data["n"].get<int>()); });
                             }),
          createEventHandler(SIGNALLED, "signalled", {}, signalled),
          createEventHandler(FAILING, "failing", {.retries = 0, .onFailure = afterwards}, failing)};
}

/// Everything that decides which runs begin, when, and what ends them.
inline HandlerList controlledHandlers(const Log& log) {
  const auto note = [&log](const Event<Json>& event, Step& step) {
    step.run("note", [&] { log.add("note", step.runId(), event.id); });
  };
  const auto noteAll = [&log](const std::vector<Event<Json>>& events, Step& step) {
    step.run("note-all", [&] {
      for (const auto& event : events) log.add("note-all", step.runId(), event.id);
    });
  };
  const auto visit = [&log](const Event<Json>& event, Step& step) {
    step.run("enter", [&] { log.add("enter", step.runId(), event.data["key"].dump()); });
    step.run("leave", [&] { log.add("leave", step.runId(), event.data["key"].dump()); });
  };
  const auto single = [&log](const Event<Json>&, Step& step) {
    step.run("enter-single", [&] { log.add("enter-single", step.runId()); });
    step.sleep("inside", 10ms);
    step.run("leave-single", [&] { log.add("leave-single", step.runId()); });
  };
  const auto tick = [&log](const Event<Json>&, Step& step) {
    for (int i = 0; i < 400; ++i) {
      const std::string id = "tick-" + std::to_string(i);
      step.run(id, [&] { log.add(id, step.runId()); });
      step.sleep("pause", i < 20 ? 1ms : 500ms);
    }
  };
  const auto endless = [&log](const Event<Json>&, Step& step) {
    step.run("first", [&] { log.add("first", step.runId()); });
    step.waitForEvent("never", NEVER, {.timeout = 24h});
    step.run("forbidden", [&] { log.add("forbidden", step.runId()); });
  };
  const auto impatient = [&log](const Event<Json>&, Step& step) {
    step.run("work", [&] {
      log.add("work", step.runId());
      std::this_thread::sleep_for(2ms);
    });
  };
  return {
      createEventHandler(BATCHED, "batched", {.batchEvents = BatchEvents{.maxSize = 4, .timeout = 1s}}, noteAll),
      createEventHandler(DEBOUNCED, "debounced",
                         {.debounce = Debounce{.period = 1s, .key = "event.data.bucket", .allEvents = true}}, noteAll),
      createEventHandler(LIMITED, "limited",
                         {.rateLimit = RateLimit{.limit = 1, .period = 24h, .key = "event.data.bucket"}}, note),
      createEventHandler(ONCE, "once", {.idempotency = "event.data.bucket"}, note),
      createEventHandler(THROTTLED, "throttled",
                         {.throttle = Throttle{.limit = 100, .period = 1s, .burst = THROTTLE_BURST}}, note),
      createEventHandler(SINGLE, "single", {.singleton = Singleton{}}, single),
      createEventHandler(CROWDED, "crowded", {.concurrency = {{.limit = CROWD, .key = "event.data.key"}}}, visit),
      createEventHandler(IMPATIENT, "impatient", {.concurrency = {{.limit = 1}}, .timeouts = {.start = 1s}},
                         impatient),
      createEventHandler(STOPPABLE, "stoppable", {.cancelOn = {{.event = "load/stop", .match = "data.id"}}}, tick),
      createEventHandler(ENDLESS, "endless", {.timeouts = {.finish = 1s}}, endless),
      createEventHandler(Cron("* * * * *", {.missed = MissedTicks::all}), "ticker", {},
                         [&log](const Event<ScheduledTimer>&, Step& step) {
                           step.run("tock", [&] { log.add("tock", step.runId()); });
                         }),
      createEventHandler(URGENT, "urgent", {.priority = "event.data.urgency"}, note)};
}

inline std::unique_ptr<Engine> engineOn(const std::filesystem::path& directory, const Log& log) {
  EngineOptions options;
  options.app = "load";
  options.store = sqliteStore(directory / "events.db");
  options.handlers = stepHandlers(log);
  for (Handler& handler : controlledHandlers(log)) options.handlers.push_back(std::move(handler));
  options.workers = 3;
  options.maxRunsInFlight = 50;
  options.logger = silentLogger();
  options.handleSignals = false;
  return std::make_unique<Engine>(std::move(options));
}

}  // namespace flow_crash
