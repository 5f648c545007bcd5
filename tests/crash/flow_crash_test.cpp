// Every kind of step and control, killed at any instant.
#include "flow_application.hpp"
#include "flow_evidence.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

using namespace example_test;
using namespace flow_crash;

namespace {

unsigned long fromEnvironment(const char* name, unsigned long otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoul(text);
}

/// Sends what those runs wait for whose sender was killed before it could, and says whether nothing is left to be done.
bool sendWhatIsMissing(Engine& engine, const std::filesystem::path& directory) {
  SQLite::Database database((directory / "events.db").string(), SQLite::OPEN_READONLY);
  SQLite::Statement runs(database,
                         "SELECT function_id, data FROM run JOIN event ON event.id = event_id WHERE ended_at IS NULL");
  const auto client = engine.client();
  bool done = true;
  while (runs.executeStep()) {
    done = false;
    const std::string function = runs.getColumn(0).getString();
    const Json data = Json::parse(runs.getColumn(1).getString());
    if (function == "load-stoppable") client->sendEvent(STOP, data);
    if (function == "load-signalled") client->sendSignal(data["signal"].get<std::string>(), Json("late"));
  }
  return done &&
         database.execAndGet("SELECT count(*) FROM control WHERE key GLOB 'batch*' OR key GLOB 'debounce*'").getInt() ==
             0;
}

/// Until nothing is left but what limits remember and schedules will bring.
void finish(Engine& engine, const std::filesystem::path& directory) {
  const auto end = std::chrono::steady_clock::now() + 4min;
  do {
    REQUIRE(std::chrono::steady_clock::now() < end);
    std::this_thread::sleep_for(20ms);
    engine.waitUntilIdle();
  } while (!sendWhatIsMissing(engine, directory));
}

std::string textOf(const std::vector<Violation>& violations) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(violations.size(), 20); ++i) {
    text += violations[i].rule + ": " + violations[i].what + '\n';
  }
  return text;
}

bool breaks(const Evidence& evidence, const std::string& rule) {
  return std::ranges::any_of(violationsIn(evidence), [&](const Violation& found) { return found.rule == rule; });
}

Run& runOf(Evidence& evidence, const std::string& function, const std::string& status = "completed") {
  for (auto& [id, run] : evidence.runs) {
    if (run.function == "load-" + function && run.status == status) return run;
  }
  FAIL("no run of " << function << " is " << status);
  return evidence.runs.begin()->second;
}

Line& lineOf(std::vector<Line>& lines, const std::string& what) {
  const auto found = std::ranges::find_if(lines, [&](const Line& line) { return line.what == what; });
  REQUIRE_MESSAGE(found != lines.end(), what);
  return *found;
}

/// The checker has to be able to say no: honest evidence is spoilt, each time in one way.
void rejectsWhatIsSpoilt(const Evidence& honest) {
  const auto rejects = [&](const char* rule, const std::function<void(Evidence&)>& spoil) {
    Evidence spoilt = honest;
    spoil(spoilt);
    CHECK_MESSAGE(breaks(spoilt, rule), std::string(rule));
  };
  const auto forget = [](Evidence& evidence, const std::string& function) {
    std::erase_if(evidence.runs, [&](const auto& run) { return run.second.function == function; });
  };
  const auto secondRun = [](Evidence& evidence, const std::string& function) {
    evidence.runs["another"] = runOf(evidence, function);
  };
  rejects("corrupt", [](Evidence& evidence) { evidence.integrity = "row 3 missing from index"; });
  rejects("run-stuck", [](Evidence& evidence) { runOf(evidence, "signalled").status = "unfinished"; });
  rejects("run-outcome", [](Evidence& evidence) { runOf(evidence, "batched").status = "cancelled"; });
  rejects("run-outcome", [](Evidence& evidence) { runOf(evidence, "endless", "cancelled").error = "bored"; });
  rejects("run-result", [](Evidence& evidence) { runOf(evidence, "ping").result = "[true,false,2,\"none\"]"; });
  rejects("step-missing", [](Evidence& evidence) { lineOf(evidence.log, "right-after").what = "x"; });
  for (const char* function : {"ping", "throttled", "crowded", "stoppable", "signalled", "urgent", "limited", "once"}) {
    rejects("event-lost", [&](Evidence& evidence) { forget(evidence, std::string("load-") + function); });
  }
  rejects("event-lost", [](Evidence& evidence) {
    std::erase_if(evidence.log, [](const Line& line) { return line.what == "note-all"; });
  });
  rejects("event-in-two-runs", [](Evidence& evidence) {
    for (const Line& sent : evidence.acknowledged) {
      if (sent.what == DEBOUNCED.name) evidence.log.push_back({"note-all", "another", "1", 1, sent.whose});
    }
  });
  rejects("run-twice", [&](Evidence& evidence) { secondRun(evidence, "throttled"); });
  rejects("rate-exceeded", [&](Evidence& evidence) { secondRun(evidence, "limited"); });
  rejects("rate-exceeded", [&](Evidence& evidence) { secondRun(evidence, "once"); });
  rejects("throttle-exceeded", [&](Evidence& evidence) {
    for (auto& [id, run] : evidence.runs) {
      if (run.function == "load-throttled") run.rank = run.rank / 1000 * 1000;
    }
  });
  rejects("throttle-exceeded", [](Evidence& evidence) { runOf(evidence, "throttled").rank += 1'000'000; });
  rejects("tick-twice", [](Evidence& evidence) {
    for (const char* id : {"a", "b"}) evidence.runs[id] = {.function = "load-ticker", .eventTime = 60'000};
  });
  rejects("tick-lost", [](Evidence& evidence) {
    evidence.runs["a"] = {.function = "load-ticker", .eventTime = 60'000};
    evidence.runs["b"] = {.function = "load-ticker", .eventTime = 180'000};
  });
  rejects("priority-lost", [](Evidence& evidence) { ++runOf(evidence, "urgent").rank; });
  rejects("failure-not-handled", [&](Evidence& evidence) { forget(evidence, "load-failing-failure"); });
  rejects("cancel-lost", [](Evidence& evidence) {
    for (auto& [id, run] : evidence.runs) {
      if (run.function == "load-stoppable") run.status = "completed";
    }
  });
  rejects("cancelled-run-worked", [](Evidence& evidence) {
    const Line& stop = lineOf(evidence.acknowledged, std::string(STOP.name));
    for (const auto& [id, run] : evidence.runs) {
      if (run.function == "load-stoppable" && run.data == stop.detail) {
        evidence.log.push_back({"tick-99", id, "1", stop.at + 1, "-"});
      }
    }
  });
  rejects("cancelled-run-worked", [](Evidence& evidence) {
    for (const auto& [id, run] : evidence.runs) {
      if (run.function == "load-endless") evidence.log.push_back({"forbidden", id, "1", 1, "-"});
    }
  });
  rejects("signal-lost", [](Evidence& evidence) {
    for (auto& [id, run] : evidence.runs) {
      if (run.function == "load-signalled") run.result = "[null]";
    }
  });
  rejects("body-twice-in-one-process", [](Evidence& evidence) { evidence.log.push_back(evidence.log.front()); });
  rejects("recorded-body-again", [](Evidence& evidence) {
    for (const Kill& kill : evidence.kills) {
      if (kill.recorded.empty()) continue;
      const auto& [run, step] = *kill.recorded.begin();
      evidence.log.push_back({step, run, "1", 1, "-"});
      return;
    }
  });
  rejects("woken-early", [](Evidence& evidence) { lineOf(evidence.log, "woken").at -= 1000; });
  rejects("concurrency-exceeded", [](Evidence& evidence) {
    for (int i = 0; i <= CROWD; ++i) evidence.log.push_back({"enter", "r" + std::to_string(i), "1", 1, "k"});
  });
  rejects("singleton-exceeded", [](Evidence& evidence) {
    for (const char* run : {"a", "b"}) evidence.log.push_back({"enter-single", run, "1", 1, "-"});
  });
}

}  // namespace

TEST_CASE("every kind of step and control survives being killed again and again") {
  const unsigned long kills = fromEnvironment("CRASH_KILLS", 60);
  const unsigned long seed = fromEnvironment("CRASH_SEED", std::random_device{}());
  INFO("CRASH_SEED=" << seed);
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
  const Scratch scratch;
  std::vector<Kill> killed;
  for (unsigned long kill = 0; kill < kills; ++kill) {
    Process process(FLOW_VICTIM, {scratch.directory().string(), std::to_string(kill * 100'000)});
    auto exit = process.waitFor(std::chrono::milliseconds(std::uniform_int_distribution<>(5, 200)(random)));
    if (!exit) {
      process.signal(SIGKILL);
      exit = process.waitFor(1min);
    }
    REQUIRE(exit);
    INFO(exit->errors);
    REQUIRE(exit->signal == SIGKILL);
    killed.push_back(
        lookAfterKill(scratch.directory(), killed.empty() ? std::nullopt : std::optional<Kill>(killed.back())));
  }

  const Log log(scratch / "log");
  {
    const auto engine = engineOn(scratch.directory(), log);
    engine->start();
    finish(*engine, scratch.directory());
  }
  const Evidence evidence = gather(scratch.directory(), std::move(killed));
  const auto violations = violationsIn(evidence);
  std::size_t recorded = 0;
  for (const Kill& kill : evidence.kills) recorded += kill.recorded.size();
  std::cout << "kills: " << kills << ", seed " << seed << ", events and signals acknowledged: "
            << evidence.acknowledged.size() << ", runs: " << evidence.runs.size() << ", bodies: " << evidence.log.size()
            << ", steps recorded at a kill: " << recorded << ", violations: " << violations.size() << std::endl;
  REQUIRE_MESSAGE(violations.empty(), textOf(violations));
  // Or the kills have proved nothing.
  CHECK(evidence.acknowledged.size() > 4 * kills);
  CHECK(recorded > kills);
  rejectsWhatIsSpoilt(evidence);
}
