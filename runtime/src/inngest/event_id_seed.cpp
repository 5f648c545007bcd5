#include "inngest/event_sender.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <new>

namespace event_runtime::inngest {

namespace {

using Digest = std::array<std::uint8_t, 32>;

Digest digestOf(std::string_view bytes) {
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::bad_alloc();
  return digest;
}

void takeEntropy(EventIdSeed& seed, const Digest& digest) {
  std::copy_n(digest.begin(), seed.entropy.size(), seed.entropy.begin());
}

/// The time in a ULID's first ten characters (github.com/ulid/spec); 0 where it is none.
std::int64_t timeOfUlid(std::string_view ulid) {
  constexpr std::string_view DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  if (ulid.size() != 26) return 0;
  std::int64_t milliseconds = 0;
  for (const char character : ulid.substr(0, 10)) {
    const std::size_t digit = DIGITS.find(character);
    if (digit == std::string_view::npos) return 0;
    milliseconds = milliseconds * 32 + static_cast<std::int64_t>(digit);
  }
  return milliseconds;
}

}  // namespace

EventIdSeed EventIdSeed::random(Timestamp now) {
  EventIdSeed seed{now.time_since_epoch().count()};
  if (RAND_bytes(seed.entropy.data(), static_cast<int>(seed.entropy.size())) != 1) {
    throw SendError("the system gives no random numbers");
  }
  return seed;
}

EventIdSeed EventIdSeed::ofStep(std::string_view runId, std::string_view stepHash, Timestamp now) {
  const std::int64_t started = timeOfUlid(runId);
  if (started <= 0) return random(now);
  EventIdSeed seed{started};
  takeEntropy(seed, digestOf(std::string(runId) + ' ' + std::string(stepHash)));
  return seed;
}

EventIdSeed EventIdSeed::ofPart(std::size_t part) const {
  if (part == 0) return *this;
  EventIdSeed seed{milliseconds};
  takeEntropy(seed, digestOf(text() + ' ' + std::to_string(part)));
  return seed;
}

std::string EventIdSeed::text() const {
  std::array<unsigned char, 17> base64{};  // 16 characters and the zero that OpenSSL adds
  const int size = EVP_EncodeBlock(base64.data(), entropy.data(), static_cast<int>(entropy.size()));
  return std::to_string(milliseconds) + ',' +
         std::string(reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size));
}

}  // namespace event_runtime::inngest
