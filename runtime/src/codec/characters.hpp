#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace event_runtime {

constexpr bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool isLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isAlphanumeric(char c) noexcept { return isDigit(c) || isLetter(c); }
constexpr bool isHexDigit(char c) noexcept { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A set of bytes, made at compile time. Always static: compilers may otherwise make it anew at each call.
class CharacterSet {
 public:
  template <class Predicate>
  constexpr explicit CharacterSet(Predicate isMember) {
    for (std::size_t byte = 0; byte < 128; ++byte) members_[byte] = isMember(static_cast<char>(byte));
  }

  constexpr bool contains(char c) const noexcept { return members_[static_cast<unsigned char>(c)]; }

  /// Without a branch for each character.
  constexpr bool containsAll(std::string_view text) const noexcept {
    bool all = true;
    for (const char c : text) all &= contains(c);
    return all;
  }

 private:
  std::array<bool, 256> members_{};
};

/// Of a few: a loop that compilers unroll, where find() would call memchr().
constexpr bool isOneOf(char c, std::string_view characters) noexcept {
  for (const char candidate : characters) {
    if (candidate == c) return true;
  }
  return false;
}

/// The longest beginning of `text` whose characters are in the set; it is taken off.
constexpr std::string_view takeAll(std::string_view& text, const CharacterSet& set) noexcept {
  std::size_t length = 0;
  while (length < text.size() && set.contains(text[length])) ++length;
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

/// Whether `text` begins with `character`, which is then taken off.
constexpr bool takeOne(std::string_view& text, char character) noexcept {
  if (!text.starts_with(character)) return false;
  text.remove_prefix(1);
  return true;
}

inline constexpr CharacterSet DIGITS{isDigit};

}  // namespace event_runtime
