#pragma once

#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstddef>
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
  Span span;                    ///< the scalar, or where the collection begins
  std::string scalar;           ///< the scalar's text, as written (unescaped)
  std::vector<YamlNode> items;  ///< of a sequence
  std::vector<Member> members;  ///< of a mapping, in the order of the file; keys are unique

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

/// Limits on hostile input.
inline constexpr std::size_t MAX_YAML_DEPTH = 200;
inline constexpr std::size_t MAX_ALIAS_NODES = 100'000;

/// Reads the one document of a usable() file into `root` (null for an empty one). Reports malformed YAML, duplicate
/// keys, keys that are no scalars, tags, aliases that make a cycle or expand to more than MAX_ALIAS_NODES, and nesting
/// deeper than MAX_YAML_DEPTH. False when the file could not be read to its end: `root` is then of no use. Never throws
/// because of the text.
bool readYaml(const SourceFile& file, YamlNode& root, Diagnostics& diagnostics);

/// The same, for when the end of the file does not matter.
YamlNode readYaml(const SourceFile& file, Diagnostics& diagnostics);

}  // namespace event_codegen
