#include "read/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace event_codegen {
namespace {

constexpr char32_t REPLACEMENT = 0xFFFD;
constexpr std::string_view REPLACEMENT_TEXT = "\xEF\xBF\xBD";

struct Range {
  char32_t first, last;
};

bool contains(const auto& ranges, char32_t codePoint) noexcept {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return codePoint >= range.first && codePoint <= range.last; });
}

/// Controls of direction reorder what a terminal shows (CVE-2021-42574).
constexpr std::array<Range, 4> DIRECTION_CONTROLS{
    {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};
constexpr std::array<Range, 6> ZERO_WIDTH{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}}};
constexpr std::array<Range, 10> WIDE{{{0x1100, 0x115F},
                                      {0x2E80, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1F64F},
                                      {0x1F900, 0x1F9FF},
                                      {0x20000, 0x3FFFD}}};

bool isControl(char32_t codePoint) noexcept { return codePoint < 0x20 || (codePoint >= 0x7F && codePoint < 0xA0); }

}  // namespace

CodePoint firstCodePoint(std::string_view text) noexcept {
  const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t length = 0;
  char32_t value = 0;
  std::uint8_t low = 0x80, high = 0xBF;  // what the second byte may be: excludes overlong forms and surrogates
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, value = lead & 0x1FU;
  } else if ((lead & 0xF0U) == 0xE0) {
    length = 3, value = lead & 0x0FU;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, value = lead & 0x07U;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {REPLACEMENT, 1, false};
  }
  for (std::size_t index = 1; index < length; ++index) {
    if (index >= text.size() || byte(index) < low || byte(index) > high) return {REPLACEMENT, index, false};
    value = (value << 6U) | (byte(index) & 0x3FU);
    low = 0x80, high = 0xBF;
  }
  return {value, length, true};
}

std::optional<std::size_t> findInvalidUtf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<std::uint8_t>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = firstCodePoint(text.substr(at));
    if (!point.valid) return at;
    at += point.length;
  }
  return std::nullopt;
}

std::optional<std::size_t> findForbiddenCharacter(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<std::uint8_t>(text[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    const CodePoint point = firstCodePoint(text.substr(at));
    const bool allowed = point.value == '\t' || point.value == '\n' || point.value == '\r' || point.value == 0x85;
    // A byte order mark is taken off the beginning of a file; elsewhere it is invisible and would become part of a
    // name.
    if ((isControl(point.value) && !allowed) || point.value == 0xFFFE || point.value == 0xFFFF ||
        point.value == 0xFEFF) {
      return at;
    }
    at += point.length;
  }
  return std::nullopt;
}

std::size_t countCodePoints(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0U) != 0x80; }));
}

std::size_t terminalColumns(char32_t codePoint) noexcept {
  if (codePoint < 0x300) return 1;
  if (contains(ZERO_WIDTH, codePoint)) return 0;
  return contains(WIDE, codePoint) ? 2 : 1;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = firstCodePoint(text);
    const bool harmful = !point.valid || (isControl(point.value) && point.value != '\t' && point.value != '\n') ||
                         contains(DIRECTION_CONTROLS, point.value);
    out += harmful ? REPLACEMENT_TEXT : text.substr(0, point.length);
    text.remove_prefix(point.length);
  }
  return out;
}

std::string inBackticks(std::string_view text) {
  constexpr std::size_t LONGEST = 80;
  std::string out = "`";
  std::size_t end = std::min(text.size(), LONGEST);
  while (end < text.size() && end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80) --end;
  for (const char c : text.substr(0, end)) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  if (end < text.size()) out += "…";
  return out += '`';
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace event_codegen
