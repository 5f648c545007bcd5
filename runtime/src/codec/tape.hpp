#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <bit>
#include <cstring>
#include <string_view>

namespace event_runtime {

/// Where a document lies: simdjson's tape, and the texts that it points to.
struct TapeAccess {
  static const std::uint64_t* tape(const Decoder& decoder) noexcept { return decoder.tape_; }
  static const std::uint8_t* strings(const Decoder& decoder) noexcept { return decoder.strings_; }
};

/// The one place that knows what simdjson's tape looks like (its doc/tape.md): a word a value, its type in the highest
/// byte. Numbers have a second word; texts have an offset to a length of four bytes and the bytes; containers have the
/// index after their end and their number of members or elements.
namespace tape {

enum class Type : char {
  string = '"',
  signedInteger = 'l',
  unsignedInteger = 'u',
  floating = 'd',
  isTrue = 't',
  isFalse = 'f',
  null = 'n',
  array = '[',
  object = '{',
};

inline Type typeOf(JsonValue value) noexcept { return static_cast<Type>(*value.word >> 56); }

/// From a text's first byte on eight may be read: behind the texts simdjson leaves room for that.
inline std::string_view text(const std::uint64_t* word, const std::uint8_t* strings) noexcept {
  const std::uint8_t* const at = strings + (*word & 0x00FF'FFFF'FFFF'FFFF);
  std::uint32_t size = 0;
  std::memcpy(&size, at, sizeof size);
  return {reinterpret_cast<const char*>(at + sizeof size), size};
}
inline std::string_view text(const Decoder& decoder, JsonValue value) noexcept {
  return text(value.word, TapeAccess::strings(decoder));
}

inline std::int64_t signedInteger(JsonValue value) noexcept { return static_cast<std::int64_t>(value.word[1]); }
inline std::uint64_t unsignedInteger(JsonValue value) noexcept { return value.word[1]; }
inline double floating(JsonValue value) noexcept { return std::bit_cast<double>(value.word[1]); }

/// How many members or elements a container has, as far as the tape has room for the number.
inline constexpr std::size_t MAX_COUNT = 0xFF'FFFF;
inline std::size_t count(JsonValue container) noexcept { return (*container.word >> 32) & MAX_COUNT; }
/// The word of a container's closing bracket.
inline const std::uint64_t* closing(JsonValue container, const std::uint64_t* tape) noexcept {
  return tape + static_cast<std::uint32_t>(*container.word) - 1;
}
/// The word after a value, its contents included.
inline const std::uint64_t* after(const std::uint64_t* word, const std::uint64_t* tape) noexcept {
  const auto type = static_cast<Type>(*word >> 56);
  if (type == Type::array || type == Type::object) return tape + static_cast<std::uint32_t>(*word);
  const bool isNumber = type == Type::signedInteger || type == Type::unsignedInteger || type == Type::floating;
  return word + 1 + (isNumber ? 1 : 0);
}

/// How many it really has, found by looking at each.
std::size_t countEach(JsonValue container, const std::uint64_t* tape) noexcept;
/// The same, which looks at each only where there are MAX_COUNT or more.
inline std::size_t exactCount(JsonValue container, const std::uint64_t* tape) noexcept {
  const std::size_t known = count(container);
  return known < MAX_COUNT ? known : countEach(container, tape);
}

/// The JSON type in words; `integer` for a number written without fraction and exponent.
std::string_view describe(JsonValue value) noexcept;

/// What stands there, short enough for a message: scalars as they are, the rest by their type.
std::string excerpt(const Decoder& decoder, JsonValue value);

}  // namespace tape
}  // namespace event_runtime
