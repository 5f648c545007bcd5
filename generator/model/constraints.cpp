#include "model/constraints.hpp"

#include "read/core_schema.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace event_codegen {
namespace {

/// The runtime's, with their names in schemas.
const auto FORMATS = [] {
  constexpr auto FIRST = static_cast<std::size_t>(StringFormat::uuid);
  std::array<std::pair<std::string_view, StringFormat>, static_cast<std::size_t>(StringFormat::semver)> formats;
  for (std::size_t index = 0; index < formats.size(); ++index) {
    const auto format = static_cast<StringFormat>(FIRST + index);
    formats[index] = {toString(format), format};
  }
  return formats;
}();

constexpr auto WIDTHS = std::to_array<std::pair<std::string_view, IntegerWidth>>({
    {"int32", IntegerWidth::int32},
    {"uint32", IntegerWidth::uint32},
    {"int64", IntegerWidth::int64},
    {"uint64", IntegerWidth::uint64},
});

void reportContradiction(const Member& at, const Member* other, std::string message, Diagnostics& diagnostics) {
  Diagnostic& diagnostic = diagnostics.error("contradictory-bounds", at.value.span, std::move(message));
  if (other != nullptr && other != &at) diagnostic.notes.push_back({other->value.span, "because of this"});
}

void checkCounts(const Member* minimum, const Member* maximum, const std::optional<std::uint64_t>& low,
                 const std::optional<std::uint64_t>& high, std::string_view what, Diagnostics& diagnostics) {
  if (!low || !high || *low <= *high) return;
  reportContradiction(*maximum, minimum,
                      "no " + std::string(what) + " has at least " + std::to_string(*low) + " and at most " +
                          counted(*high, what == "string"  ? "character"
                                         : what == "array" ? "item"
                                                           : "key"),
                      diagnostics);
}

void unknownFormat(const Member& member, const std::vector<std::string_view>& candidates, std::string_view what,
                   Diagnostics& diagnostics) {
  std::string message = inBackticks(member.value.scalar) + " is no format of " + std::string(what);
  const std::string meant = suggestion(member.value.scalar, candidates);
  if (!meant.empty()) {
    message += meant;
  } else {
    message += "; its formats are ";
    for (std::size_t index = 0; index < candidates.size(); ++index) {
      message += (index == 0 ? "" : ", ") + std::string(candidates[index]);
    }
  }
  diagnostics.error("unknown-format", member.value.span, std::move(message));
}

template <class Table>
std::vector<std::string_view> namesOf(const Table& table) {
  std::vector<std::string_view> names;
  for (const auto& entry : table) names.push_back(entry.first);
  return names;
}

/// The bound that a pair such as `minimum` and `exclusiveMinimum` comes to: the stricter one.
struct Bound {
  std::optional<WideInteger> value;
  const Member* member = nullptr;
};

/// `towardsInside`: 1 for a lower bound, -1 for an upper one.
Bound readBound(const SchemaKeywords& keywords, Keyword inclusive, Keyword exclusive, int towardsInside,
                Diagnostics& diagnostics) {
  Bound bound;
  if (const Member* member = keywords.get(inclusive)) {
    bound = {readIntegerBound(*member, towardsInside, false, diagnostics), member};
  }
  if (const Member* member = keywords.get(exclusive)) {
    const auto value = readIntegerBound(*member, towardsInside, true, diagnostics);
    const bool stricter =
        value && (!bound.value || (towardsInside > 0 ? *value > *bound.value : *value < *bound.value));
    if (stricter) bound = {value, member};
  }
  return bound;
}

}  // namespace

std::pair<WideInteger, WideInteger> rangeOf(IntegerWidth width) noexcept {
  switch (width) {
    case IntegerWidth::int32:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    case IntegerWidth::uint32:
      return {0, std::numeric_limits<std::uint32_t>::max()};
    case IntegerWidth::int64:
      return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    case IntegerWidth::uint64:
      return {0, std::numeric_limits<std::uint64_t>::max()};
  }
  return {};
}

bool hasMultiple(WideInteger low, WideInteger high, WideInteger divisor) noexcept {
  if (low <= 0 && high >= 0) return true;
  if (low > 0) return high - high % divisor >= low;
  return low - low % divisor <= high;
}

StringFormat stringFormat(std::string_view name) noexcept {
  for (const auto& [known, format] : FORMATS) {
    if (known == name) return format;
  }
  return StringFormat::none;
}

void readStringConstraints(const SchemaKeywords& keywords, StringConstraints& out, PatternCache& patterns,
                           Diagnostics& diagnostics) {
  if (const Member* member = keywords.get(Keyword::format); member && readString(*member, diagnostics)) {
    const StringFormat format = stringFormat(member->value.scalar);
    if (format == StringFormat::none) {
      unknownFormat(*member, namesOf(FORMATS), "a string", diagnostics);
    } else if (out.format != StringFormat::none && out.format != format) {
      diagnostics.error("contradictory-bounds", member->value.span, "the type has another format already");
    }
    out.format = format;
  }
  const auto count = [&](Keyword keyword, std::optional<std::uint64_t>& value) {
    if (const Member* member = keywords.get(keyword)) value = readCount(*member, diagnostics);
  };
  const auto text = [&](Keyword keyword, std::optional<std::string>& value) {
    if (const Member* member = keywords.get(keyword)) value = readString(*member, diagnostics);
  };
  count(Keyword::minLength, out.minLength);
  count(Keyword::maxLength, out.maxLength);
  checkCounts(keywords.get(Keyword::minLength), keywords.get(Keyword::maxLength), out.minLength, out.maxLength,
              "string", diagnostics);
  std::optional<std::string> pattern;
  text(Keyword::pattern, pattern);
  if (pattern) {
    out.patterns.push_back(*pattern);
    if (const std::string error = patterns.check(*pattern); !error.empty()) {
      diagnostics.error("invalid-pattern", keywords.get(Keyword::pattern)->value.span, error);
    }
  }
  text(Keyword::startsWith, out.startsWith);
  text(Keyword::endsWith, out.endsWith);
  text(Keyword::includes, out.includes);
  if (!out.maxLength) return;
  for (const auto& [keyword, value] :
       {std::pair(Keyword::startsWith, &out.startsWith), std::pair(Keyword::endsWith, &out.endsWith),
        std::pair(Keyword::includes, &out.includes)}) {
    if (*value && countCodePoints(**value) > *out.maxLength) {
      reportContradiction(*keywords.get(keyword), keywords.get(Keyword::maxLength),
                          "this is longer than a string of at most " + counted(*out.maxLength, "character") + " can be",
                          diagnostics);
    }
  }
}

void readIntegerConstraints(const SchemaKeywords& keywords, IntegerConstraints& out, Diagnostics& diagnostics) {
  if (const Member* member = keywords.get(Keyword::format); member && readString(*member, diagnostics)) {
    const auto* const width = std::find_if(WIDTHS.begin(), WIDTHS.end(),
                                           [&](const auto& entry) { return entry.first == member->value.scalar; });
    if (width == WIDTHS.end())
      unknownFormat(*member, namesOf(WIDTHS), "an integer", diagnostics);
    else
      out.width = width->second;
  }
  const Bound low = readBound(keywords, Keyword::minimum, Keyword::exclusiveMinimum, 1, diagnostics);
  const Bound high = readBound(keywords, Keyword::maximum, Keyword::exclusiveMaximum, -1, diagnostics);
  const Member* divisor = keywords.get(Keyword::multipleOf);
  if (divisor) out.multipleOf = readDivisor(*divisor, diagnostics);

  const auto [narrowest, widest] = rangeOf(out.width);
  const WideInteger first = std::max(low.value.value_or(narrowest), narrowest);
  const WideInteger last = std::min(high.value.value_or(widest), widest);
  if (low.value >= narrowest) out.minimum = low.value;
  if (high.value <= widest) out.maximum = high.value;
  if (first > last) {
    const Member* at = high.value ? high.member : low.member;
    reportContradiction(*at, low.value ? low.member : nullptr,
                        "no integer of this type is at least " + toText(first) + " and at most " + toText(last),
                        diagnostics);
  } else if (out.multipleOf && !hasMultiple(first, last, *out.multipleOf)) {
    reportContradiction(*divisor, nullptr,
                        "no multiple of " + std::to_string(*out.multipleOf) + " is at least " + toText(first) +
                            " and at most " + toText(last),
                        diagnostics);
  }
}

void readNumberConstraints(const SchemaKeywords& keywords, NumberConstraints& out, Diagnostics& diagnostics) {
  const auto read = [&](Keyword keyword, std::optional<double>& value) {
    if (const Member* member = keywords.get(keyword)) value = readNumber(*member, diagnostics);
  };
  read(Keyword::minimum, out.minimum);
  read(Keyword::maximum, out.maximum);
  read(Keyword::exclusiveMinimum, out.exclusiveMinimum);
  read(Keyword::exclusiveMaximum, out.exclusiveMaximum);
  read(Keyword::multipleOf, out.multipleOf);
  if (out.multipleOf && !(*out.multipleOf > 0)) {
    diagnostics.error("out-of-range", keywords.get(Keyword::multipleOf)->value.span,
                      "`multipleOf` must be greater than 0");
  }
  const auto compare = [&](const std::optional<double>& low, Keyword lowKeyword, const std::optional<double>& high,
                           Keyword highKeyword, bool mayBeEqual) {
    if (!low || !high || *low < *high || (mayBeEqual && *low == *high)) return;
    const Member* lowMember = keywords.get(lowKeyword);
    const Member* highMember = keywords.get(highKeyword);
    reportContradiction(*highMember, lowMember,
                        "no number meets both `" + lowMember->key + ": " + lowMember->value.scalar + "` and `" +
                            highMember->key + ": " + highMember->value.scalar + "`",
                        diagnostics);
  };
  compare(out.minimum, Keyword::minimum, out.maximum, Keyword::maximum, true);
  compare(out.minimum, Keyword::minimum, out.exclusiveMaximum, Keyword::exclusiveMaximum, false);
  compare(out.exclusiveMinimum, Keyword::exclusiveMinimum, out.maximum, Keyword::maximum, false);
  compare(out.exclusiveMinimum, Keyword::exclusiveMinimum, out.exclusiveMaximum, Keyword::exclusiveMaximum, false);
}

void readArrayBounds(const SchemaKeywords& keywords, ArrayShape& out, Diagnostics& diagnostics) {
  if (const Member* member = keywords.get(Keyword::minItems)) out.minItems = readCount(*member, diagnostics);
  if (const Member* member = keywords.get(Keyword::maxItems)) out.maxItems = readCount(*member, diagnostics);
  if (const Member* member = keywords.get(Keyword::uniqueItems)) {
    out.uniqueItems = readBoolean(*member, diagnostics).value_or(false);
  }
  checkCounts(keywords.get(Keyword::minItems), keywords.get(Keyword::maxItems), out.minItems, out.maxItems, "array",
              diagnostics);
}

void readKeyCounts(const Member* minimum, const Member* maximum, EntryConstraints& out, Diagnostics& diagnostics) {
  if (minimum != nullptr) out.minProperties = readCount(*minimum, diagnostics);
  if (maximum != nullptr) out.maxProperties = readCount(*maximum, diagnostics);
  checkCounts(minimum, maximum, out.minProperties, out.maxProperties, "object", diagnostics);
}

}  // namespace event_codegen
