#pragma once

#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace event_codegen {

/// A YAML value with the place of every part. YAML 1.2 core schema: `yes`, `on`, `no` are strings; a quoted scalar is
/// a string.
struct YamlNode {
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, sequence, mapping };
  struct Member;

  Kind kind = Kind::null;
  bool quoted = false;
  Span span;                      ///< the scalar, or where the collection begins
  std::string scalar;             ///< the scalar's text, as written (unescaped)
  std::vector<YamlNode> items;    ///< of a sequence
  std::vector<Member> members;    ///< of a mapping, in the order of the file; keys are unique

  bool isScalar() const noexcept { return kind != Kind::sequence && kind != Kind::mapping; }
  /// The member's value, or nullptr.
  const YamlNode* find(std::string_view key) const noexcept;
};

struct YamlNode::Member {
  std::string key;
  Span keySpan;
  YamlNode value;
};

/// The kind in words, for messages: `a mapping`, `a string`.
std::string_view describe(YamlNode::Kind kind) noexcept;

/// Reads one document. Reports malformed YAML, text that is not UTF-8, duplicate keys, keys that are no scalars, aliases
/// that make a cycle or expand beyond a million nodes, and nesting deeper than 200; then what is returned is what could
/// be made out of it. Never throws because of the text.
YamlNode readYaml(const SourceFile& file, Diagnostics& diagnostics);

}  // namespace event_codegen
