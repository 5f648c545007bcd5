// A handler that needs more stack than there is ends its process, once.
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>

using namespace example_test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a stack that overflows is named, and its run fails at the next start instead of ending that process too") {
  const Scratch scratch;
  const std::string directory = scratch.directory().string();
  std::string step;
  SUBCASE("in a step") { step = "step"; }
  SUBCASE("in the handler") { step = "handler"; }

  // Given a process that a run has ended
  const Exit ended = runToEnd(OVERFLOW_VICTIM, {directory, step}, 60s);
  INFO(ended.errors);
  CHECK((ended.signal != 0 || ended.code != 0));
  CHECK(contains(ended.errors, "the stack of 256 KiB has overflowed in "));
  CHECK(contains(ended.errors, step == "step" ? "step 'recurse' of function 'deep-dive'"
                                              : "the handler of function 'deep-dive'"));
  CHECK(contains(ended.errors, "EngineOptions::stackSize"));
  CHECK(std::filesystem::exists(scratch / "events.db.overflow"));
  // And notes that somebody has spoilt
  std::ofstream(scratch / "events.db.overflow", std::ios::app) << "nonsense\n\x01\t\t\nno-such-run\tstep\ncut shor";

  // When the next one starts
  const Exit next = runToEnd(OVERFLOW_VICTIM, {directory}, 60s);

  // Then it fails the run, tells its failure handler, and does the rest
  INFO(next.output << next.errors);
  CHECK(next.code == 0);
  CHECK(contains(next.output, "failed event_runtime::StackOverflowError: "));
  CHECK(contains(next.output, "in step \"recurse\"") == (step == "step"));
  CHECK(contains(next.output, "failed: event_runtime::StackOverflowError"));
  CHECK(contains(next.output, "harmless completed"));
  CHECK_FALSE(std::filesystem::exists(scratch / "events.db.overflow"));

  // And the one after that has nothing left to do
  const Exit last = runToEnd(OVERFLOW_VICTIM, {directory}, 60s);
  CHECK(last.code == 0);
  CHECK_FALSE(contains(last.output, "failed: "));
}
