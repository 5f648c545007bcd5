#include "codec/utf8.hpp"

namespace event_runtime {

std::size_t invalidUtf8At(std::string_view text) noexcept {
  const auto byteAt = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byteAt(i);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0) return i;
    // Some lead bytes narrow the second one: no overlong forms, no surrogates, nothing beyond U+10FFFF.
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (length > 1 && (byteAt(i + 1) < low || byteAt(i + 1) > high)) return i;
    for (std::size_t k = 2; k < length; ++k) {
      if ((byteAt(i + k) & 0xC0) != 0x80) return i;
    }
    i += length;
  }
  return text.size();
}

}  // namespace event_runtime
