#include "model/handler_reader.hpp"

#include "model/keywords.hpp"
#include "model/names.hpp"
#include "model/option_reader.hpp"
#include "model/trigger_reader.hpp"
#include "read/text.hpp"

#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t MAX_ID_LENGTH = 128;  // the id names a file

constexpr std::string_view EVENT_FORMS = "the constant of an event, such as `USER_SIGNED_UP`";

class HandlerReader {
 public:
  HandlerReader(HandlerDraft& draft, SchemaReader& schemas, Diagnostics& diagnostics)
      : draft_(draft), handler_(*draft.handler), schemas_(schemas), diagnostics_(diagnostics) {}

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
        draft_.triggers = readTriggers(part, diagnostics_);
      } else if (part.key == "emits") {
        readEmits(part);
      } else if (part.key == "returns") {
        schemas_.readReturns(part, handler_);
      } else if (!readOption(part, draft_, diagnostics_)) {
        reportUnknownKeyword(part, HANDLER_KEYWORDS, diagnostics_);
      }
    }
    checkOptions(member.value, diagnostics_);
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
    handler_.constant = constantOf(member.key);
    handler_.fileName = snakeCase(member.key) + ".cpp";
  }

  void readMention(const YamlNode& node, std::string_view what, std::vector<EventMention>& out) {
    if (node.kind != Kind::string) return reportWrongKind(node, what, EVENT_FORMS, diagnostics_);
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

  HandlerDraft& draft_;
  Handler& handler_;
  SchemaReader& schemas_;
  Diagnostics& diagnostics_;
};

}  // namespace

HandlerDraft readHandler(const Member& member, SchemaReader& schemas, Diagnostics& diagnostics) {
  HandlerDraft draft;
  draft.handler = std::make_unique<Handler>();
  HandlerReader(draft, schemas, diagnostics).read(member);
  return draft;
}

}  // namespace event_codegen
