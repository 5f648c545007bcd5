#include "report.hpp"

#include <event_runtime/time.hpp>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace ticket_bounty {

namespace {

using event_runtime::RunRecord;
using event_runtime::RunStatus;
using event_runtime::StepRecord;
using event_runtime::Timestamp;

constexpr std::size_t SHOWN_RUNS = 60;
constexpr std::size_t SHOWN_BYTES = 110;  ///< of a result or a message

/// At most SHOWN_BYTES of it, in whole characters.
std::string shortened(std::string_view text) {
  if (text.size() <= SHOWN_BYTES) return std::string(text);
  std::size_t end = SHOWN_BYTES;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string since(Timestamp start, Timestamp time) {
  return fmt::format("{:7.3f} s", std::chrono::duration<double>(time - start).count());
}

std::string_view withoutApp(std::string_view functionId) {
  constexpr std::string_view PREFIX = "ticket-bounty-";
  return functionId.starts_with(PREFIX) ? functionId.substr(PREFIX.size()) : functionId;
}

std::string outcome(const RunRecord& run) {
  if (run.status == RunStatus::failed && run.error) return shortened(run.error->name + ": " + run.error->message);
  return shortened(run.result);
}

std::string stepOutcome(const StepRecord& step) {
  std::string text = step.status;
  if (step.attempts > 1) text += fmt::format(" at attempt {}", step.attempts);
  if (step.status != "completed" && step.error) text += ": " + step.error->message;
  if (step.status == "completed" && step.kind == "run" && step.result != "null") text += ": " + step.result;
  return shortened(text);
}

void printRun(std::ostream& out, const RunRecord& run, Timestamp start) {
  fmt::print(out, "  {}  {}  {:<32} {:<9}  {}\n", since(start, run.startedAt),
             run.endedAt ? since(start, *run.endedAt) : fmt::format("{:>9}", "…"), withoutApp(run.functionId),
             toString(run.status), outcome(run));
  for (const StepRecord& step : run.steps) {
    fmt::print(out, "  {:22}  {:<9} {:<31} {}\n", "", step.kind, step.id, stepOutcome(step));
  }
}

}  // namespace

void printReport(std::ostream& out, event_runtime::Engine& engine, const Outbox& outbox) {
  auto runs = engine.recentRuns(SHOWN_RUNS);
  if (runs.empty()) {
    fmt::print(out, "\nNothing has run yet.\n");
    return;
  }
  std::reverse(runs.begin(), runs.end());
  const Timestamp start = runs.front().startedAt;

  fmt::print(out, "\n{} runs{}, each with its steps; times are since {}\n\n  {:>9}  {:>9}  {}\n", runs.size(),
             runs.size() == SHOWN_RUNS ? ", the newest" : "", event_runtime::formatTimestamp(start), "from", "to",
             "handler");
  for (const RunRecord& run : runs) printRun(out, run, start);

  const auto mails = outbox.all();
  const auto first = std::find_if(mails.begin(), mails.end(), [&](const Mail& mail) { return mail.sentAt >= start; });
  fmt::print(out, "\n{} mails{}\n\n", mails.end() - first, first == mails.begin() ? "" : ", without older ones");
  for (auto mail = first; mail != mails.end(); ++mail) {
    fmt::print(out, "  {}  {:<30} {}\n", since(start, mail->sentAt), mail->to, mail->subject);
  }
}

}  // namespace ticket_bounty
