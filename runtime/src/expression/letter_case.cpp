// Upper and lower case without a locale (Unicode 15, UnicodeData.txt: simple mappings).
#include "expression/lexer.hpp"
#include "expression/texts.hpp"

namespace event_runtime::expression {
namespace {

/// Letters from `first` to `last`, upper case, whose lower case is `distance` further; with a distance of 1, upper and
/// lower case take turns and `first` is upper case.
struct Range {
  char32_t first;
  char32_t last;
  char32_t distance;
};

constexpr Range RANGES[] = {
    {0x41, 0x5A, 32},   {0xC0, 0xD6, 32},    {0xD8, 0xDE, 32},    {0x100, 0x12E, 1},  {0x132, 0x136, 1},
    {0x139, 0x147, 1},  {0x14A, 0x176, 1},   {0x179, 0x17D, 1},   {0x1CD, 0x1DB, 1},  {0x1DE, 0x1EE, 1},
    {0x1F8, 0x21E, 1},  {0x222, 0x232, 1},   {0x386, 0x386, 38},  {0x388, 0x38A, 37}, {0x38C, 0x38C, 64},
    {0x38E, 0x38F, 63}, {0x391, 0x3A1, 32},  {0x3A3, 0x3AB, 32},  {0x3D8, 0x3EE, 1},  {0x400, 0x40F, 80},
    {0x410, 0x42F, 32}, {0x460, 0x480, 1},   {0x48A, 0x4BE, 1},   {0x4C1, 0x4CD, 1},  {0x4D0, 0x52E, 1},
    {0x531, 0x556, 48}, {0x1E00, 0x1E94, 1}, {0x1EA0, 0x1EFE, 1},
};

constexpr char32_t Y_DIAERESIS = 0x178, SMALL_Y_DIAERESIS = 0xFF;
constexpr char32_t SMALL_FINAL_SIGMA = 0x3C2, SIGMA = 0x3A3;

char32_t lower(char32_t point) noexcept {
  if (point == Y_DIAERESIS) return SMALL_Y_DIAERESIS;
  for (const Range& range : RANGES) {
    if (point < range.first || point > range.last) continue;
    return range.distance == 1 && (point - range.first) % 2 != 0 ? point : point + range.distance;
  }
  return point;
}

char32_t upper(char32_t point) noexcept {
  if (point == SMALL_Y_DIAERESIS) return Y_DIAERESIS;
  if (point == SMALL_FINAL_SIGMA) return SIGMA;
  for (const Range& range : RANGES) {
    if (point < range.first + range.distance || point > range.last + range.distance) continue;
    return range.distance == 1 && (point - range.first) % 2 == 0 ? point : point - range.distance;
  }
  return point;
}

std::string mapped(std::string_view text, char32_t (*mapping)(char32_t) noexcept) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = firstLength(text);
    const auto byte = [&](std::size_t at) { return static_cast<char32_t>(static_cast<unsigned char>(text[at])); };
    // The letters above take one, two or three bytes.
    char32_t point = 0;
    if (length == 1 && byte(0) < 0x80) point = byte(0);
    if (length == 2) point = (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    if (length == 3) point = (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    const bool isWhole = (length == 1 && byte(0) < 0x80) || (length == 2 && byte(0) >= 0xC2 && byte(0) < 0xE0) ||
                         (length == 3 && (byte(0) & 0xF0U) == 0xE0 && point >= 0x800);
    const char32_t changed = isWhole ? mapping(point) : point;
    if (changed == point) {
      out += text.substr(0, length);
    } else {
      appendUtf8(out, changed);
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string lowerCase(std::string_view text) { return mapped(text, &lower); }
std::string upperCase(std::string_view text) { return mapped(text, &upper); }

}  // namespace event_runtime::expression
