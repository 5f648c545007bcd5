#include "model/draft.hpp"
#include "model/event_names.hpp"
#include "model/keywords.hpp"
#include "model/names.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

bool isAppId(std::string_view id) noexcept {
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

/// Reads events.yaml's mapping into a draft.
class EventsFileReader {
 public:
  EventsFileReader(const SourceFile& file, EventsDraft& draft)
      : file_(file), draft_(draft), diagnostics_(draft.diagnostics) {}

  void read(const YamlNode& root) {
    if (root.kind != Kind::mapping) {
      draft_.readable = false;
      if (root.kind == Kind::null) {
        diagnostics_.error("missing-keyword", {&file_, 0, 0, 0}, "the file is empty: it must say `app:` and `events:`");
      } else {
        reportWrongKind(root, "events.yaml", "a mapping with `app` and `events`", diagnostics_);
      }
      return;
    }
    for (const Member& member : root.members) {
      if (member.key == "app")
        readApp(member);
      else if (member.key == "namespace")
        readNamespace(member);
      else if (member.key == "events")
        readEvents(member);
      else if (member.key == "reserved")
        readReserved(member);
      else if (member.key == "check")
        readSeverities(member);
      else
        reportUnknownKeyword(member, EVENTS_FILE_KEYWORDS, diagnostics_);
    }
    const Span whole{&file_, 0, 0, 0};
    if (root.find("app") == nullptr) {
      diagnostics_.error("missing-keyword", whole,
                         "`app` is missing: give the application an id, such as `app: my-app`");
    }
    if (root.find("events") == nullptr) {
      draft_.readable = false;
      diagnostics_.error("missing-keyword", whole,
                         "`events` is missing: list the events, or write `events: {}` if there are none");
    }
    if (root.find("namespace") == nullptr && !draft_.app.empty()) deriveNamespace(*root.find("app"));
  }

 private:
  void readApp(const Member& member) {
    const auto app = readLine(member, diagnostics_);
    if (!app) return;
    if (!isAppId(*app)) {
      diagnostics_.error(
          "invalid-name", member.value.span,
          inBackticks(*app) + " cannot be the id of an application: use letters, digits, `-`, `_` and `.`");
      return;
    }
    draft_.app = *app;
  }

  void readNamespace(const Member& member) {
    const auto name = readLine(member, diagnostics_);
    if (!name) return;
    if (!isNamespaceName(*name)) {
      diagnostics_.error("invalid-name", member.value.span,
                         inBackticks(*name) +
                             " cannot be a namespace in C++: it must be an identifier, or several joined by `::`, that "
                             "is no keyword, macro or function of the C library");
      return;
    }
    draft_.cppNamespace = *name;
  }

  void deriveNamespace(const YamlNode& app) {
    draft_.cppNamespace = cppName(draft_.app);
    if (isNamespaceName(draft_.cppNamespace)) return;
    diagnostics_.error(
        "missing-keyword", app.span,
        "no namespace can be made of " + inBackticks(draft_.app) + ": add one, such as `namespace: my_app`");
    draft_.cppNamespace.clear();
  }

  void readEvents(const Member& member) {
    if (!expectMapping(member, "a mapping from constants to names, such as `USER_SIGNED_UP: user/signed-up`",
                       diagnostics_)) {
      draft_.readable = false;
      return;
    }
    draft_.events.reserve(member.value.members.size());
    for (const Member& event : member.value.members) readEvent(event);
  }

  void readEvent(const Member& member) {
    auto event = std::make_unique<Event>();
    event->constant = member.key;
    event->constantSpan = member.keySpan;
    if (!isConstantName(member.key)) {
      diagnostics_.error("invalid-name", member.keySpan,
                         inBackticks(member.key) +
                             " cannot be the constant of an event: use capitals, digits and single `_`, as in "
                             "`USER_SIGNED_UP`, and no name of a macro");
    }
    if (member.value.kind == Kind::mapping) {
      readEventMapping(member, *event);
    } else if (member.value.kind == Kind::string) {
      readName(member, *event);
    } else {
      reportWrongKind(member, "a string, the name of the event, or a mapping with `name`", diagnostics_);
    }
    draft_.events.push_back(std::move(event));
  }

  void readEventMapping(const Member& member, Event& event) {
    for (const Member& part : member.value.members) {
      if (part.key == "name") {
        readName(part, event);
      } else if (part.key == "description") {
        event.description = readString(part, diagnostics_).value_or("");
      } else if (part.key == "owner") {
        event.owner = readLine(part, diagnostics_).value_or("");
      } else if (part.key == "deprecated") {
        event.deprecatedSpan = part.value.span;
        if (part.value.kind == Kind::boolean) {
          diagnostics_.error("wrong-kind", part.value.span,
                             "`deprecated` says what to do instead, such as `use TICKET_OPENED`");
        } else {
          event.deprecated = readLine(part, diagnostics_).value_or("");
        }
      } else {
        reportUnknownKeyword(part, EVENT_NAME_KEYWORDS, diagnostics_);
      }
    }
    if (member.value.find("name") == nullptr) {
      diagnostics_.error("missing-keyword", member.keySpan,
                         inBackticks(member.key) + " has no `name`: add one, such as `name: user/signed-up`");
    }
  }

  void readName(const Member& member, Event& event) {
    event.nameSpan = member.value.span;
    if (member.value.kind != Kind::string) {
      reportWrongKind(member, "a string", diagnostics_);
    } else if (const std::string problem = checkEventName(member.value.scalar); !problem.empty()) {
      diagnostics_.error("invalid-event-name", member.value.span, problem);
    } else {
      event.name = member.value.scalar;
    }
  }

  void readReserved(const Member& member) {
    if (member.value.kind != Kind::sequence) return reportWrongKind(member, "a list of names of events", diagnostics_);
    for (const YamlNode& item : member.value.items) {
      if (item.kind != Kind::string)
        reportWrongKind(item, "an item of `reserved`", "a string, the name of an event", diagnostics_);
      else
        draft_.reserved.push_back({item.scalar, item.span});
    }
  }

  void readSeverities(const Member& member) {
    if (!expectMapping(member, "a mapping from rules to `error`, `warning` or `off`", diagnostics_)) return;
    for (const Member& rule : member.value.members) {
      const YamlNode& value = rule.value;
      if (value.kind == Kind::string &&
          (value.scalar == "error" || value.scalar == "warning" || value.scalar == "off")) {
        const Severity severity = value.scalar == "error"     ? Severity::error
                                  : value.scalar == "warning" ? Severity::warning
                                                              : Severity::off;
        draft_.severities.emplace(rule.key, Spanned<Severity>{severity, rule.keySpan});
      } else if (value.kind == Kind::string) {
        diagnostics_.error(
            "wrong-kind", value.span,
            inBackticks(value.scalar) + " is no severity" + suggestion(value.scalar, {"error", "warning", "off"}) +
                (suggestion(value.scalar, {"error", "warning", "off"}).empty() ? ": write `error`, `warning` or `off`"
                                                                               : ""));
      } else {
        reportWrongKind(rule, "`error`, `warning` or `off`", diagnostics_);
      }
    }
  }

  const SourceFile& file_;
  EventsDraft& draft_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::string checkEventName(std::string_view name) {
  if (name.empty()) return "the name of an event cannot be empty";
  if (name.size() > MAX_EVENT_NAME) {
    return "the name of an event has at most " + std::to_string(MAX_EVENT_NAME) + " bytes, and this has " +
           std::to_string(name.size());
  }
  if (name.starts_with(RESERVED_PREFIX))
    return "names that begin with `inngest/` are the runtime's own: choose another";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F)
      return "the name of an event has no spaces, line ends or other control characters";
    if (c == '*') return "the name of an event has no `*`, which stands for any text in the trigger of a handler";
    if (c == '"' || c == '\\') return "the name of an event has neither quotes nor `\\`";
  }
  return {};
}

EventsDraft readEventsFile(const SourceFile& file) {
  EventsDraft draft;
  YamlNode root;
  draft.readable = file.usable() && readYaml(file, root, draft.diagnostics);
  if (draft.readable) EventsFileReader(file, draft).read(root);
  return draft;
}

}  // namespace event_codegen
