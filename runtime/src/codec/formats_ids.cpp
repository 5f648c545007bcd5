#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

constexpr CharacterSet HEX{isHexDigit};

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
  const bool hex = HEX.containsAll(text.substr(0, 8)) && HEX.containsAll(text.substr(9, 4)) &&
                   HEX.containsAll(text.substr(14, 4)) && HEX.containsAll(text.substr(19, 4)) &&
                   HEX.containsAll(text.substr(24));
  if (!hex) return false;
  const bool hasVersion = text[14] >= '1' && text[14] <= '8' && isOneOf(text[19], "89abAB");
  return hasVersion || isAll(text, '0', '0') || isAll(text, 'f', 'F');
}

bool isUlid(std::string_view text) noexcept {
  // Crockford's base 32: no I, L, O and U. 26 digits have 130 bits, a ULID 128.
  constexpr CharacterSet DIGITS_32{[](char c) { return isAlphanumeric(c) && !isOneOf(c, "ILOUilou"); }};
  return text.size() == 26 && text.front() <= '7' && DIGITS_32.containsAll(text);
}

bool isCuid2(std::string_view text) noexcept {
  constexpr CharacterSet LOWER{[](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); }};
  return text.size() >= 2 && text.size() <= 32 && !isDigit(text.front()) && LOWER.containsAll(text);
}

bool isNanoid(std::string_view text) noexcept {
  constexpr CharacterSet ALPHABET{[](char c) { return isAlphanumeric(c) || c == '_' || c == '-'; }};
  return text.size() == 21 && ALPHABET.containsAll(text);
}

bool isE164(std::string_view text) noexcept {
  if (!takeOne(text, '+')) return false;
  return text.size() >= 7 && text.size() <= 15 && text.front() != '0' && DIGITS.containsAll(text);
}

}  // namespace event_runtime::formats
