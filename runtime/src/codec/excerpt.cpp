#include "codec/excerpt.hpp"

#include <event_runtime/codec/json_buffer.hpp>

namespace event_runtime {

std::string quotedExcerpt(std::string_view text) {
  constexpr std::size_t SHOWN = 40;
  std::size_t end = text.size();
  if (end > SHOWN) {
    end = SHOWN;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  JsonBuffer buffer;
  buffer.string(text.substr(0, end));
  std::string quoted = buffer.text();
  if (end < text.size()) quoted.insert(quoted.size() - 1, "…");
  return quoted;
}

std::string withArticle(std::string_view noun) {
  const bool vowel = !noun.empty() && std::string_view("aeioAEIO").find(noun.front()) != std::string_view::npos;
  return std::string(vowel ? "an " : "a ").append(noun);
}

}  // namespace event_runtime
