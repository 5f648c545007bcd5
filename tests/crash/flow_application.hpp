#pragma once

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

/// An application with every kind of step and control in flight, for being killed. What its steps do is a line in a
/// log:
/// `<what> <run or event> <process>`.
namespace flow_crash {

using namespace event_runtime;
using namespace std::chrono_literals;

inline constexpr EventTag<Json> PING{"load/ping"};
inline constexpr EventTag<Json> ASK{"load/ask"};
inline constexpr EventTag<Json> ANSWER{"load/answer"};
inline constexpr EventTag<Json> BATCH{"load/batch"};
inline constexpr EventTag<Json> LIMITED{"load/limited"};
inline constexpr EventTag<Json> SINGLE{"load/single"};
inline constexpr EventTag<Json> NOISE{"load/noise"};
inline constexpr FunctionTag<Json, Json> DOUBLE{"double"};

/// Lines are appended in one write each, which a kill does not divide.
class Log {
 public:
  explicit Log(const std::filesystem::path& file)
      : descriptor_(open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)) {}
  ~Log() { close(descriptor_); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void add(const std::string& what, const std::string& whose) const {
    const std::string line = what + " " + whose + " " + std::to_string(getpid()) + "\n";
    if (write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  }

 private:
  int descriptor_;
};

inline HandlerList handlers(const Log& log) {
  const auto ping = [&log](const Event<Json>& event, Step& step) {
    step.run("begin", {.backoff = Backoff{.first = 1ms}}, [&] { log.add("begin", step.runId()); });
    step.sendEvent("ask", ASK, event.data);
    const auto answer = step.waitForEvent("answer", ANSWER, {.timeout = 10min, .match = "data.id", .lookback = 10min});
    const auto winner = step.race(
        "race", [&] { step.sleep("nap", 20ms); },
        [&] {
          step.run("quick", [&] { log.add("quick", step.runId()); });
          step.sleep("short", 1ms);
        });
    const Json doubled = step.invoke("double", DOUBLE, {{"n", event.data["n"]}});
    step.run("end", [&] { log.add("end", step.runId()); });
    return Json{answer.has_value(), winner.index() < 2, doubled};
  };
  const auto pong = [](const Event<Json>& event, Step& step) { step.sendEvent("answer", ANSWER, event.data); };
  const auto doubleIt = [](const Event<Json>& event, Step& step) {
    return step.run("double", [&] { return Json(2 * event.data["n"].get<int>()); });
  };
  const auto batch = [&log](const std::vector<Event<Json>>& events, Step& step) {
    step.run("note", [&] {
      for (const auto& event : events) log.add("batch-" + step.runId(), event.id);
    });
  };
  const auto limited = [&log](const Event<Json>& event, Step& step) {
    step.run("note", [&] { log.add("limited-" + event.data["bucket"].dump(), step.runId()); });
  };
  const auto single = [&log](const Event<Json>&, Step& step) {
    step.run("enter", [&] { log.add("enter", step.runId()); });
    step.sleep("inside", 10ms);
    step.run("leave", [&] { log.add("leave", step.runId()); });
  };
  return {createEventHandler(PING, "ping", {}, ping),
          createEventHandler(ASK, "pong", {}, pong),
          createEventHandler(NOISE, "double", {}, doubleIt),
          createEventHandler(BATCH, "batch", {.batchEvents = BatchEvents{.maxSize = 4, .timeout = 1s}}, batch),
          createEventHandler(LIMITED, "limited",
                             {.rateLimit = RateLimit{.limit = 1, .period = 24h, .key = "event.data.bucket"}}, limited),
          createEventHandler(SINGLE, "single", {.singleton = Singleton{}}, single)};
}

inline std::unique_ptr<Engine> engineOn(const std::filesystem::path& directory, const Log& log) {
  EngineOptions options;
  options.app = "load";
  options.store = sqliteStore(directory / "events.db");
  options.handlers = handlers(log);
  options.workers = 3;
  options.maxRunsInFlight = 50;
  options.logger = silentLogger();
  options.handleSignals = false;
  return std::make_unique<Engine>(std::move(options));
}

}  // namespace flow_crash
