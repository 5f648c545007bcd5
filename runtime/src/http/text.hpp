#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace event_runtime::http {

/// A to Z only, whatever the locale: names in HTTP are ASCII.
constexpr char lowerCase(char character) noexcept {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

inline bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lowerCase(x) == lowerCase(y); });
}

}  // namespace event_runtime::http
