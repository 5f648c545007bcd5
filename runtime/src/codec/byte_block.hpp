#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

/// Sixteen bytes that are looked at together. g++ and clang make vector instructions of these types for every
/// processor that has some.
namespace event_runtime {

using ByteBlock = unsigned char __attribute__((vector_size(16)));
/// For each byte all bits or none.
using ByteMask = decltype(std::declval<ByteBlock>() == std::declval<ByteBlock>());

inline constexpr std::size_t BYTE_BLOCK = sizeof(ByteBlock);

inline ByteBlock loadBlock(const char* from) noexcept {
  ByteBlock block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

/// Not by way of an array, which compilers put into memory first.
using ByteMaskHalves = std::uint64_t __attribute__((vector_size(16)));

inline bool isAnySet(ByteMask mask) noexcept {
  const auto halves = reinterpret_cast<ByteMaskHalves>(mask);
  return (halves[0] | halves[1]) != 0;
}

/// The position of the first byte that is set, of a mask in which one is.
inline std::size_t firstSet(ByteMask mask) noexcept {
  const auto halves = reinterpret_cast<ByteMaskHalves>(mask);
  const bool isFirst = halves[0] != 0;
  const std::uint64_t half = isFirst ? halves[0] : halves[1];
  const int bits = std::endian::native == std::endian::little ? std::countr_zero(half) : std::countl_zero(half);
  return static_cast<std::size_t>(bits) / 8 + (isFirst ? 0 : 8);
}

inline ByteBlock everywhere(unsigned char byte) noexcept { return ByteBlock{} + byte; }

/// Which bytes are from `first` to `last`.
inline ByteMask isBetween(ByteBlock bytes, unsigned char first, unsigned char last) noexcept {
  return (bytes - everywhere(first)) <= everywhere(static_cast<unsigned char>(last - first));
}

}  // namespace event_runtime
