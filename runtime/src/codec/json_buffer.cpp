#include <event_runtime/codec/json_buffer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace event_runtime {

namespace {

constexpr std::string_view HEX = "0123456789abcdef";

/// For each byte: 0 if it stands for itself in a JSON string, the letter after the backslash, or 'u'.
constexpr auto ESCAPES = [] {
  std::array<char, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

char escapeOf(char character) noexcept { return ESCAPES[static_cast<unsigned char>(character)]; }

/// Whether one of eight bytes needs an escape: a control character, a quote or a backslash. Bytes from 0x80 on do not.
bool needsEscape(std::uint64_t word) noexcept {
  constexpr std::uint64_t ONES = 0x0101010101010101;
  constexpr std::uint64_t HIGHS = 0x8080808080808080;
  const auto hasZero = [](std::uint64_t value) { return (value - ONES) & ~value & HIGHS; };
  const std::uint64_t control = (word - ONES * 0x20) & ~word & HIGHS;
  return (control | hasZero(word ^ (ONES * '"')) | hasZero(word ^ (ONES * '\\'))) != 0;
}

}  // namespace

char* JsonBuffer::reserve(std::size_t additional) {
  if (capacity_ - size_ < additional) {
    const std::size_t grown = std::max(capacity_ * 2, std::max<std::size_t>(size_ + additional, 256));
    auto data = std::make_unique_for_overwrite<char[]>(grown);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = grown;
  }
  return data_.get() + size_;
}

void JsonBuffer::raw(std::string_view text) {
  if (text.empty()) return;
  std::memcpy(reserve(text.size()), text.data(), text.size());
  size_ += text.size();
}

void JsonBuffer::raw(char character) {
  *reserve(1) = character;
  ++size_;
}

void JsonBuffer::string(std::string_view text) {
  raw('"');
  // In pieces, so that a long text does not reserve six times its size.
  constexpr std::size_t PIECE = 4096;
  while (text.size() > PIECE) {
    escaped(text.substr(0, PIECE));
    text.remove_prefix(PIECE);
  }
  escaped(text);
  raw('"');
}

void JsonBuffer::escaped(std::string_view text) {
  // Six bytes are the longest escape, `\u001f`.
  char* out = reserve(text.size() * 6 + 1);
  const char* in = text.data();
  const char* const end = in + text.size();
  while (in != end) {
    while (end - in >= 8) {
      std::uint64_t word;
      std::memcpy(&word, in, 8);
      if (needsEscape(word)) break;
      std::memcpy(out, in, 8);
      in += 8;
      out += 8;
    }
    const char* const blockEnd = end - in >= 8 ? in + 8 : end;
    for (; in != blockEnd; ++in) {
      const char escape = escapeOf(*in);
      if (escape == 0) {
        *out++ = *in;
        continue;
      }
      *out++ = '\\';
      *out++ = escape;
      if (escape == 'u') {
        const auto byte = static_cast<unsigned char>(*in);
        *out++ = '0';
        *out++ = '0';
        *out++ = HEX[byte >> 4];
        *out++ = HEX[byte & 15];
      }
    }
  }
  size_ = static_cast<std::size_t>(out - data_.get());
}

void JsonBuffer::integer(std::int64_t value) {
  constexpr std::size_t LONGEST = 20;
  char* out = reserve(LONGEST);
  size_ += static_cast<std::size_t>(std::to_chars(out, out + LONGEST, value).ptr - out);
}

void JsonBuffer::unsignedInteger(std::uint64_t value) {
  constexpr std::size_t LONGEST = 20;
  char* out = reserve(LONGEST);
  size_ += static_cast<std::size_t>(std::to_chars(out, out + LONGEST, value).ptr - out);
}

void JsonBuffer::number(double value) {
  if (!std::isfinite(value)) {
    null();
    return;
  }
  constexpr std::size_t LONGEST = 32;
  char* const out = reserve(LONGEST);
  char* const end = std::to_chars(out, out + LONGEST, value).ptr;
  const std::string_view text(out, static_cast<std::size_t>(end - out));
  size_ += text.size();
  if (text.find_first_of(".e") == std::string_view::npos) raw(".0");
}

void JsonBuffer::boolean(bool value) { raw(value ? std::string_view("true") : std::string_view("false")); }

void JsonBuffer::null() { raw("null"); }

}  // namespace event_runtime
