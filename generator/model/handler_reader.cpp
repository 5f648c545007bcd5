#include "model/handler_reader.hpp"

#include "model/keywords.hpp"
#include "model/names.hpp"
#include "read/text.hpp"

#include <limits>
#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::int64_t MAX_RETRIES = 20;  // Inngest's limits, which the runtime checks too
constexpr std::size_t MAX_TRIGGERS = 10;
constexpr std::size_t MAX_CONCURRENCY_LIMITS = 2;
constexpr std::size_t MAX_ID_LENGTH = 128;  // the id names a file

constexpr std::string_view TRIGGER_FORMS = "the constant of an event, such as `USER_SIGNED_UP`";

class HandlerReader {
 public:
  HandlerReader(HandlerDraft& draft, Diagnostics& diagnostics)
      : draft_(draft), handler_(*draft.handler), diagnostics_(diagnostics) {}

  void read(const Member& member) {
    readId(member);
    if (!expectMapping(member, "a mapping with `trigger`", diagnostics_)) return;
    const Member* trigger = nullptr;
    for (const Member& part : member.value.members) {
      if (part.key == "description") {
        handler_.description = readString(part, diagnostics_).value_or("");
      } else if (part.key == "trigger" || part.key == "triggers") {
        if (trigger != nullptr) {
          diagnostics_
              .error("contradictory-types", part.keySpan,
                     "a handler has either `trigger` or `triggers`: put all into `triggers`")
              .notes.push_back({trigger->keySpan, "the other is here"});
          continue;
        }
        trigger = &part;
        readTriggers(part);
      } else if (part.key == "concurrency") {
        readConcurrency(part);
      } else if (part.key == "retries") {
        handler_.retries = readInteger(part, 0, MAX_RETRIES, diagnostics_);
      } else if (part.key == "emits") {
        readEmits(part);
      } else {
        reportUnknownKeyword(part, HANDLER_KEYWORDS, diagnostics_);
      }
    }
    if (trigger == nullptr) {
      diagnostics_.error("missing-keyword", member.keySpan,
                         inBackticks(member.key) + " has no `trigger`: name the event that starts it");
    }
  }

 private:
  void readId(const Member& member) {
    handler_.id = member.key;
    handler_.span = member.keySpan;
    if (!isKebabCase(member.key) || member.key.size() > MAX_ID_LENGTH) {
      diagnostics_.error("invalid-name", member.keySpan,
                         inBackticks(member.key) + " cannot be the id of a handler: use at most " +
                             std::to_string(MAX_ID_LENGTH) +
                             " small letters, digits and single `-`, as in `user-signed-up-handler`");
    }
    handler_.cppName = camelCase(member.key);
    handler_.fileName = snakeCase(member.key) + ".cpp";
  }

  void readTriggers(const Member& member) {
    const YamlNode& value = member.value;
    if (value.kind != Kind::sequence) return readTrigger(value, inBackticks(member.key));
    if (member.key == "trigger") {
      diagnostics_.error("wrong-kind", value.span, "`trigger` is one event: write `triggers` for a list of them");
      return;
    }
    if (value.items.empty())
      diagnostics_.error("missing-keyword", value.span, "`triggers` is empty: name the events that start the handler");
    if (value.items.size() > MAX_TRIGGERS) {
      diagnostics_.error("out-of-range", value.items[MAX_TRIGGERS].span,
                         "a handler has at most " + std::to_string(MAX_TRIGGERS) + " triggers: write a second handler");
      return;
    }
    for (const YamlNode& item : value.items) readTrigger(item, "a trigger");
  }

  void readTrigger(const YamlNode& node, std::string_view what) {
    if (node.kind != Kind::mapping) return readMention(node, what, draft_.triggers);
    bool ownFault = false;
    for (const Member& part : node.members) {
      if (part.key == "event") {
        readMention(part.value, "`event`", draft_.triggers);
      } else {
        reportUnknownKeyword(part, TRIGGER_KEYWORDS, diagnostics_);
        ownFault = true;
      }
    }
    if (node.find("event") == nullptr && !ownFault) {
      diagnostics_.error("missing-keyword", node.span, "a trigger needs `event`: the constant of an event");
    }
  }

  void readMention(const YamlNode& node, std::string_view what, std::vector<EventMention>& out) {
    if (node.kind != Kind::string) return reportWrongKind(node, what, TRIGGER_FORMS, diagnostics_);
    for (const EventMention& other : out) {
      if (other.name != node.scalar) continue;
      diagnostics_.error("duplicate-event", node.span, inBackticks(node.scalar) + " is here twice: remove one")
          .notes.push_back({other.span, "first given here"});
      return;
    }
    out.push_back({node.scalar, node.span});
  }

  void readEmits(const Member& member) {
    if (member.value.kind != Kind::sequence)
      return reportWrongKind(member, "a list of events, such as `[EMAIL_SENT]`", diagnostics_);
    for (const YamlNode& item : member.value.items) readMention(item, "an item of `emits`", draft_.emits);
  }

  void readConcurrency(const Member& member) {
    if (member.value.kind != Kind::sequence) return readLimit(member, member.value);
    if (member.value.items.empty() || member.value.items.size() > MAX_CONCURRENCY_LIMITS) {
      diagnostics_.error("out-of-range", member.value.span, "`concurrency` has one limit or a list of two");
      return;
    }
    for (const YamlNode& item : member.value.items) readLimit(member, item);
  }

  void readLimit(const Member& member, const YamlNode& node) {
    ConcurrencyLimit limit;
    limit.span = node.span;
    if (node.kind != Kind::mapping) {
      const Member whole{member.key, member.keySpan, node};
      if (node.kind != Kind::integer) {
        return reportWrongKind(whole, "a number of runs, or a mapping such as `{ limit: 5, key: event.data.userId }`",
                               diagnostics_);
      }
      if (const auto value = readRuns(whole)) handler_.concurrency.push_back({*value, {}, node.span});
      return;
    }
    for (const Member& part : node.members) {
      if (part.key == "limit") {
        limit.limit = readRuns(part).value_or(1);
      } else if (part.key == "key") {
        if (auto key = readLine(part, diagnostics_)) {
          limit.key = *std::move(key);
          limit.span = part.value.span;
        }
      } else {
        reportUnknownKeyword(part, CONCURRENCY_KEYWORDS, diagnostics_);
      }
    }
    if (node.find("limit") == nullptr) {
      diagnostics_.error("missing-keyword", node.span,
                         "`concurrency` needs `limit`: how many runs may execute at a time");
    }
    handler_.concurrency.push_back(std::move(limit));
  }

  std::optional<std::int64_t> readRuns(const Member& member) {
    return readInteger(member, 1, std::numeric_limits<std::int32_t>::max(), diagnostics_);
  }

  HandlerDraft& draft_;
  Handler& handler_;
  Diagnostics& diagnostics_;
};

}  // namespace

HandlerDraft readHandler(const Member& member, Diagnostics& diagnostics) {
  HandlerDraft draft;
  draft.handler = std::make_unique<Handler>();
  HandlerReader(draft, diagnostics).read(member);
  return draft;
}

}  // namespace event_codegen
