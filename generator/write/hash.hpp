#pragma once

#include <cstdint>
#include <string_view>

namespace event_codegen {

/// XXH3: tells whether a text has changed. Not for secrets.
std::uint64_t hashText(std::string_view text) noexcept;

/// A hash of hashes, in order.
class HashChain {
 public:
  HashChain& add(std::uint64_t hash) noexcept;
  HashChain& add(std::string_view text) noexcept { return add(hashText(text)); }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace event_codegen
