#pragma once

#include <event_runtime/codec/issue.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace event_runtime {

/// What simdjson does not tell about a text it refused.
struct TextScan {
  /// Why the text is no JSON, or is beyond a limit; empty if it only has integers that simdjson does not take.
  std::optional<Issue> issue;
  /// Where the integers end, in ascending order, that are beyond 64 bits.
  std::vector<std::size_t> longIntegerEnds;
};

/// Reads a text by the grammar of RFC 8259 up to the first thing wrong. Slow beside simdjson, and only for texts that
/// it refused.
TextScan scanText(std::string_view text, std::size_t maxDepth);

}  // namespace event_runtime
