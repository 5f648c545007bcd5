#include "check.hpp"

#include "flows.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

namespace example_test {

namespace {
using nlohmann::json;

/// Every string in it, at any depth.
void collectStrings(const json& value, std::vector<std::string>& strings) {
  if (value.is_string()) strings.push_back(value);
  if (value.is_structured()) {
    for (const auto& part : value) collectStrings(part, strings);
  }
}

class Checker {
 public:
  explicit Checker(const Evidence& evidence) : evidence_(evidence) {}

  Verdict run() {
    if (evidence_.database.integrity != "ok") report("corrupt", evidence_.database.integrity);
    for (const std::string& id : evidence_.acknowledged) {
      if (!events().contains(id)) report("event-lost", "acknowledged event " + id);
    }
    checkRunsOfEvents();
    for (const auto& [id, run] : runs()) checkRun(run);
    checkEventsOfHandlers();
    checkRecords();
    checkMails();
    return std::move(verdict_);
  }

 private:
  void report(std::string rule, std::string detail) {
    verdict_.violations.push_back({std::move(rule), std::move(detail)});
  }
  const std::map<std::string, EventRow>& events() const { return evidence_.database.events; }
  const std::map<std::string, RunRow>& runs() const { return evidence_.database.runs; }

  void checkRunsOfEvents() {
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    for (const auto& [id, run] : runs()) ++counts[{run.eventId, run.handler}];
    for (const auto& [id, event] : events()) {
      for (const std::string& handler : handlersOf(event.name)) {
        const std::size_t count = counts[{id, handler}];
        const std::string detail = handler + " of " + event.name + " " + id;
        if (count == 0) report("run-missing", detail);
        if (count > 1) report("run-twice", detail);
      }
    }
  }

  void checkRun(const RunRow& run) {
    const std::string name = run.handler + " " + run.id;
    const auto event = events().find(run.eventId);
    if (event == events().end()) return report("event-lost", run.eventId + " that started " + name);
    if (run.status != "completed" && run.status != "failed") return report("run-unfinished", name + ": " + run.status);

    const Expected expected = expectedOf(run, event->second);
    if (run.status != expected.status) {
      return report("run-outcome", name + ": " + run.status + " instead of " + expected.status + " " + run.error);
    }
    for (const std::string& id : expected.steps) {
      const StepRow* const step = run.step(id);
      if (step == nullptr || step->status != "completed") report("step-missing", name + ": " + id);
    }
    for (const auto& [stepId, eventName] : expected.sends) {
      if (const StepRow* const step = run.step(stepId)) checkSent(name + ": " + stepId, eventName, *step);
    }
    mailsDue_.insert(expected.mails.begin(), expected.mails.end());
  }

  void checkSent(const std::string& name, const std::string& eventName, const StepRow& step) {
    std::vector<std::string> ids;
    collectStrings(json::parse(step.result, nullptr, false), ids);
    if (ids.size() != 1) return report("event-lost", name + " has sent " + step.result);
    const auto event = events().find(ids.front());
    if (event == events().end() || event->second.name != eventName) {
      return report("event-lost", eventName + " " + ids.front() + " of " + name);
    }
    ++origins_[ids.front()];
  }

  /// Each of them has one origin: a step, or a run that has failed.
  void checkEventsOfHandlers() {
    std::map<std::string, std::size_t> failures;
    for (const auto& [id, event] : events()) {
      if (!isSentByHandlers(event.name)) continue;
      if (event.name == "inngest/function.failed") {
        ++failures[json::parse(event.data).at("run_id")];
      } else if (origins_[id] != 1) {
        report("event-twice", event.name + " " + id + " has " + std::to_string(origins_[id]) + " origins");
      }
    }
    for (const auto& [id, run] : runs()) {
      const std::size_t count = failures[id];
      if (run.status == "failed" && count == 0) report("event-lost", "inngest/function.failed of " + id);
      if (count > (run.status == "failed" ? 1U : 0U)) report("event-twice", "inngest/function.failed of " + id);
    }
  }

  void checkRecords() {
    std::map<std::string, std::string> recorded;
    for (const auto& [id, run] : runs()) {
      for (const StepRow& step : run.steps) {
        if (step.status == "completed") recorded[id + "/" + step.id] = step.result;
      }
    }
    for (const Kill& kill : evidence_.kills) {
      for (const auto& [step, result] : kill.recorded) {
        const auto now = recorded.find(step);
        if (now == recorded.end()) {
          report("record-lost", step);
        } else if (now->second != result) {
          report("record-lost", step + ": was " + result + ", is " + now->second);
        }
      }
    }
  }

  void checkMails() {
    std::set<std::pair<std::size_t, std::string>> sentBy;
    std::set<std::string> sent;
    std::set<std::string> recorded;  // a mail's step gives its reference as result
    auto kill = evidence_.kills.begin();
    for (std::size_t i = 0; i < evidence_.mails.size(); ++i) {
      for (; kill != evidence_.kills.end() && kill->mailsBefore <= i; ++kill) {
        for (const auto& [step, result] : kill->recorded) {
          if (const json value = json::parse(result, nullptr, false); value.is_string()) recorded.insert(value);
        }
      }
      const SentMail& mail = evidence_.mails[i];
      const bool again = !sent.insert(mail.reference).second;
      const bool againByProcess = !sentBy.emplace(mail.incarnation, mail.reference).second;
      const bool wasRecorded = recorded.contains(mail.reference);
      const std::string detail = mail.reference + " in line " + std::to_string(i + 1) + " of the outbox";
      if (wasRecorded) report("mail-sent-again", detail);
      if (againByProcess) report("mail-twice-in-one-process", detail);
      if (!mailsDue_.contains(mail.reference)) report("mail-unexplained", detail);
      if (wasRecorded || againByProcess) {
        ++verdict_.duplicatesForbidden;
      } else if (again) {
        ++verdict_.duplicatesAllowed;
      }
    }
    for (const std::string& reference : mailsDue_) {
      if (!sent.contains(reference)) report("mail-missing", reference);
    }
  }

  const Evidence& evidence_;
  Verdict verdict_;
  std::set<std::string> mailsDue_;
  std::map<std::string, std::size_t> origins_;  ///< event id → how many steps have sent it
};
}  // namespace

Kill lookAfterKill(const Database& database, const std::vector<SentMail>& mails) {
  Kill kill{.mailsBefore = mails.size(), .recorded = {}};
  for (const auto& [id, run] : database.runs) {
    for (const StepRow& step : run.steps) {
      if (step.status == "completed") kill.recorded[id + "/" + step.id] = step.result;
    }
  }
  return kill;
}

bool Verdict::has(const std::string& rule) const {
  return std::any_of(violations.begin(), violations.end(),
                     [&](const Violation& violation) { return violation.rule == rule; });
}

std::string Verdict::text() const {
  constexpr std::size_t SHOWN = 20;
  std::string lines;
  for (std::size_t i = 0; i < std::min(SHOWN, violations.size()); ++i) {
    lines += violations[i].rule + ": " + violations[i].detail + "\n";
  }
  if (violations.size() > SHOWN) lines += "… and " + std::to_string(violations.size() - SHOWN) + " more\n";
  return lines;
}

Verdict check(const Evidence& evidence) { return Checker(evidence).run(); }

}  // namespace example_test
