#include "report.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <string>

namespace ticket_bounty {

namespace {
constexpr std::size_t SHOWN_RUNS = 60;

std::string outcome(const event_runtime::RunRecord& run) {
  if (run.error) return fmt::format("{}: {}", run.error->name, run.error->message);
  return run.result;
}

std::string stepLine(const event_runtime::StepRecord& step) {
  std::string line = fmt::format("{:<10} {:<32} {}", step.kind, step.id, step.status);
  if (step.attempts > 1) line += fmt::format(", at attempt {}", step.attempts);
  if (step.error && step.status != "completed") line += fmt::format(" ({})", step.error->message);
  return line;
}
}  // namespace

void printReport(std::ostream& out, event_runtime::Engine& engine, const Outbox& outbox) {
  auto runs = engine.recentRuns(SHOWN_RUNS);
  std::reverse(runs.begin(), runs.end());
  fmt::print(out, "\nRuns ({}{})\n", runs.size(), runs.size() == SHOWN_RUNS ? ", the newest" : "");
  for (const auto& run : runs) {
    fmt::print(out, "  {:<52} {:<10} {}\n", run.functionId, toString(run.status), outcome(run));
    for (const auto& step : run.steps) fmt::print(out, "    {}\n", stepLine(step));
  }

  const auto mails = outbox.all();
  fmt::print(out, "\nOutbox ({} mails)\n", mails.size());
  const std::size_t first = mails.size() > SHOWN_RUNS ? mails.size() - SHOWN_RUNS : 0;
  for (std::size_t i = first; i < mails.size(); ++i) fmt::print(out, "  {:<32} {}\n", mails[i].to, mails[i].subject);
}

}  // namespace ticket_bounty
