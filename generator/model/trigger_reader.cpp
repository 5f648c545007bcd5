#include "model/trigger_reader.hpp"

#include "model/expression_check.hpp"
#include "model/keywords.hpp"
#include "model/option_parts.hpp"
#include "read/text.hpp"

#include <function/option_limits.hpp>
#include <schedule/cron.hpp>

#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;
using event_runtime::function::MAX_TRIGGERS;
using event_runtime::schedule::CronSchedule;

constexpr std::string_view TRIGGER_FORMS = "the constant of an event, such as `USER_SIGNED_UP`";

class TriggerReader {
 public:
  explicit TriggerReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::vector<TriggerDraft> read(const Member& member) {
    const YamlNode& value = member.value;
    if (value.kind != Kind::sequence) {
      readOne(value, inBackticks(member.key));
    } else if (member.key == "trigger") {
      diagnostics_.error("wrong-kind", value.span, "`trigger` is one event: write `triggers` for a list of them");
    } else if (value.items.empty()) {
      diagnostics_.error("missing-keyword", value.span, "`triggers` is empty: name the events that start the handler");
    } else if (value.items.size() > MAX_TRIGGERS) {
      diagnostics_.error("out-of-range", value.items[MAX_TRIGGERS].span,
                         "a handler has at most " + std::to_string(MAX_TRIGGERS) + " triggers: write a second handler");
    } else {
      for (const YamlNode& item : value.items) readOne(item, "a trigger");
    }
    return std::move(triggers_);
  }

 private:
  /// `EVENT`, or a mapping.
  void readOne(const YamlNode& node, std::string_view what) {
    if (node.kind != Kind::mapping) return readEvent(node, what, {});
    if (node.find("cron") == nullptr) return readEventTrigger(node);
    if (node.find("event") == nullptr) return readCron(node);
    diagnostics_.error("contradictory-types", node.span,
                       "a trigger has either `event` or `cron`: make it two, in `triggers`");
  }

  /// `{ cron: 0 9 * * 1-5, timezone: Europe/Paris, jitter: 30s, missed: once }`
  void readCron(const YamlNode& node) {
    CronTrigger cron;
    Spanned<std::string> expression, timezone;
    for (const Member& part : node.members) {
      if (part.key == "cron") {
        expression = readExpression(part, diagnostics_);
      } else if (part.key == "timezone") {
        timezone = readExpression(part, diagnostics_);
      } else if (part.key == "jitter") {
        cron.jitter = readDuration(part, event_runtime::function::CRON_JITTER, diagnostics_);
      } else if (part.key == "missed") {
        readMissed(part, cron);
      } else {
        reportUnknownKeyword(part, CRON_KEYWORDS, diagnostics_);
      }
    }
    if (expression.value.empty()) return;
    const auto parsed = CronSchedule::parse(expression.value, timezone.value);
    if (const auto* error = std::get_if<event_runtime::schedule::CronError>(&parsed)) {
      const auto& scalar = error->inTimezone ? timezone : expression;
      diagnostics_.error("invalid-cron", placeOf(scalar.value, scalar.span, error->offset, 1), error->message);
      return;
    }
    cron.expression = expression.value;
    cron.timezone = timezone.value;
    cron.text = std::get<CronSchedule>(parsed).text();
    addCron(std::move(cron), expression.span);
  }

  void readMissed(const Member& part, CronTrigger& cron) {
    using enum CronTrigger::Missed;
    const std::string& word = part.value.scalar;
    if (part.value.kind != Kind::string || (word != "skip" && word != "once" && word != "all")) {
      return reportWrongKind(part, "`skip`, `once` or `all`", diagnostics_);
    }
    cron.missed = word == "all" ? all : word == "once" ? once : skip;
  }

  void addCron(CronTrigger cron, const Span& span) {
    for (const TriggerDraft& other : triggers_) {
      if (!other.cron || other.cron->text != cron.text) continue;
      diagnostics_.error("duplicate-event", span, inBackticks(cron.text) + " is here twice: remove one")
          .notes.push_back({other.event.span, "first given here"});
      return;
    }
    triggers_.push_back({{{}, span}, {}, std::move(cron)});
  }

  /// `{ event: EVENT, if: expression }`
  void readEventTrigger(const YamlNode& node) {
    Spanned<std::string> condition;
    bool hasUnknown = false;
    for (const Member& part : node.members) {
      if (part.key == "if") {
        condition = readExpression(part, diagnostics_);
      } else if (part.key != "event") {
        reportUnknownKeyword(part, TRIGGER_KEYWORDS, diagnostics_);
        hasUnknown = true;
      }
    }
    const YamlNode* const event = node.find("event");
    if (event != nullptr) return readEvent(*event, "`event`", std::move(condition));
    if (!hasUnknown) {
      diagnostics_.error("missing-keyword", node.span, "a trigger needs `event`, the constant of an event, or `cron`");
    }
  }

  void readEvent(const YamlNode& node, std::string_view what, Spanned<std::string> condition) {
    if (node.kind != Kind::string) return reportWrongKind(node, what, TRIGGER_FORMS, diagnostics_);
    for (const TriggerDraft& other : triggers_) {
      if (other.cron || other.event.name != node.scalar) continue;
      const bool hasConditions = !condition.value.empty() || !other.condition.value.empty();
      diagnostics_
          .error("duplicate-event", node.span,
                 inBackticks(node.scalar) +
                     " is here twice: " + (hasConditions ? "write one `if` for both, with `||`" : "remove one"))
          .notes.push_back({other.event.span, "first given here"});
      return;
    }
    triggers_.push_back({{node.scalar, node.span}, std::move(condition), std::nullopt});
  }

  std::vector<TriggerDraft> triggers_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<TriggerDraft> readTriggers(const Member& member, Diagnostics& diagnostics) {
  return TriggerReader(diagnostics).read(member);
}

}  // namespace event_codegen
