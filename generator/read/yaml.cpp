#include "read/yaml.hpp"

#include "read/core_schema.hpp"
#include "read/file.hpp"
#include "read/text.hpp"
#include "read/yaml_errors.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>

namespace event_codegen {
namespace {

/// Thrown through yaml-cpp to stop it, once what is wrong has been reported.
struct StopReading {};

/// Lets yaml-cpp read a text in place.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a get area is never written to
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceFile& file, YamlNode& root, Diagnostics& diagnostics)
      : file_(file), text_(file.text()), root_(root), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    diagnostics_.error("multiple-documents", spanOf(mark),
                       "a second document begins here: a file holds one document; remove the `---`");
    throw StopReading{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node;
    node.span = spanOf(mark);
    const std::string_view rest = restFrom(mark);
    for (const std::string_view spelling : {"null", "Null", "NULL", "~"}) {
      if (rest.starts_with(spelling)) {
        node.scalar = spelling;
        node.span.length = static_cast<std::uint32_t>(spelling.size());
      }
    }
    // A value that is not there is complained about at its key.
    if (node.scalar.empty() && !stack_.empty() && stack_.back().hasKey) node.span = stack_.back().keySpan;
    finish(std::move(node), anchor, Counts{1, 1});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node;
    const std::size_t begin = skipProperties(mark, tag, anchor);
    const char first = begin < text_.size() ? text_[begin] : ' ';
    const bool explicitString = tag == "tag:yaml.org,2002:str";
    node.quoted = tag == "!" || explicitString;
    node.kind = node.quoted ? YamlNode::Kind::string : resolvePlainScalar(value);
    node.span = spanFrom(mark, begin, scalarLength(begin, first, value));
    node.scalar = value;
    if (tag != "?" && tag != "!" && !tag.empty() && !explicitString) reportTag(spanOf(mark), tag);
    finish(std::move(node), anchor, Counts{1, 1});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(YamlNode::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(YamlNode::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

  /// Something that was reported is missing from the tree.
  bool damaged() const noexcept { return damaged_; }
  /// Where the innermost `{` or `[` begins that is not closed.
  Span openBracket() const noexcept {
    if (stack_.empty()) return {};
    const Span& span = stack_.back().node.span;
    const std::string_view line = file_.line(span.line);
    const bool bracket = span.column <= line.size() && (line[span.column - 1] == '{' || line[span.column - 1] == '[');
    return bracket ? span : Span{};
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Span span = spanOf(mark);
    span.length = static_cast<std::uint32_t>(std::min(restFrom(mark).find_first_of(" \t\r\n,]}:"), std::size_t{64}));
    if (anchor >= anchors_.size() || !anchors_[anchor].complete) {
      diagnostics_.error("alias-cycle", span, "this alias stands within the value that it names: write the value out");
      throw StopReading{};
    }
    const Anchored& anchored = anchors_[anchor];
    expanded_ += anchored.counts.nodes;
    if (expanded_ > MAX_ALIAS_NODES) {
      diagnostics_.error("alias-expansion", span,
                         "the aliases of this file expand to more than " + std::to_string(MAX_ALIAS_NODES) +
                             " values: write them out, or use fewer");
      throw StopReading{};
    }
    checkDepth(span, stack_.size() + anchored.counts.height);
    const bool isKey = !stack_.empty() && stack_.back().awaitsKey();
    YamlNode copy = anchored.node;
    if (isKey) copy.span = span;  // places within a repeated value are those where it was written
    finish(std::move(copy), 0, anchored.counts);
  }

 private:
  struct Counts {
    std::size_t nodes = 0, height = 0;
  };
  struct Anchored {
    YamlNode node;
    Counts counts;
    bool complete = false;
  };
  /// A collection under construction.
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    Counts counts;
    bool isKey = false;   ///< it stands where a key should
    bool hasKey = false;  ///< a mapping whose next value belongs to `key`
    bool dropValue = false;
    std::string key;
    Span keySpan;
    std::unordered_map<std::string, Span> keys;  ///< only once there are many

    bool awaitsKey() const noexcept { return node.kind == YamlNode::Kind::mapping && !hasKey; }
  };

  Span spanOf(const YAML::Mark& mark) const noexcept {
    return {&file_, static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1, 1};
  }
  /// The place of something that begins on the mark's line, or further down after its tag and anchor.
  Span spanFrom(const YAML::Mark& mark, std::size_t begin, std::size_t length) const noexcept {
    const auto position = static_cast<std::size_t>(mark.pos);
    if (begin == position) {
      Span span = spanOf(mark);
      span.length = static_cast<std::uint32_t>(length);
      return span;
    }
    return spanAt(file_, begin, static_cast<std::uint32_t>(length));
  }
  std::string_view restFrom(const YAML::Mark& mark) const noexcept {
    return text_.substr(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size()));
  }

  /// yaml-cpp's mark of a node is that of its tag or anchor, if it has one.
  std::size_t skipProperties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const noexcept {
    std::size_t at = text_.size() - restFrom(mark).size();
    const bool tagged = tag != "?" && !tag.empty();
    if (anchor == 0 && !tagged) return at;
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      at = std::min(text_.find_first_of(" \t\r\n", at), text_.size());
      at = std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
    }
    return at;
  }

  /// How many bytes of its first line a scalar takes. yaml-cpp takes the end of the file for a closing quote; we do
  /// not.
  std::size_t scalarLength(std::size_t begin, char first, const std::string& value) {
    // A line may be as long as the file: its end is looked for only where it matters.
    const std::string_view rest = text_.substr(std::min(begin, text_.size()));
    if (first == '|' || first == '>') return 1;
    if (first != '"' && first != '\'') {
      if (rest.starts_with(value)) return std::max<std::size_t>(value.size(), 1);
      return std::min(rest.find_first_of("\r\n"), rest.size());
    }
    std::size_t lineLength = rest.size();
    for (std::size_t at = 1; at < rest.size(); ++at) {
      if (rest[at] == '\n' || rest[at] == '\r') {
        lineLength = std::min(lineLength, at);
      } else if (first == '"' && rest[at] == '\\') {
        ++at;
      } else if (rest[at] == first) {
        if (first == '\'' && rest.substr(at + 1).starts_with('\'')) {
          ++at;
        } else {
          return std::min(at + 1, lineLength);
        }
      }
    }
    diagnostics_.error("malformed-yaml", spanAt(file_, begin),
                       "the text in quotes that begins here does not end: add the closing quote");
    throw StopReading{};
  }

  void reportTag(const Span& span, std::string_view tag) {
    const std::string_view standard = "tag:yaml.org,2002:";
    const std::string name =
        tag.starts_with(standard) ? "!!" + std::string(tag.substr(standard.size())) : std::string(tag);
    diagnostics_.error("unsupported-tag", span, "tags such as " + inBackticks(name) + " mean nothing here: remove it");
  }

  void checkDepth(const Span& span, std::size_t depth) {
    if (depth <= MAX_YAML_DEPTH) return;
    diagnostics_.error("too-deep", span,
                       "nested deeper than " + std::to_string(MAX_YAML_DEPTH) + " levels: give inner types names");
    throw StopReading{};
  }

  void begin(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const Span span = spanOf(mark);
    checkDepth(span, stack_.size() + 1);
    if (tag != "?" && tag != "!" && !tag.empty()) reportTag(span, tag);
    const bool isKey = !stack_.empty() && stack_.back().awaitsKey();
    if (isKey) reportBadKey(span, kind);
    if (anchor != 0) reserveAnchor(anchor);
    Frame& frame = stack_.emplace_back();
    frame.node.kind = kind;
    frame.node.span = span;
    frame.anchor = anchor;
    frame.isKey = isKey;
    frame.counts = {1, 1};
  }

  void end() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.isKey) {
      stack_.back().hasKey = stack_.back().dropValue = true;
      return;
    }
    finish(std::move(frame.node), frame.anchor, frame.counts);
  }

  void reportBadKey(const Span& span, YamlNode::Kind kind) {
    diagnostics_.error("bad-key", span, "a key must be a string, not " + std::string(describe(kind)));
    damaged_ = true;
  }

  void reserveAnchor(YAML::anchor_t anchor) {
    if (anchor >= anchors_.size()) anchors_.resize(anchor + 1);
  }

  /// A node is complete: it becomes the document, an item, a key or a value.
  void finish(YamlNode node, YAML::anchor_t anchor, const Counts& counts) {
    if (anchor != 0) {
      reserveAnchor(anchor);
      anchors_[anchor] = {node, counts, true};
    }
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    frame.counts.nodes += counts.nodes;
    frame.counts.height = std::max(frame.counts.height, counts.height + 1);
    if (frame.node.kind == YamlNode::Kind::sequence) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.hasKey) {
      takeKey(frame, std::move(node));
    } else {
      frame.hasKey = false;
      if (!frame.dropValue) frame.node.members.push_back({std::move(frame.key), frame.keySpan, std::move(node)});
    }
  }

  void takeKey(Frame& frame, YamlNode key) {
    frame.hasKey = true;
    frame.dropValue = true;
    if (!key.isScalar()) return reportBadKey(key.span, key.kind);
    if (key.kind == YamlNode::Kind::null && key.scalar.empty()) {
      diagnostics_.error("bad-key", key.span, "a key is missing before the `:`");
      damaged_ = true;
      return;
    }
    if (key.scalar == "<<" && !key.quoted) {
      diagnostics_.error("unsupported-merge-key", key.span,
                         "merge keys (`<<`) are YAML 1.1 and not supported: write the keys out, or use a named type");
      damaged_ = true;
      return;
    }
    if (const Span* first = findKey(frame, key)) {
      diagnostics_
          .error("duplicate-key", key.span,
                 "the key " + inBackticks(key.scalar) + " is here twice: remove or rename one")
          .notes.push_back({*first, "first given here"});
      return;
    }
    frame.dropValue = false;
    frame.key = std::move(key.scalar);
    frame.keySpan = key.span;
  }

  /// Where a mapping has a key already. Small mappings are searched, large ones keep a table.
  static const Span* findKey(Frame& frame, const YamlNode& key) {
    constexpr std::size_t MANY = 24;
    const auto& members = frame.node.members;
    if (members.size() < MANY) {
      const auto found =
          std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.key == key.scalar; });
      return found == members.end() ? nullptr : &found->keySpan;
    }
    if (frame.keys.empty()) {
      for (const auto& member : members) frame.keys.emplace(member.key, member.keySpan);
    }
    const auto [entry, isNew] = frame.keys.emplace(key.scalar, key.span);
    return isNew ? nullptr : &entry->second;
  }

  const SourceFile& file_;
  std::string_view text_;
  YamlNode& root_;
  Diagnostics& diagnostics_;
  std::vector<Frame> stack_;
  std::vector<Anchored> anchors_;
  std::size_t expanded_ = 0;
  int documents_ = 0;
  bool damaged_ = false;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const noexcept {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string_view describe(YamlNode::Kind kind) noexcept {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::boolean:
      return "a boolean";
    case YamlNode::Kind::integer:
      return "an integer";
    case YamlNode::Kind::number:
      return "a number";
    case YamlNode::Kind::string:
      return "a string";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::mapping:
      return "a mapping";
  }
  return {};
}

bool readYaml(const SourceFile& file, YamlNode& root, Diagnostics& diagnostics) {
  TextBuffer buffer(file.text());
  std::istream stream(&buffer);
  TreeBuilder builder(file, root, diagnostics);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return !builder.damaged();
  } catch (const StopReading&) {
  } catch (const YAML::Exception& error) {
    reportMalformedYaml(file, static_cast<std::size_t>(std::max(error.mark.pos, 0)), error.msg, builder.openBracket(),
                        diagnostics);
  }
  return false;
}

YamlNode readYaml(const SourceFile& file, Diagnostics& diagnostics) {
  YamlNode root;
  readYaml(file, root, diagnostics);
  return root;
}

}  // namespace event_codegen
