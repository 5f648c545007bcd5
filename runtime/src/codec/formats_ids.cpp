#include "codec/byte_block.hpp"
#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

ByteMask isHex(ByteBlock bytes) noexcept {
  return isBetween(bytes, '0', '9') | isBetween(bytes | everywhere(0x20), 'a', 'f');
}

/// Whether all of a UUID is hex digits but for the places of its hyphens.
bool hasHexDigits(const char* uuid) noexcept {
  // From 0, 16 and 20 on; the last two overlap.
  constexpr unsigned char X = 0xFF;
  constexpr ByteBlock HYPHENS_0{0, 0, 0, 0, 0, 0, 0, 0, X, 0, 0, 0, 0, X};
  constexpr ByteBlock HYPHENS_16{0, 0, X, 0, 0, 0, 0, X};
  constexpr ByteBlock HYPHENS_20{0, 0, 0, X};
  const ByteBlock digits = (reinterpret_cast<ByteBlock>(isHex(loadBlock(uuid))) | HYPHENS_0) &
                           (reinterpret_cast<ByteBlock>(isHex(loadBlock(uuid + 16))) | HYPHENS_16) &
                           (reinterpret_cast<ByteBlock>(isHex(loadBlock(uuid + 20))) | HYPHENS_20);
  return !isAnySet(digits != everywhere(X));
}

/// Whether all of a UUID's digits are the same; the hyphens are in place already.
bool isAll(std::string_view uuid, char lower, char upper) noexcept {
  for (const char c : uuid) {
    if (c != lower && c != upper && c != '-') return false;
  }
  return true;
}

}  // namespace

bool isUuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
  if (!hasHexDigits(text.data())) return false;
  const bool hasVersion = text[14] >= '1' && text[14] <= '8' && isOneOf(text[19], "89abAB");
  return hasVersion || isAll(text, '0', '0') || isAll(text, 'f', 'F');
}

bool isUlid(std::string_view text) noexcept {
  // Crockford's base 32: no I, L, O and U. 26 digits have 130 bits, a ULID 128.
  static constexpr CharacterSet DIGITS_32{[](char c) { return isAlphanumeric(c) && !isOneOf(c, "ILOUilou"); }};
  return text.size() == 26 && text.front() <= '7' && DIGITS_32.containsAll(text);
}

bool isCuid2(std::string_view text) noexcept {
  static constexpr CharacterSet LOWER{[](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); }};
  return text.size() >= 2 && text.size() <= 32 && !isDigit(text.front()) && LOWER.containsAll(text);
}

bool isNanoid(std::string_view text) noexcept {
  static constexpr CharacterSet ALPHABET{[](char c) { return isAlphanumeric(c) || c == '_' || c == '-'; }};
  return text.size() == 21 && ALPHABET.containsAll(text);
}

bool isE164(std::string_view text) noexcept {
  if (!takeOne(text, '+')) return false;
  return text.size() >= 7 && text.size() <= 15 && text.front() != '0' && DIGITS.containsAll(text);
}

}  // namespace event_runtime::formats
