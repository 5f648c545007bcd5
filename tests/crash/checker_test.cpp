// The checker has to be able to say no: what an honest run has left behind is spoilt, each time in one way.
#include "support/example.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"
#include "support/tamper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace example_test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> linesOf(const std::filesystem::path& file) {
  std::istringstream in(readFile(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void writeLines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  writeFile(file, text);
}

void append(const std::filesystem::path& file, const std::string& line) {
  std::ofstream(file, std::ios::app) << line << "\n";
}

/// A process that was killed after its tenth mail, and one that has finished the work.
struct Honest {
  Scratch scratch;
  Files files{scratch.directory()};
  std::vector<Kill> kills;

  Honest() {
    const Exit killed =
        runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--kill-after-mails", "10"}), 60s);
    REQUIRE(killed.signal == SIGKILL);
    kills.push_back(lookAfterKill(files));
    const Exit finished =
        runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--scenarios", "0"}), 60s);
    INFO(finished.errors);
    REQUIRE(finished.code == 0);
  }

  /// What the checker says after `spoil` has worked on a copy.
  Verdict afterSpoiling(const std::function<void(const Files&)>& spoil) const {
    const Scratch copy;
    std::filesystem::copy(scratch.directory(), copy.directory(),
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    const Files copied(copy.directory());
    spoil(copied);
    return check(gather(copied, kills));
  }

  /// A run of this handler.
  std::string runOf(const std::string& handler) const {
    const Evidence evidence = gather(files);
    const auto& runs = evidence.database.runs;
    const auto found =
        std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run.second.handler == handler; });
    REQUIRE(found != runs.end());
    return found->first;
  }

  /// The place of a mail whose step was recorded when the process was killed.
  std::size_t recordedMail() const {
    const auto mails = readOutbox(files.outbox);
    for (std::size_t i = 0; i < kills.front().mailsBefore; ++i) {
      if (kills.front().recorded.contains(mails[i].reference)) return i;
    }
    FAIL("nothing was recorded before the kill");
    return 0;
  }
};

}  // namespace

TEST_CASE("the checker accepts an honest run and rejects every spoilt one") {
  const Honest honest;
  const Verdict untouched = honest.afterSpoiling([](const Files&) {});
  REQUIRE_MESSAGE(untouched.violations.empty(), untouched.text());

  const auto rejects = [&](const std::string& what, const std::string& rule,
                           const std::function<void(const Files&)>& spoil) {
    const Verdict verdict = honest.afterSpoiling(spoil);
    INFO(what << ": expected " << rule << ", found: " << verdict.text());
    CHECK(verdict.has(rule));
  };

  rejects("a mail is sent again after it was recorded", "mail-sent-again",
          [&](const Files& files) { append(files.outbox, linesOf(files.outbox).at(honest.recordedMail())); });
  rejects("a process sends a mail twice", "mail-twice-in-one-process",
          [](const Files& files) { append(files.outbox, linesOf(files.outbox).back()); });
  rejects("a mail was never sent", "mail-missing", [](const Files& files) {
    auto lines = linesOf(files.outbox);
    lines.pop_back();
    writeLines(files.outbox, lines);
  });
  rejects("a mail that nothing has asked for", "mail-unexplained", [](const Files& files) {
    append(files.outbox, R"({"reference":"x/deliver","to":"a@example.com","subject":"","body":"","process":1})");
  });
  rejects("an acknowledged event is lost", "event-lost",
          [](const Files& files) { deleteEvent(files.database, readAcknowledged(files.acknowledged).back()); });
  rejects("an event that was sent by no step", "event-twice",
          [](const Files& files) { addCopyOfEvent(files.database, "email/requested"); });
  rejects("a run is lost", "run-missing",
          [&](const Files& files) { deleteRun(files.database, honest.runOf("audit-sign-up")); });
  rejects("a handler ran twice for an event", "run-twice",
          [&](const Files& files) { addCopyOfRun(files.database, honest.runOf("audit-sign-up")); });
  rejects("a run was not finished", "run-unfinished",
          [&](const Files& files) { reopenRun(files.database, honest.runOf("ticket-created-triage")); });
  rejects("a run has failed that must not", "run-outcome",
          [&](const Files& files) { failRun(files.database, honest.runOf("ticket-escalated-page")); });
  rejects("a step was left out", "step-missing",
          [&](const Files& files) { deleteSteps(files.database, honest.runOf("audit-sign-up")); });
  rejects("a record is lost", "record-lost", [&](const Files& files) {
    const std::string& step = honest.kills.front().recorded.begin()->first;
    deleteSteps(files.database, step.substr(0, step.find('/')));
  });
  rejects("the database is damaged", "corrupt", [](const Files& files) { damageIndex(files.database); });
}
