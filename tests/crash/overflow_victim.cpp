// overflow_victim <directory> [send]: handles events whose steps, or handler, need more stack than there is.
#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include <filesystem>
#include <iostream>
#include <string>

namespace {

using namespace event_runtime;

constexpr EventTag<Json> DIVE{"load/dive"};

int depthOf(int levels) {  // NOLINT(misc-no-recursion): that is the point
  volatile char room[512] = {};
  room[levels % 512] = 1;
  return levels == 0 ? room[0] : depthOf(levels - 1) + room[levels % 512];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  EngineOptions options;
  options.app = "deep";
  options.store = sqliteStore(std::filesystem::path(argv[1]) / "events.db");
  options.workers = 2;
  options.handlers = {createEventHandler(
      DIVE, "dive",
      {.onFailure =
           [](const Event<FunctionFailed>& event, Step& step) {
             step.run("report", [&] { std::cout << "failed: " << event.data.error.name << std::endl; });
           }},
      [](const Event<Json>& event, Step& step) {
        const int levels = event.data["levels"];
        const int inStep = step.run("recurse", [&] { return event.data["step"].get<bool>() ? depthOf(levels) : 0; });
        return Json(inStep + depthOf(levels));
      })};
  Engine engine(std::move(options));
  if (argc > 2) {
    const auto client = engine.client();
    client->sendEvent(DIVE, {{"levels", 10}, {"step", true}}, {.id = "harmless"});
    client->sendEvent(DIVE, {{"levels", 1'000'000}, {"step", std::string(argv[2]) == "step"}}, {.id = "deep"});
  }
  engine.start();
  engine.waitUntilIdle();
  for (const auto& run : engine.runsOfEvent("deep")) {
    std::cout << toString(run.status) << ' ' << (run.error ? run.error->name + ": " + run.error->message : "")
              << std::endl;
  }
  for (const auto& run : engine.runsOfEvent("harmless")) std::cout << "harmless " << toString(run.status) << std::endl;
}
