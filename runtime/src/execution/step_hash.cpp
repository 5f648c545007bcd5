#include "execution/execution.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace event_runtime::execution {

namespace {
constexpr char HEX_DIGITS[] = "0123456789abcdef";

std::optional<std::uint8_t> hexValue(char character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint8_t>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<std::uint8_t>(character - 'a' + 10);
  if (character >= 'A' && character <= 'F') return static_cast<std::uint8_t>(character - 'A' + 10);
  return std::nullopt;
}

/// Fetched once: OpenSSL looks an implementation up in its providers each time it is asked for one by EVP_sha1(), which
/// takes longer than to hash an id.
const EVP_MD* sha1() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return fetched;
}

/// A context of this thread's own, nullptr where there is no memory.
EVP_MD_CTX* digestContext() {
  struct Free {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return context.get();
}
}  // namespace

StepHash StepHash::of(std::string_view id, std::uint32_t repetition) {
  std::string numbered;
  if (repetition > 0) {
    numbered.append(id).append(":").append(std::to_string(repetition));
    id = numbered;
  }
  StepHash hash;
  unsigned int size = 0;
  EVP_MD_CTX* const context = digestContext();
  const bool digested = sha1() != nullptr && context != nullptr && EVP_DigestInit_ex(context, sha1(), nullptr) == 1 &&
                        EVP_DigestUpdate(context, id.data(), id.size()) == 1 &&
                        EVP_DigestFinal_ex(context, hash.bytes.data(), &size) == 1 && size == hash.bytes.size();
  if (!digested) {
    throw std::runtime_error("this machine's OpenSSL gives no SHA-1, by which steps are known");
  }
  return hash;
}

std::optional<StepHash> StepHash::fromHex(std::string_view text) {
  StepHash hash;
  if (text.size() != hash.bytes.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    const auto high = hexValue(text[2 * i]);
    const auto low = hexValue(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    hash.bytes[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return hash;
}

std::string StepHash::toHex() const {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(HEX_DIGITS[byte >> 4]);
    text.push_back(HEX_DIGITS[byte & 15]);
  }
  return text;
}

std::size_t StepHashHasher::operator()(const StepHash& hash) const noexcept {
  // The bytes of a digest are as good as random.
  std::size_t value = 0;
  std::memcpy(&value, hash.bytes.data(), sizeof value);
  return value;
}

}  // namespace event_runtime::execution
