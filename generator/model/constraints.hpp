#pragma once

#include "model/keywords.hpp"
#include "model/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace event_codegen {

/// How large the patterns of an application may be in all, in RE2's instructions: some seconds' work.
inline constexpr std::size_t MAX_PATTERN_INSTRUCTIONS = 2'000'000;

/// Compiles patterns with RE2, as the runtime does, each once.
class PatternCache {
 public:
  /// What is wrong with a pattern and what to do; empty if nothing is.
  std::string check(const std::string& pattern);

 private:
  std::unordered_set<std::string> good_;
  std::size_t instructions_ = 0;
  bool told_ = false;  ///< that they are too many
};

/// The format of a name as in JSON Schema; StringFormat::none where it is none.
StringFormat stringFormat(std::string_view name) noexcept;

/// These read the keywords that a schema of the class may have, and report bounds that no value can meet.
void readStringConstraints(const SchemaKeywords& keywords, StringConstraints& out, PatternCache& patterns,
                           Diagnostics& diagnostics);
void readIntegerConstraints(const SchemaKeywords& keywords, IntegerConstraints& out, Diagnostics& diagnostics);
void readNumberConstraints(const SchemaKeywords& keywords, NumberConstraints& out, Diagnostics& diagnostics);
void readArrayBounds(const SchemaKeywords& keywords, ArrayShape& out, Diagnostics& diagnostics);
void readKeyCounts(const Member* minimum, const Member* maximum, EntryConstraints& out, Diagnostics& diagnostics);

/// The least and the greatest integer of a width.
std::pair<WideInteger, WideInteger> rangeOf(IntegerWidth width) noexcept;
/// Whether a multiple of `divisor`, which is at least 1, lies between two integers, `low` not above `high`.
bool hasMultiple(WideInteger low, WideInteger high, WideInteger divisor) noexcept;

}  // namespace event_codegen
