#include "check/check.hpp"

#include "check/event_names.hpp"
#include "check/handler_sources.hpp"
#include "model/names.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace event_codegen {
namespace {

const Rule* findRule(std::string_view id) {
  const auto& rules = allRules();
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& candidate) { return candidate.id == id; });
  return rule == rules.end() ? nullptr : &*rule;
}

/// Each member function is one rule.
class Checker {
 public:
  Checker(const Application& application, Diagnostics& diagnostics)
      : application_(application), diagnostics_(diagnostics) {}

  Severity severity(std::string_view id) const {
    const Rule* rule = findRule(id);
    const auto chosen = application_.severities.find(id);
    return rule->configurable && chosen != application_.severities.end() ? chosen->second.value : rule->severity;
  }

  void unknownRule() {
    for (const auto& [id, chosen] : application_.severities) {
      const Rule* rule = findRule(id);
      if (rule != nullptr && rule->configurable) continue;
      std::string message = inBackticks(id);
      if (rule != nullptr) {
        message += " is always an error: remove it";
      } else {
        std::vector<std::string_view> ids;
        for (const Rule& candidate : allRules()) {
          if (candidate.configurable) ids.push_back(candidate.id);
        }
        const std::string_view meant = didYouMean(id, ids);
        message += " is no rule";
        if (!meant.empty()) {
          message += ": did you mean " + inBackticks(meant) + "?";
        } else {
          message += "; the rules are ";
          for (std::size_t index = 0; index < ids.size(); ++index)
            message += (index == 0 ? "" : ", ") + std::string(ids[index]);
        }
      }
      diagnostics_.error("unknown-rule", chosen.span, std::move(message));
    }
  }

  void eventWithoutSchema() {
    for (const auto& event : application_.events) {
      if (event->feature != nullptr || !isConstantName(event->constant)) continue;  // the latter was reported
      diagnostics_.error(
          "event-without-schema", event->constantSpan,
          inBackticks(event->constant) +
              " has no schema: declare it under `events:` in the types.yaml of the feature that owns it");
    }
  }

  void duplicateEventName() {
    std::unordered_map<std::string_view, const Event*> byName;
    for (const auto& event : application_.events) {
      if (event->name.empty()) continue;  // was reported
      const auto [first, isNew] = byName.emplace(event->name, event.get());
      if (isNew) continue;
      diagnostics_
          .error("duplicate-event-name", event->nameSpan,
                 inBackticks(event->name) + " is the name of two events: rename one")
          .notes.push_back({first->second->nameSpan, "first given here, to " + inBackticks(first->second->constant)});
    }
  }

  void reservedName() {
    std::unordered_map<std::string_view, Span> reserved;
    for (const auto& name : application_.reserved) reserved.emplace(name.value, name.span);
    for (const auto& event : application_.events) {
      const auto found = reserved.find(event->name);
      if (found == reserved.end()) continue;
      diagnostics_
          .error("reserved-name", event->nameSpan,
                 inBackticks(event->name) + " may not be used again: choose another name")
          .notes.push_back({found->second, "reserved here"});
    }
  }

  void eventWithoutHandler(Severity severity) {
    std::unordered_set<const Event*> handled;
    std::vector<std::string_view> patterns;
    for (const auto& feature : application_.features) {
      for (const auto& handler : feature->handlers) {
        for (const Trigger& trigger : handler->triggers) {
          handled.insert(trigger.event);
          if (trigger.kind == Trigger::Kind::pattern) patterns.push_back(trigger.name);
        }
      }
    }
    for (const auto& event : application_.events) {
      const bool isTaken = handled.contains(event.get()) ||
                           std::any_of(patterns.begin(), patterns.end(),
                                       [&](std::string_view pattern) { return takesName(pattern, event->name); });
      if (isTaken) continue;
      diagnostics_.report(severity, "event-without-handler", event->constantSpan,
                          "no handler takes " + inBackticks(event->constant) + ": write one, or remove the event");
    }
  }

  void nameFormat(Severity severity) {
    for (const auto& event : application_.events) {
      if (event->name.empty() || hasUsualFormat(event->name)) continue;
      diagnostics_.report(
          severity, "name-format", event->nameSpan,
          inBackticks(event->name) + " is not of the form `feature/action` in small letters, as `user/signed-up` is");
    }
  }

  void namePastTense(Severity severity) {
    for (const auto& event : application_.events) {
      if (event->name.empty() || isPastTense(event->name)) continue;
      diagnostics_.report(severity, "name-past-tense", event->nameSpan,
                          inBackticks(event->name) + " does not say what has happened, as `user/signed-up` does");
    }
  }

  void deprecatedEventUsed(Severity severity) {
    const auto check = [&](const Event* event, const Span& span) {
      if (event == nullptr || event->deprecated.empty()) return;
      diagnostics_
          .report(severity, "deprecated-event-used", span,
                  inBackticks(event->constant) + " is deprecated: " + event->deprecated)
          .notes.push_back({event->deprecatedSpan, "deprecated here"});
    };
    for (const auto& feature : application_.features) {
      for (const auto& handler : feature->handlers) {
        for (const Trigger& trigger : handler->triggers) check(trigger.event, trigger.span);
        for (std::size_t index = 0; index < handler->emits.size(); ++index)
          check(handler->emits[index], handler->emitSpans[index]);
      }
    }
  }

 private:
  const Application& application_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check(const Application& application, const CheckOptions& options, Diagnostics& diagnostics) {
  Checker checker(application, diagnostics);
  const auto unlessOff = [&](std::string_view id, auto rule) {
    if (const Severity severity = checker.severity(id); severity != Severity::off) (checker.*rule)(severity);
  };
  checker.unknownRule();
  checker.duplicateEventName();
  checker.reservedName();
  unlessOff("name-format", &Checker::nameFormat);
  unlessOff("name-past-tense", &Checker::namePastTense);
  if (!application.readable) return;  // the rest asks whether something is in any of the files
  checker.eventWithoutSchema();
  unlessOff("event-without-handler", &Checker::eventWithoutHandler);
  unlessOff("deprecated-event-used", &Checker::deprecatedEventUsed);
  if (options.handlerSources) {
    checkHandlerSources(application, options.handlersDirectory, checker.severity("handler-without-source"),
                        checker.severity("source-without-handler"), diagnostics);
  }
}

}  // namespace event_codegen
