#include "model/values.hpp"

#include "read/core_schema.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t SHORT_LIST = 10;  // more candidates are not listed

bool isNumeric(Kind kind) noexcept { return kind == Kind::integer || kind == Kind::number; }

std::string rangeText(std::int64_t minimum, std::int64_t maximum) {
  if (maximum == std::numeric_limits<std::int64_t>::max()) {
    return minimum == std::numeric_limits<std::int64_t>::min() ? "an integer of 64 bits"
                                                               : "an integer of at least " + std::to_string(minimum);
  }
  return "an integer from " + std::to_string(minimum) + " to " + std::to_string(maximum);
}

/// An integer, also one that is written as `5.0` or `1e3`.
std::optional<std::int64_t> integerOf(const YamlNode& node) noexcept {
  if (node.kind == Kind::integer) return toInt64(node.scalar);
  if (node.kind != Kind::number) return std::nullopt;
  const auto value = toFiniteDouble(node.scalar);
  if (!value || std::trunc(*value) != *value || std::abs(*value) > 9007199254740992.0) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

}  // namespace

void reportWrongKind(const YamlNode& node, std::string_view what, std::string_view expected, Diagnostics& diagnostics) {
  std::string message(what);
  if (node.kind == Kind::null && node.scalar.empty()) {
    message += " has no value: it must be " + std::string(expected);
  } else {
    message += " must be " + std::string(expected) + ", not " + std::string(describe(node.kind));
    if (node.kind == Kind::null) message = std::string(what) + " must be " + std::string(expected) + ", not null";
    const bool wantsString = expected.starts_with("a string");
    if (wantsString && node.isScalar() && node.kind != Kind::string) message += ": put it in quotes";
  }
  diagnostics.error("wrong-kind", node.span, std::move(message));
}

void reportWrongKind(const Member& member, std::string_view expected, Diagnostics& diagnostics) {
  reportWrongKind(member.value, inBackticks(member.key), expected, diagnostics);
}

bool expectMapping(const Member& member, std::string_view expected, Diagnostics& diagnostics) {
  if (member.value.kind == Kind::mapping) return true;
  reportWrongKind(member, expected, diagnostics);
  return false;
}

std::optional<std::string> readString(const Member& member, Diagnostics& diagnostics) {
  if (member.value.kind == Kind::string) return member.value.scalar;
  reportWrongKind(member, "a string", diagnostics);
  return std::nullopt;
}

std::optional<std::string> readLine(const Member& member, Diagnostics& diagnostics) {
  auto text = readString(member, diagnostics);
  if (!text) return std::nullopt;
  const bool oneLine =
      std::none_of(text->begin(), text->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!text->empty() && oneLine) return text;
  diagnostics.error("wrong-kind", member.value.span,
                    inBackticks(member.key) + (text->empty() ? " is empty" : " must be a single line"));
  return std::nullopt;
}

Spanned<std::string> readExpression(const Member& member, Diagnostics& diagnostics) {
  Spanned<std::string> expression{readString(member, diagnostics).value_or(""), member.value.span};
  if (member.value.kind == Kind::string && expression.value.empty())
    diagnostics.error("wrong-kind", member.value.span, inBackticks(member.key) + " is empty");
  return expression;
}

std::optional<bool> readBoolean(const Member& member, Diagnostics& diagnostics) {
  if (member.value.kind == Kind::boolean) return member.value.scalar[0] == 't' || member.value.scalar[0] == 'T';
  reportWrongKind(member, "true or false", diagnostics);
  return std::nullopt;
}

std::optional<std::int64_t> readInteger(const Member& member, std::int64_t minimum, std::int64_t maximum,
                                        Diagnostics& diagnostics) {
  if (!isNumeric(member.value.kind)) {
    reportWrongKind(member, rangeText(minimum, maximum), diagnostics);
    return std::nullopt;
  }
  const auto value = integerOf(member.value);
  if (value && *value >= minimum && *value <= maximum) return value;
  diagnostics.error(
      "out-of-range", member.value.span,
      inBackticks(member.key) + " must be " + rangeText(minimum, maximum) + ", not " + member.value.scalar);
  return std::nullopt;
}

std::optional<std::uint64_t> readCount(const Member& member, Diagnostics& diagnostics) {
  const auto value = readInteger(member, 0, std::numeric_limits<std::int64_t>::max(), diagnostics);
  return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

std::optional<WideInteger> readIntegerBound(const Member& member, int towardsInside, bool exclusive,
                                            Diagnostics& diagnostics) {
  const auto number = readNumber(member, diagnostics);
  if (!number) return std::nullopt;
  const WideInteger step = exclusive ? towardsInside : 0;
  if (member.value.kind == Kind::integer) {
    if (const auto value = toInt64(member.value.scalar)) return *value + step;
    if (const auto value = toUint64(member.value.scalar)) return *value + step;
  }
  constexpr double BEYOND = 18446744073709551616.0;  // 2^64
  const double rounded = towardsInside > 0 ? std::ceil(*number) : std::floor(*number);
  const auto value = static_cast<WideInteger>(std::clamp(rounded, -BEYOND, BEYOND));
  return rounded == *number ? value + step : value;
}

std::optional<std::uint64_t> readDivisor(const Member& member, Diagnostics& diagnostics) {
  if (member.value.kind == Kind::integer) {
    const auto value = toUint64(member.value.scalar);
    if (value && *value > 0) return value;
  }
  const auto value = readInteger(member, 1, std::numeric_limits<std::int64_t>::max(), diagnostics);
  return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

std::string toText(WideInteger value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const auto digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<double> readNumber(const Member& member, Diagnostics& diagnostics) {
  if (!isNumeric(member.value.kind)) {
    reportWrongKind(member, "a number", diagnostics);
    return std::nullopt;
  }
  const auto value = toFiniteDouble(member.value.scalar);
  if (!value) {
    diagnostics.error(
        "out-of-range", member.value.span,
        inBackticks(member.key) + " must be a finite number that a double can hold, not " + member.value.scalar);
  }
  return value;
}

void reportUnknownKeyword(const Member& member, const Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const auto unsupported = std::find_if(vocabulary.unsupported.begin(), vocabulary.unsupported.end(),
                                        [&](const UnsupportedKeyword& entry) { return entry.name == member.key; });
  if (unsupported != vocabulary.unsupported.end()) {
    std::string message = inBackticks(member.key) + " is not supported by this version of event_codegen";
    if (!unsupported->remedy.empty()) message += ": " + std::string(unsupported->remedy);
    diagnostics.error("unsupported-keyword", member.keySpan, std::move(message));
    return;
  }
  const std::vector<std::string_view> candidates(vocabulary.known.begin(), vocabulary.known.end());
  std::string message = inBackticks(member.key) + " is no keyword of " + std::string(vocabulary.where);
  if (std::string meant = suggestion(member.key, candidates); !meant.empty()) {
    message += meant;
  } else if (candidates.size() <= SHORT_LIST) {
    message += "; its keywords are ";
    for (std::size_t index = 0; index < candidates.size(); ++index) {
      message += (index == 0 ? "" : ", ") + std::string(candidates[index]);
    }
  }
  diagnostics.error("unknown-keyword", member.keySpan, std::move(message));
}

bool isUnheardOf(const Member& member, const Vocabulary& vocabulary) {
  const bool unsupported = std::any_of(vocabulary.unsupported.begin(), vocabulary.unsupported.end(),
                                       [&](const UnsupportedKeyword& entry) { return entry.name == member.key; });
  return !unsupported && didYouMean(member.key, {vocabulary.known.begin(), vocabulary.known.end()}).empty();
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view meant = didYouMean(word, candidates);
  return meant.empty() ? std::string() : ": did you mean " + inBackticks(meant) + "?";
}

}  // namespace event_codegen
