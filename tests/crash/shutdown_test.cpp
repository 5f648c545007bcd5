#include "support/example.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <string>

using namespace example_test;
using namespace std::chrono_literals;

namespace {

/// A mail has been written and the step that sent it is still under way, as the mail server takes its time.
bool stepIsUnderWay(const Files& files) {
  return waitUntil([&] { return std::filesystem::exists(files.outbox) && !readOutbox(files.outbox).empty(); }, 30s);
}

bool isServing(const Process& process) {
  return waitUntil([&] { return process.output().find("serving") != std::string::npos; }, 30s);
}

Exit finish(const Files& files) {
  return runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--scenarios", "0"}), 60s);
}

}  // namespace

TEST_CASE("SIGTERM and SIGINT let running steps finish and be recorded") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    // Given a server in the middle of its first mails
    const Scratch scratch;
    const Files files(scratch.directory());
    Process server(exampleProgram(),
                   files.arguments({"--serve", "--quiet", "--day", "100ms", "--mail-takes", "400ms"}));
    REQUIRE(stepIsUnderWay(files));

    // When it is asked to stop
    server.signal(signal);
    const auto exit = server.waitFor(30s);

    // Then it does, with success, and every mail that was sent is recorded
    REQUIRE(exit);
    INFO(exit->errors);
    CHECK(exit->code == 0);
    const Kill stopped = lookAfterKill(files);
    const auto mails = readOutbox(files.outbox);
    CHECK(!mails.empty());
    for (const auto& mail : mails) {
      bool recorded = false;
      for (const auto& [step, result] : stopped.recorded) recorded = recorded || result == '"' + mail.reference + '"';
      CHECK_MESSAGE(recorded, mail.reference);
    }

    // And the next process goes on without repeating any
    const Exit finished = finish(files);
    INFO(finished.errors);
    REQUIRE(finished.code == 0);
    const Verdict verdict = check(gather(files, {stopped}));
    CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
    CHECK(verdict.duplicatesAllowed == 0);
  }
}

TEST_CASE("a second SIGTERM does not wait for running steps") {
  // Given a server whose mails take a minute, and that was asked to stop
  const Scratch scratch;
  const Files files(scratch.directory());
  Process server(exampleProgram(), files.arguments({"--serve", "--quiet", "--day", "100ms", "--mail-takes", "1m"}));
  REQUIRE(stepIsUnderWay(files));
  server.signal(SIGTERM);
  REQUIRE_FALSE(server.waitFor(500ms));

  // When it is asked again
  server.signal(SIGTERM);

  // Then it ends long before the mail does, and nothing is lost
  const auto exit = server.waitFor(10s);
  REQUIRE(exit);
  INFO(exit->errors);
  CHECK(exit->code != 0);
  const Kill stopped = lookAfterKill(files);
  const Exit finished = finish(files);
  INFO(finished.errors);
  REQUIRE(finished.code == 0);
  const Verdict verdict = check(gather(files, {stopped}));
  CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
  CHECK(verdict.duplicatesAllowed > 0);
}

TEST_CASE("a database belongs to one process at a time") {
  // Given a server
  const Scratch scratch;
  const Files files(scratch.directory());
  Process server(exampleProgram(), files.arguments({"--serve", "--scenarios", "0"}));
  REQUIRE(isServing(server));

  // When a second process wants its database
  const Files elsewhere(std::filesystem::path(scratch / "second"));
  std::filesystem::create_directory(scratch / "second");
  const Exit second = runToEnd(exampleProgram(),
                               {"--database", files.database.string(), "--outbox", elsewhere.outbox.string(),
                                "--acknowledged", elsewhere.acknowledged.string()},
                               60s);

  // Then that one says why it can not have it, accepts nothing, and the server is not disturbed
  CHECK(second.code == 1);
  CHECK(second.errors.find(files.database.string()) != std::string::npos);
  CHECK(second.errors.find("process") != std::string::npos);
  CHECK(readAcknowledged(elsewhere.acknowledged).empty());
  server.signal(SIGTERM);
  const auto exit = server.waitFor(30s);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(gather(files).database.events.empty());

  // And once the server has gone, the database is free
  CHECK(finish(files).code == 0);
}
