#include "write/hash.hpp"

#include <xxhash.h>

#include <array>

namespace event_codegen {

std::uint64_t hashText(std::string_view text) noexcept { return XXH3_64bits(text.data(), text.size()); }

HashChain& HashChain::add(std::uint64_t hash) noexcept {
  const std::array<std::uint64_t, 2> pair{value_, hash};
  value_ = XXH3_64bits(pair.data(), sizeof pair);
  return *this;
}

}  // namespace event_codegen
