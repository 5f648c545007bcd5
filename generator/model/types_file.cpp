#include "model/constraints.hpp"
#include "model/draft.hpp"
#include "model/handler_reader.hpp"
#include "model/keywords.hpp"
#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <filesystem>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

/// The folder that a types.yaml lies in.
std::string folderName(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty() || folder.filename() == "." || folder.filename() == "..") {
    std::error_code error;
    folder = std::filesystem::absolute(path, error).lexically_normal().parent_path();
  }
  return folder.filename().string();
}

class TypesFileReader {
 public:
  TypesFileReader(FeatureDraft& draft, PatternCache& patterns)
      : draft_(draft), diagnostics_(draft.diagnostics), schemas_(draft, patterns) {}

  void read(const YamlNode& root) {
    if (root.kind == Kind::null) return readName(root);  // a feature that has nothing yet
    if (root.kind != Kind::mapping) {
      draft_.readable = false;
      reportWrongKind(root, "types.yaml", "a mapping with `types`, `events` and `handlers`", diagnostics_);
      return;
    }
    readName(root);
    // Types come first, whatever the order of the file: what they are called is known to all the others.
    const Member* events = nullptr;
    const Member* handlers = nullptr;
    for (const Member& member : root.members) {
      if (member.key == "types") {
        if (expectPart(member, "a mapping from names to schemas")) schemas_.readTypes(member.value);
      } else if (member.key == "events") {
        events = &member;
      } else if (member.key == "handlers") {
        handlers = &member;
      } else if (member.key != "feature") {
        reportUnknownKeyword(member, TYPES_FILE_KEYWORDS, diagnostics_);
      }
    }
    if (events != nullptr && expectPart(*events, "a mapping from constants to events")) {
      for (const Member& member : events->value.members) readEvent(member);
    }
    if (handlers != nullptr && expectPart(*handlers, "a mapping from ids to handlers")) {
      for (const Member& member : handlers->value.members)
        draft_.handlers.push_back(readHandler(member, schemas_, diagnostics_));
    }
  }

 private:
  bool expectPart(const Member& member, std::string_view expected) {
    if (expectMapping(member, expected, diagnostics_)) return true;
    draft_.readable = false;
    return false;
  }

  void readName(const YamlNode& root) {
    const auto member = std::find_if(root.members.begin(), root.members.end(),
                                     [](const Member& part) { return part.key == "feature"; });
    if (member != root.members.end()) {
      draft_.span = member->value.span;
      const auto name = readLine(*member, diagnostics_);
      if (!name) return;
      draft_.name = *name;
    } else {
      draft_.span = {draft_.file, 0, 0, 0};
      draft_.name = folderName(draft_.file->path());
    }
    if (isFeatureName(draft_.name) && draft_.name.size() <= 128) return;
    diagnostics_.error(
        "invalid-name", draft_.span,
        (member != root.members.end() ? inBackticks(draft_.name)
                                      : "the folder " + inBackticks(draft_.name) + ", which names the feature,") +
            " cannot be the name of a feature: use small letters, digits, `_` and `-`, a letter first" +
            (member != root.members.end() ? "" : ", or add `feature:`"));
  }

  void readEvent(const Member& member) {
    EventDraft event;
    event.constant = member.key;
    event.span = member.keySpan;
    if (!isConstantName(member.key)) {
      diagnostics_.error(
          "invalid-name", member.keySpan,
          inBackticks(member.key) +
              " cannot be the constant of an event: use capitals, digits and single `_`, as in `USER_SIGNED_UP`");
      return;
    }
    if (member.value.kind == Kind::mapping) {
      for (const Member& part : member.value.members) {
        if (part.key == "description")
          event.description = readString(part, diagnostics_).value_or("");
        else if (part.key == "version")
          event.version = readVersion(part);
        else if (std::find(EVENT_KEYWORDS.known.begin(), EVENT_KEYWORDS.known.end(), part.key) ==
                 EVENT_KEYWORDS.known.end())
          reportUnknownKeyword(part, EVENT_KEYWORDS, diagnostics_);
      }
      event.payload = schemas_.readPayload(event.constant, event.span, member.value);
      if (event.payload != nullptr) readBesidePayload(member.value, event);
    } else {
      reportWrongKind(member, "a mapping with `data`", diagnostics_);
    }
    draft_.events.push_back(std::move(event));
  }

  /// The rules and examples of a payload.
  void readBesidePayload(const YamlNode& node, EventDraft& event) {
    event.payload->description = event.description;
    event.payload->isPayload = true;
    for (const Member& part : node.members) {
      if (part.key == "rules") {
        if (part.value.kind != Kind::sequence)
          reportWrongKind(part, "a list of mappings with `check` and `message`", diagnostics_);
        for (const YamlNode& item : part.value.items) readRule(item, *event.payload);
      } else if (part.key == "examples") {
        if (part.value.kind != Kind::sequence) reportWrongKind(part, "a list of payloads", diagnostics_);
        for (const YamlNode& item : part.value.items)
          draft_.values.push_back({"examples", nullptr, event.payload, item});
      }
    }
  }

  void readRule(const YamlNode& node, NamedType& payload) {
    PayloadRule rule;
    if (node.kind == Kind::string) {
      rule.check = node.scalar;
      rule.span = node.span;
    } else if (node.kind == Kind::mapping) {
      for (const Member& part : node.members) {
        if (part.key == "check") {
          rule.check = readString(part, diagnostics_).value_or("");
          rule.span = part.value.span;
        } else if (part.key == "message") {
          rule.message = readLine(part, diagnostics_).value_or("");
        } else {
          reportUnknownKeyword(part, RULE_KEYWORDS, diagnostics_);
        }
      }
      if (node.find("check") == nullptr) {
        diagnostics_.error("missing-keyword", node.span,
                           "a rule needs `check`: an expression such as `size(data.tags) <= 20`");
        return;
      }
    } else {
      return reportWrongKind(node, "a rule", "a mapping with `check` and `message`", diagnostics_);
    }
    if (rule.span.known()) payload.rules.push_back(std::move(rule));
  }

  /// A version is text, but `1.10` needs no quotes: it is taken as it is written.
  std::string readVersion(const Member& member) {
    if (member.value.kind == Kind::integer || member.value.kind == Kind::number) return member.value.scalar;
    return readLine(member, diagnostics_).value_or("");
  }

  FeatureDraft& draft_;
  Diagnostics& diagnostics_;
  SchemaReader schemas_;
};

}  // namespace

FeatureDraft readTypesFile(const SourceFile& file, PatternCache& patterns) {
  FeatureDraft draft;
  draft.file = &file;
  YamlNode root;
  draft.readable = file.usable() && readYaml(file, root, draft.diagnostics);
  if (draft.readable) TypesFileReader(draft, patterns).read(root);
  return draft;
}

}  // namespace event_codegen
