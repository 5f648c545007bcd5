#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

constexpr CharacterSet BASE64{[](char c) { return isAlphanumeric(c) || c == '+' || c == '/'; }};
constexpr CharacterSet BASE64URL{[](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; }};

/// Takes the one or two `=` at the end off; false where they do not fill the last four characters.
bool takePadding(std::string_view& text) noexcept {
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return true;
}

/// Six bits cannot be left over.
bool isUnpadded(std::string_view text) noexcept { return text.size() % 4 != 1 && BASE64URL.containsAll(text); }

}  // namespace

bool isBase64(std::string_view text) noexcept { return takePadding(text) && BASE64.containsAll(text); }

bool isBase64Url(std::string_view text) noexcept {
  if (text.ends_with('=') && !takePadding(text)) return false;
  return isUnpadded(text);
}

bool isHex(std::string_view text) noexcept {
  static constexpr CharacterSet HEX{isHexDigit};
  return HEX.containsAll(text);
}

bool isJwt(std::string_view text) noexcept {
  const std::size_t first = text.find('.');
  if (first == std::string_view::npos) return false;
  const std::size_t second = text.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string_view header = text.substr(0, first), payload = text.substr(first + 1, second - first - 1);
  // `eyJ` is `{"`: the header is an object, and has members. A signature is missing where `alg` is `none`.
  return header.starts_with("eyJ") && isUnpadded(header) && !payload.empty() && isUnpadded(payload) &&
         isUnpadded(text.substr(second + 1));
}

}  // namespace event_runtime::formats
