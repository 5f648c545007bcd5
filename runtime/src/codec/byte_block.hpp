#pragma once

#include <array>
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

inline bool isAnySet(ByteMask mask) noexcept {
  const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(mask);
  return (halves[0] | halves[1]) != 0;
}

inline ByteBlock everywhere(unsigned char byte) noexcept { return ByteBlock{} + byte; }

/// Which bytes are from `first` to `last`.
inline ByteMask isBetween(ByteBlock bytes, unsigned char first, unsigned char last) noexcept {
  return (bytes - everywhere(first)) <= everywhere(static_cast<unsigned char>(last - first));
}

}  // namespace event_runtime
