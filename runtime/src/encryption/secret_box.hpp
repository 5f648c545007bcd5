#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::encryption {

/// Encrypts texts with libsodium's secretbox (XSalsa20 and Poly1305). Holds the keys, and wipes them when it goes.
class SecretBox {
 public:
  /// The first key encrypts, all decrypt. Their order is the one in which they are tried. The texts are wiped.
  explicit SecretBox(std::vector<std::string> keys);
  SecretBox(const SecretBox&) = delete;
  SecretBox& operator=(const SecretBox&) = delete;
  ~SecretBox();

  /// Base64, with padding, of nonce, authentication tag and encrypted text.
  std::string encrypt(std::string_view text) const;
  /// Throws EncryptionError.
  std::string decrypt(std::string_view base64) const;

 private:
  static constexpr std::size_t KEY_SIZE = 32;
  using Key = std::array<unsigned char, KEY_SIZE>;

  std::vector<Key> keys_;
};

}  // namespace event_runtime::encryption
