#include "encryption/secret_box.hpp"

#include <event_runtime/encryption.hpp>

#include <sodium.h>

#include <stdexcept>
#include <utility>

namespace event_runtime::encryption {

namespace {

constexpr std::size_t NONCE_SIZE = crypto_secretbox_NONCEBYTES;
constexpr std::size_t TAG_SIZE = crypto_secretbox_MACBYTES;
constexpr int BASE64 = sodium_base64_VARIANT_ORIGINAL;

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void requireSodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can not be initialised");
}

std::string fromBase64(std::string_view base64) {
  std::string binary(base64.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(bytes(binary), binary.size(), base64.data(), base64.size(), nullptr, &size, nullptr, BASE64) !=
      0) {
    throw EncryptionError("an encrypted value can not be read: it is no base64");
  }
  binary.resize(size);
  return binary;
}

}  // namespace

SecretBox::SecretBox(std::vector<std::string> keys) : keys_(keys.size()) {
  static_assert(KEY_SIZE == crypto_secretbox_KEYBYTES);
  requireSodium();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    crypto_generichash(keys_[i].data(), KEY_SIZE, bytes(std::string_view(keys[i])), keys[i].size(), nullptr, 0);
    sodium_memzero(keys[i].data(), keys[i].size());
  }
}

SecretBox::~SecretBox() { sodium_memzero(keys_.data(), keys_.size() * sizeof(Key)); }

std::string SecretBox::encrypt(std::string_view text) const {
  std::string box(NONCE_SIZE + TAG_SIZE + text.size(), '\0');
  randombytes_buf(box.data(), NONCE_SIZE);
  crypto_secretbox_easy(bytes(box) + NONCE_SIZE, bytes(text), text.size(), bytes(box), keys_.front().data());
  std::string base64(sodium_base64_encoded_len(box.size(), BASE64), '\0');
  sodium_bin2base64(base64.data(), base64.size(), bytes(box), box.size(), BASE64);
  base64.pop_back();  // the terminating zero
  return base64;
}

std::string SecretBox::decrypt(std::string_view base64) const {
  const std::string box = fromBase64(base64);
  if (box.size() < NONCE_SIZE + TAG_SIZE) {
    throw EncryptionError("an encrypted value can not be read: it is too short, a part of it is missing");
  }
  const unsigned char* const nonce = bytes(std::string_view(box));
  const std::size_t size = box.size() - NONCE_SIZE;
  std::string text(size - TAG_SIZE, '\0');
  for (const Key& key : keys_) {
    if (crypto_secretbox_open_easy(bytes(text), nonce + NONCE_SIZE, size, nonce, key.data()) == 0) return text;
  }
  throw EncryptionError(
      "an encrypted value can not be read: it was changed, or encrypted with a key that is none of these; give that "
      "key among the fallbackKeys");
}

}  // namespace event_runtime::encryption
