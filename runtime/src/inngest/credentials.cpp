#include "inngest/credentials.hpp"

#include <algorithm>
#include <stdexcept>

namespace event_runtime::inngest {

namespace {

SigningKey makeKey(const std::string& text, const char* variable) {
  try {
    return SigningKey(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string(variable) + ": " + error.what());
  }
}

}  // namespace

Credentials::Credentials(const InngestSettings& settings) {
  if (!settings.signingKey.empty()) signingKeys_.push_back(makeKey(settings.signingKey, "INNGEST_SIGNING_KEY"));
  if (!settings.signingKeyFallback.empty()) {
    signingKeys_.push_back(makeKey(settings.signingKeyFallback, "INNGEST_SIGNING_KEY_FALLBACK"));
  }
  for (const std::string* secret : {&settings.signingKey, &settings.signingKeyFallback, &settings.eventKey}) {
    if (secret->empty()) continue;
    secrets_.push_back(*secret);
    // Without its prefix it is as good as with it.
    const std::size_t hyphen = secret->rfind('-');
    if (secret->starts_with("signkey-") && hyphen + 1 < secret->size()) secrets_.push_back(secret->substr(hyphen + 1));
  }
}

const SigningKey* Credentials::signerOf(std::string_view signature, std::string_view body, Timestamp now) const {
  const auto found = std::find_if(signingKeys_.begin(), signingKeys_.end(),
                                  [&](const SigningKey& key) { return key.verify(signature, body, now); });
  return found == signingKeys_.end() ? nullptr : &*found;
}

std::string Credentials::redacted(std::string text) const {
  for (const std::string& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

}  // namespace event_runtime::inngest
