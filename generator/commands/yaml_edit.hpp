#pragma once

#include "read/source.hpp"
#include "read/yaml.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace event_codegen {

/// The text of a YAML file with a member added at the end of one of its top-level mappings, such as `events:`, and all
/// else, comments too, as it was. `member` is the member's lines, indented as if they stood at the left margin. The
/// mapping is added where it is missing.
/// Nothing where the mapping is written in a way that this cannot extend: in braces, or through an alias.
std::optional<std::string> addToMapping(const SourceFile& file, const YamlNode& document, std::string_view mapping,
                                        std::string_view member);

}  // namespace event_codegen
