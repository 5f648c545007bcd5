#include "support/example.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace example_test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds LONGEST = 120s;  ///< no single run of the example may take longer
constexpr unsigned long SCENARIOS = 3;  ///< sent by each process

unsigned long fromEnvironment(const char* name, unsigned long otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoul(text);
}

/// Processes on one database and one outbox, one after the other, most of them killed.
class Incarnations {
 public:
  Incarnations(const Files& files, unsigned long seed)
      : files_(files), random_(static_cast<std::mt19937::result_type>(seed)) {}

  /// One that is left alone: how long it takes is how late kills may come.
  void runToItsEnd() {
    const auto start = std::chrono::steady_clock::now();
    const Exit exit = runToEnd(exampleProgram(), arguments(), LONGEST);
    length_ = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    INFO(exit.errors);
    REQUIRE(exit.code == 0);
  }

  /// Starts one and kills it; false if it was done first.
  bool killOne() {
    std::vector<std::string> words = arguments();
    milliseconds patience = 2 * length_;
    switch (between(0, 2)) {
      case 0:  // exactly between a mail and its record
        words.insert(words.end(), {"--kill-after-mails", std::to_string(between(1, 15 * SCENARIOS))});
        break;
      case 1:  // while it starts, recovers and sends
        patience = milliseconds(between(0, 300));
        break;
      default:  // anywhere
        patience = milliseconds(between(0, static_cast<unsigned long>(length_.count())));
    }
    Process process(exampleProgram(), words);
    auto exit = process.waitFor(patience);
    if (!exit) {
      process.signal(SIGKILL);
      exit = process.waitFor(LONGEST);
    }
    REQUIRE(exit);
    INFO(exit->output << exit->errors);
    REQUIRE((exit->signal == SIGKILL || exit->code == 0));
    if (exit->signal == 0) return false;

    Evidence found = gather(files_);
    REQUIRE(found.database.integrity == "ok");
    unfinished_ += std::any_of(found.database.runs.begin(), found.database.runs.end(), [](const auto& run) {
      return run.second.status != "completed" && run.second.status != "failed";
    });
    kills_.push_back(lookAfterKill(found.database, found.mails));
    return true;
  }

  const std::vector<Kill>& kills() const { return kills_; }
  std::size_t killsWithUnfinishedRuns() const { return unfinished_; }
  milliseconds length() const { return length_; }

 private:
  unsigned long between(unsigned long lowest, unsigned long highest) {
    return std::uniform_int_distribution<unsigned long>(lowest, highest)(random_);
  }

  /// Ids are new in each process, as a payment's id is the reference of its charge.
  std::vector<std::string> arguments() {
    const unsigned long first = std::exchange(nextScenario_, nextScenario_ + SCENARIOS);
    return files_.arguments({"--quiet", "--day", "200ms", "--scenarios", std::to_string(SCENARIOS), "--first-scenario",
                             std::to_string(first), "--mail-takes", std::to_string(between(0, 8)) + "ms"});
  }

  const Files& files_;
  std::mt19937 random_;
  unsigned long nextScenario_ = 1;
  milliseconds length_{0};
  std::vector<Kill> kills_;
  std::size_t unfinished_ = 0;
};

}  // namespace

TEST_CASE("a process that is killed again and again loses nothing and repeats no recorded step") {
  const unsigned long kills = fromEnvironment("CRASH_KILLS", 60);
  const unsigned long seed = fromEnvironment("CRASH_SEED", std::random_device{}());
  INFO("CRASH_SEED=" << seed);
  const Scratch scratch;
  const Files files(scratch.directory());
  const auto start = std::chrono::steady_clock::now();

  // Given processes that send events and work on them, killed at any point
  Incarnations incarnations(files, seed);
  incarnations.runToItsEnd();
  std::size_t survivors = 0;
  while (incarnations.kills().size() < kills) {
    if (!incarnations.killOne()) ++survivors;
    REQUIRE(survivors <= kills + 10);
  }

  // When one more process finishes what they left
  const Exit exit =
      runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "200ms", "--scenarios", "0"}), LONGEST);
  INFO(exit.output << exit.errors);
  REQUIRE(exit.code == 0);

  // Then all that was promised holds
  const Evidence evidence = gather(files, incarnations.kills());
  const Verdict verdict = check(evidence);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::cout << "kills:                   " << kills << " (" << incarnations.killsWithUnfinishedRuns()
            << " with runs under way), seed " << seed << "\n"
            << "ended before their kill: " << survivors << "\n"
            << "events acknowledged:     " << evidence.acknowledged.size() << "\n"
            << "events stored:           " << evidence.database.events.size() << "\n"
            << "runs:                    " << evidence.database.runs.size() << "\n"
            << "mails:                   " << evidence.mails.size() << "\n"
            << "duplicates allowed:      " << verdict.duplicatesAllowed << " (cut between effect and record)\n"
            << "duplicates forbidden:    " << verdict.duplicatesForbidden << "\n"
            << "violations:              " << verdict.violations.size() << "\n"
            << "seconds:                 " << seconds.count() << std::endl;
  CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
  CHECK(evidence.acknowledged.size() >= 8 * SCENARIOS);
  // Or the kills have proved nothing.
  CHECK(incarnations.killsWithUnfinishedRuns() > kills / 4);
}
