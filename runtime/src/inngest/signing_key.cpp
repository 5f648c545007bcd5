#include "inngest/signing_key.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>
#include <optional>
#include <stdexcept>
#include <vector>

namespace event_runtime::inngest {

namespace {

constexpr std::size_t MAC_SIZE = 32;

std::string toHex(std::string_view bytes) {
  constexpr std::string_view DIGITS = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    hex += DIGITS[static_cast<unsigned char>(byte) >> 4U];
    hex += DIGITS[static_cast<unsigned char>(byte) & 15U];
  }
  return hex;
}

std::optional<std::string> fromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    if (error != std::errc() || end != text.data() + i + 2) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::string sha256(std::string_view bytes) {
  std::string digest(MAC_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                 nullptr) != 1) {
    throw std::bad_alloc();
  }
  return digest;
}

/// `signkey-<env>-`, where <env> is of letters, digits and `_`; empty where there is none.
std::string_view prefixOf(std::string_view text) {
  constexpr std::string_view START = "signkey-";
  if (!text.starts_with(START)) return {};
  const std::size_t end = text.find('-', START.size());
  if (end == std::string_view::npos || end == START.size()) return {};
  const std::string_view env = text.substr(START.size(), end - START.size());
  const bool isWord = std::all_of(env.begin(), env.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return isWord ? text.substr(0, end + 1) : std::string_view();
}

struct Signature {
  std::string_view seconds;
  std::string mac;  ///< bytes
};

/// `t=<digits>&s=<64 hex digits>` in either order, and nothing else.
std::optional<Signature> parseSignature(std::string_view header) {
  if (header.size() > 128) return std::nullopt;
  const std::size_t middle = header.find('&');
  if (middle == std::string_view::npos) return std::nullopt;
  std::string_view time = header.substr(0, middle);
  std::string_view mac = header.substr(middle + 1);
  if (time.starts_with("s=")) std::swap(time, mac);
  if (!time.starts_with("t=") || !mac.starts_with("s=")) return std::nullopt;
  time.remove_prefix(2);
  mac.remove_prefix(2);
  const bool isNumber = !time.empty() && time.size() <= 12 &&
                        std::all_of(time.begin(), time.end(), [](char c) { return c >= '0' && c <= '9'; });
  auto bytes = fromHex(mac);
  if (!isNumber || !bytes || bytes->size() != MAC_SIZE) return std::nullopt;
  return Signature{time, *std::move(bytes)};
}

bool isRecent(std::string_view seconds, Timestamp now) {
  std::int64_t value = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
  const Timestamp signedAt{std::chrono::seconds{value}};
  const auto age = now - signedAt;
  return age <= SIGNATURE_LIFETIME && age >= -SIGNATURE_LIFETIME;
}

}  // namespace

SigningKey::SigningKey(std::string_view text) {
  const std::string_view prefix = prefixOf(text);
  const std::string_view hex = text.substr(prefix.size());
  const auto bytes = fromHex(hex);
  if (hex.empty() || !bytes) {
    throw std::invalid_argument(
        "the signing key is none: after an optional `signkey-<env>-` it has an even number of hex digits; copy it "
        "again "
        "from the server's settings");
  }
  bearer_ = std::string(prefix) + sha256Hex(*bytes);
  key_ =
      std::shared_ptr<void>(EVP_PKEY_new_raw_private_key(
                                EVP_PKEY_HMAC, nullptr, reinterpret_cast<const unsigned char*>(hex.data()), hex.size()),
                            [](void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); });
  if (!key_) throw std::bad_alloc();
}

std::string SigningKey::mac(std::string_view body, std::string_view seconds) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string mac(MAC_SIZE, '\0');
  std::size_t size = mac.size();
  const bool done =
      context &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, static_cast<EVP_PKEY*>(key_.get())) == 1 &&
      EVP_DigestSignUpdate(context.get(), body.data(), body.size()) == 1 &&
      EVP_DigestSignUpdate(context.get(), seconds.data(), seconds.size()) == 1 &&
      EVP_DigestSignFinal(context.get(), reinterpret_cast<unsigned char*>(mac.data()), &size) == 1;
  if (!done || size != MAC_SIZE) throw std::bad_alloc();
  return mac;
}

std::string SigningKey::sign(std::string_view body, Timestamp now) const {
  const std::string seconds = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  return "t=" + seconds + "&s=" + toHex(mac(body, seconds));
}

bool SigningKey::verify(std::string_view header, std::string_view body, Timestamp now) const {
  const auto signature = parseSignature(header);
  if (!signature || !isRecent(signature->seconds, now)) return false;
  const std::string expected = mac(body, signature->seconds);
  return CRYPTO_memcmp(expected.data(), signature->mac.data(), MAC_SIZE) == 0;
}

std::string sha256Hex(std::string_view bytes) { return toHex(sha256(bytes)); }

bool sameSecret(std::string_view a, std::string_view b) {
  // Of the hashes, which have one length.
  return CRYPTO_memcmp(sha256(a).data(), sha256(b).data(), MAC_SIZE) == 0;
}

}  // namespace event_runtime::inngest
