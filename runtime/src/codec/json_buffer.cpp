#include <event_runtime/codec/json_buffer.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

/// Writes the escape of a character that needs one; returns where it ends.
char* escape(char character, char* out) noexcept {
  const char letter = escapeOf(character);
  *out++ = '\\';
  *out++ = letter;
  if (letter == 'u') {
    const auto byte = static_cast<unsigned char>(character);
    *out++ = '0';
    *out++ = '0';
    *out++ = HEX[byte >> 4];
    *out++ = HEX[byte & 15];
  }
  return out;
}

/// Whether one of eight bytes needs an escape: a control character, a quote or a backslash. Bytes from 0x80 on need
/// none.
bool needsEscape(std::uint64_t word) noexcept {
  constexpr std::uint64_t ONES = 0x0101010101010101;
  constexpr std::uint64_t HIGHS = 0x8080808080808080;
  const auto hasZero = [](std::uint64_t value) { return (value - ONES) & ~value & HIGHS; };
  const std::uint64_t control = (word - ONES * 0x20) & ~word & HIGHS;
  return (control | hasZero(word ^ (ONES * '"')) | hasZero(word ^ (ONES * '\\'))) != 0;
}

#if defined(__SSE2__)

constexpr std::size_t BLOCK = 16;

/// Copies a block; returns how many bytes come before the first that needs an escape.
std::size_t copyBlock(const char* in, char* out) noexcept {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), block);
  const __m128i lastControl = _mm_set1_epi8(0x1F);
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, lastControl), block);
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  const int found = _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash)));
  return static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(found) | 0x10000U));
}

#else

constexpr std::size_t BLOCK = 8;

std::size_t copyBlock(const char* in, char* out) noexcept {
  std::uint64_t word;
  std::memcpy(&word, in, BLOCK);
  std::memcpy(out, in, BLOCK);
  std::size_t plain = needsEscape(word) ? 0 : BLOCK;
  while (plain < BLOCK && escapeOf(in[plain]) == 0) ++plain;
  return plain;
}

#endif

/// Copies a text shorter than a block, as two overlapping words; false, with nothing to be relied on, if something in
/// it needs an escape.
template <class Word>
bool copyShort(std::string_view text, char* out) noexcept {
  Word first, last;
  const std::size_t offset = text.size() - sizeof(Word);
  std::memcpy(&first, text.data(), sizeof(Word));
  std::memcpy(&last, text.data() + offset, sizeof(Word));
  std::memcpy(out, &first, sizeof(Word));
  std::memcpy(out + offset, &last, sizeof(Word));
  // Of a shorter word, the rest becomes spaces.
  constexpr std::uint64_t REST = sizeof(Word) == 8 ? 0 : 0x2020202000000000;
  return !needsEscape(first | REST) && !needsEscape(last | REST);
}

/// What has to be reserved for a text: six bytes are the longest escape, `\u001f`; quotes; and a block may be copied
/// that ends beyond the text.
constexpr std::size_t reservedFor(std::size_t size) noexcept { return size * 6 + 2 + BLOCK; }

/// Writes a text without its quotes; returns where it ends.
char* writeEscaped(std::string_view text, char* out) noexcept {
  const char* in = text.data();
  const char* const end = in + text.size();
  if (text.size() < BLOCK) {
    if (text.size() >= 8 && copyShort<std::uint64_t>(text, out)) return out + text.size();
    if (text.size() >= 4 && text.size() < 8 && copyShort<std::uint32_t>(text, out)) return out + text.size();
  }
  while (static_cast<std::size_t>(end - in) >= BLOCK) {
    const std::size_t plain = copyBlock(in, out);
    in += plain;
    out += plain;
    if (plain < BLOCK) out = escape(*in++, out);
  }
  const auto rest = static_cast<std::size_t>(end - in);
  if (rest > 0 && text.size() >= BLOCK) {
    // The last block once more, if nothing in it needs an escape: what of it was written before is the same again.
    std::array<char, BLOCK> last;
    if (copyBlock(end - BLOCK, last.data()) == BLOCK) [[likely]] {
      std::memcpy(out + rest - BLOCK, last.data(), BLOCK);
      return out + rest;
    }
  }
  for (; in != end; ++in) {
    if (escapeOf(*in) == 0) [[likely]] {
      *out++ = *in;
    } else {
      out = escape(*in, out);
    }
  }
  return out;
}

}  // namespace

void JsonBuffer::grow(std::size_t additional) {
  const std::size_t grown = std::max(capacity_ * 2, std::max<std::size_t>(size_ + additional, 256));
  char* const data = new char[grown];
  if (size_ > 0) std::memcpy(data, data_, size_);
  delete[] std::exchange(data_, data);
  capacity_ = grown;
}

void JsonBuffer::string(std::string_view text) {
  // In pieces, so that a long text does not reserve six times its size.
  constexpr std::size_t PIECE = 4096;
  if (text.size() <= PIECE) [[likely]] {
    char* const out = reserve(reservedFor(text.size()));
    *out = '"';
    char* const end = writeEscaped(text, out + 1);
    *end = '"';
    size_ = static_cast<std::size_t>(end + 1 - data_);
    return;
  }
  raw('"');
  for (; !text.empty(); text.remove_prefix(std::min(PIECE, text.size()))) {
    const std::string_view piece = text.substr(0, PIECE);
    char* const out = reserve(reservedFor(piece.size()));
    size_ = static_cast<std::size_t>(writeEscaped(piece, out) - data_);
  }
  raw('"');
}

void JsonBuffer::memberKey(std::string_view text) {
  key({});
  string(text);
  raw(':');
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

namespace {

/// Writes a number of few decimals, such as an amount of money, as an integer with a point in it, which is quicker than
/// finding the shortest form; nullptr if it is no such number.
char* writeShortDecimal(double value, char* out) noexcept {
  constexpr double LARGEST = 1e12;  // with three decimals, fifteen digits: as many as any double keeps apart
  constexpr std::array<double, 4> POWERS{1, 10, 100, 1000};
  const double magnitude = std::abs(value);
  if (!(magnitude < LARGEST)) return nullptr;
  for (std::size_t decimals = 0; decimals < POWERS.size(); ++decimals) {
    const auto digits = static_cast<std::int64_t>(magnitude * POWERS[decimals] + 0.5);
    // Division rounds as reading the decimal text does.
    if (static_cast<double>(digits) / POWERS[decimals] != magnitude) continue;
    const auto power = static_cast<std::int64_t>(POWERS[decimals]);
    if (std::signbit(value)) *out++ = '-';
    out = std::to_chars(out, out + 16, digits / power).ptr;
    *out++ = '.';
    std::int64_t fraction = digits % power;
    const std::size_t width = std::max<std::size_t>(decimals, 1);
    for (std::size_t i = width; i-- > 0; fraction /= 10) out[i] = static_cast<char>('0' + fraction % 10);
    return out + width;
  }
  return nullptr;
}

}  // namespace

void JsonBuffer::number(double value) {
  if (!std::isfinite(value)) {
    null();
    return;
  }
  constexpr std::size_t LONGEST = 32;
  char* const out = reserve(LONGEST);
  if (char* const end = writeShortDecimal(value, out)) {
    size_ += static_cast<std::size_t>(end - out);
    return;
  }
  char* const end = std::to_chars(out, out + LONGEST, value).ptr;
  const std::string_view text(out, static_cast<std::size_t>(end - out));
  size_ += text.size();
  if (text.find_first_of(".e") == std::string_view::npos) raw(".0");
}

}  // namespace event_runtime
