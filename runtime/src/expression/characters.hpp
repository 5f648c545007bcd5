#pragma once

#include <string_view>

/// Classes of ASCII characters, whatever the locale.
namespace event_runtime::expression {

constexpr bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool isHexDigit(char c) noexcept { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool isNameStart(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool isNamePart(char c) noexcept { return isNameStart(c) || isDigit(c); }
constexpr bool isControl(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

constexpr bool isName(std::string_view text) noexcept {
  if (text.empty() || !isNameStart(text[0])) return false;
  for (const char c : text) {
    if (!isNamePart(c)) return false;
  }
  return true;
}

}  // namespace event_runtime::expression
