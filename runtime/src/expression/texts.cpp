#include "expression/texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace event_runtime::expression {
namespace {

bool continues(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

}  // namespace

std::size_t countCodePoints(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::size_t firstLength(std::string_view text) noexcept {
  std::size_t length = std::min<std::size_t>(1, text.size());
  while (length < text.size() && continues(text[length])) ++length;
  return length;
}

std::optional<std::size_t> byteOffset(std::string_view text, std::size_t count) noexcept {
  std::size_t at = 0;
  for (; count > 0; --count) {
    if (at == text.size()) return std::nullopt;
    at += firstLength(text.substr(at));
  }
  return at;
}

std::size_t findText(std::string_view text, std::string_view part, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (part.empty()) return from;
  if (part.size() > text.size() - from) return std::string_view::npos;
  // glibc's, which is linear; std::string_view::find() takes the product of the lengths where both are hostile.
  const void* const found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::string numberText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value);
  return {digits, written.ptr};
}

std::optional<std::size_t> decodeBase64(std::string_view text, char* out) noexcept {
  for (std::size_t padding = 0; padding < 2 && text.ends_with('=') && (text.size() + padding) % 4 == 0; ++padding)
    text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t size = 0;
  for (const char c : text) {
    std::uint32_t digit = 0;
    if (c >= 'A' && c <= 'Z') {
      digit = static_cast<std::uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      digit = static_cast<std::uint32_t>(c - 'a' + 26);
    } else if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0' + 52);
    } else if (c == '+' || c == '-') {
      digit = 62;
    } else if (c == '/' || c == '_') {
      digit = 63;
    } else {
      return std::nullopt;
    }
    bits = (bits << 6U | digit) & 0xFFFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out[size++] = static_cast<char>(static_cast<unsigned char>(bits >> count));
  }
  return size;
}

}  // namespace event_runtime::expression
