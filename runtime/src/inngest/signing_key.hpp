#pragma once

#include <event_runtime/time.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// How old a signature may be, and how far ahead of our clock (specification, 4.1.3).
inline constexpr std::chrono::minutes SIGNATURE_LIFETIME{5};

/// A signing key: proves who we are, and checks who Inngest is. There is no way to get the key itself out of it.
class SigningKey {
 public:
  /// `signkey-<env>-<hex>` or hex alone. Throws std::invalid_argument, which does not repeat it, where it is no key.
  explicit SigningKey(std::string_view text);

  /// For `Authorization: Bearer …`: the prefix, and the SHA-256 of what the hex stands for (specification, 4.1.4).
  const std::string& bearer() const noexcept { return bearer_; }

  /// The signature header of a body: `t=<seconds>&s=<hex>`, HMAC-SHA256 with the key's text without its prefix over the
  /// body and the seconds in decimal (specification, 4.1.1; the key as text is what the server does).
  std::string sign(std::string_view body, Timestamp now) const;

  /// Whether a header is a signature of these bytes by this key, not older than SIGNATURE_LIFETIME. Takes the same time
  /// for every wrong signature.
  bool verify(std::string_view header, std::string_view body, Timestamp now) const;

 private:
  std::string mac(std::string_view body, std::string_view seconds) const;

  std::shared_ptr<void> key_;  ///< OpenSSL's
  std::string bearer_;
};

/// SHA-256 in hex.
std::string sha256Hex(std::string_view bytes);
/// Whether two secrets are the same, in a time that does not tell where they differ.
bool sameSecret(std::string_view a, std::string_view b);

}  // namespace event_runtime::inngest
