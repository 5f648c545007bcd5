// Waits, signals, calls, races, batches and limits, killed at any instant.
#include "flow_application.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

using namespace example_test;
using namespace flow_crash;

namespace {

struct Line {
  std::string what;
  std::string whose;
  std::string process;
};

std::vector<Line> linesIn(const std::filesystem::path& file) {
  std::istringstream in(readFile(file));
  std::vector<Line> lines;
  for (Line line; in >> line.what >> line.whose >> line.process;) lines.push_back(line);
  return lines;
}

unsigned long fromEnvironment(const char* name, unsigned long otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoul(text);
}

/// Until nothing is due in the next minutes but what limits remember.
void finish(Engine& engine) {
  const auto end = std::chrono::steady_clock::now() + 2min;
  for (;;) {
    engine.waitUntilIdle();
    const auto next = engine.nextWakeUp();
    if (!next || *next > systemClock()->now() + 5min) return;
    REQUIRE(std::chrono::steady_clock::now() < end);
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace

TEST_CASE("waits, calls, races, batches and limits survive being killed again and again") {
  const unsigned long kills = fromEnvironment("CRASH_KILLS", 60) / 2;
  const unsigned long seed = fromEnvironment("CRASH_SEED", std::random_device{}());
  INFO("CRASH_SEED=" << seed);
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  const Scratch scratch;
  for (unsigned long kill = 0; kill < kills; ++kill) {
    Process process(FLOW_VICTIM, {scratch.directory().string(), std::to_string(kill * 100'000)});
    auto exit = process.waitFor(std::chrono::milliseconds(std::uniform_int_distribution<>(5, 250)(random)));
    if (!exit) {
      process.signal(SIGKILL);
      exit = process.waitFor(1min);
    }
    REQUIRE(exit);
    INFO(exit->errors);
    REQUIRE(exit->signal == SIGKILL);
  }

  const Log log(scratch / "log");
  const auto engine = engineOn(scratch.directory(), log);
  engine->start();
  finish(*engine);

  const auto lines = linesIn(scratch / "log");
  const auto acknowledged = linesIn(scratch / "acknowledged");
  // A body runs again only where its process was killed between its effect and its record, so never twice in one.
  std::set<std::pair<std::string, std::string>> inProcess;
  std::size_t repeated = 0;
  std::map<std::string, std::set<std::string>> batchesOf;  // by event
  std::map<std::string, std::set<std::string>> runsOf;     // by limit
  std::map<std::string, std::size_t> times;
  for (const Line& line : lines) {
    INFO(line.what << " " << line.whose);
    CHECK(inProcess.emplace(line.what + " " + line.whose, line.process).second);
    if (++times[line.what + " " + line.whose] > 1) ++repeated;
    if (line.what.starts_with("batch-")) batchesOf[line.whose].insert(line.what);
    if (line.what.starts_with("limited-")) runsOf[line.what].insert(line.whose);
  }
  std::size_t pings = 0;
  for (const Line& sent : acknowledged) {
    INFO(sent.what << " " << sent.whose);
    if (sent.what.starts_with("load/ping")) {
      ++pings;
      const auto runs = engine->runsOfEvent(sent.whose);
      REQUIRE(runs.size() == 1);
      INFO(runs[0].result << (runs[0].error ? runs[0].error->message : ""));
      CHECK(std::string(toString(runs[0].status)) == "completed");
      CHECK(runs[0].result.starts_with("[true,true,"));
      CHECK(times["end " + runs[0].id] >= 1);
    } else if (sent.what.starts_with("load/batch")) {
      CHECK(batchesOf[sent.whose].size() == 1);
    } else if (sent.what.starts_with("load/limited")) {
      CHECK(runsOf["limited" + sent.what.substr(sent.what.find('-'))].size() == 1);
    }
  }
  std::size_t unfinished = 0;
  for (const auto& run : engine->recentRuns(1'000'000)) unfinished += run.endedAt ? 0 : 1;
  CHECK(unfinished == 0);
  CHECK(pings > kills);
  // Three workers and the step that is being recorded, at each kill.
  CHECK(repeated <= 60 * kills);
  // One run of the singleton at a time: each leaves before the next enters, but for a step that is repeated.
  std::string inside;
  for (const Line& line : lines) {
    if (line.what == "enter") {
      CHECK((inside.empty() || inside == line.whose));
      inside = line.whose;
    } else if (line.what == "leave") {
      if (inside == line.whose) inside.clear();
    }
  }
  std::cout << "kills: " << kills << ", seed " << seed << ", events acknowledged: " << acknowledged.size()
            << ", bodies: " << lines.size() << ", repeated at a kill: " << repeated << std::endl;
}
