#pragma once

#include <event_runtime/inngest.hpp>

#include "inngest/signing_key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::inngest {

/// The keys of the settings, as what they are for.
class Credentials {
 public:
  /// Throws std::invalid_argument, naming the environment variable, where a signing key is none.
  explicit Credentials(const InngestSettings& settings);

  /// Signing keys, the first one first: none, one or two.
  const std::vector<SigningKey>& signingKeys() const noexcept { return signingKeys_; }
  /// The key by which a body was signed; nullptr where it is none of ours.
  const SigningKey* signerOf(std::string_view signature, std::string_view body, Timestamp now) const;

  /// The text with every key in it replaced, for what others wrote and we pass on or log.
  std::string redacted(std::string text) const;

 private:
  std::vector<SigningKey> signingKeys_;
  std::vector<std::string> secrets_;
};

}  // namespace event_runtime::inngest
