#include "event/ulid.hpp"

#include <algorithm>
#include <string_view>

namespace event_runtime {

namespace {

constexpr std::string_view ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::uint64_t LAST_MILLISECOND = (std::uint64_t{1} << 48) - 1;

std::string encode(std::uint64_t milliseconds, std::uint16_t high, std::uint64_t low) {
  std::string text(26, '0');
  for (std::size_t i = 10; i-- > 0; milliseconds >>= 5) text[i] = ALPHABET[milliseconds & 31];
  // 80 bits, five at a time from the right: shift the two words as one number.
  std::uint64_t upper = high;
  for (std::size_t i = 26; i-- > 10;) {
    text[i] = ALPHABET[low & 31];
    low = (low >> 5) | (upper << 59);
    upper >>= 5;
  }
  return text;
}

}  // namespace

std::string UlidGenerator::next(Timestamp now) {
  const auto count = std::max<std::int64_t>(now.time_since_epoch().count(), 0);
  const std::uint64_t milliseconds = std::min(static_cast<std::uint64_t>(count), LAST_MILLISECOND);
  const std::lock_guard lock(mutex_);
  if (milliseconds > milliseconds_) {
    milliseconds_ = milliseconds;
    // Asked once a millisecond, so the system's own source is not too slow.
    high_ = static_cast<std::uint16_t>(random_());
    low_ = (std::uint64_t{random_()} << 32) | random_();
  } else if (++low_ == 0 && ++high_ == 0 && milliseconds_ < LAST_MILLISECOND) {
    // The random part has run over, so the next millisecond is taken in advance.
    ++milliseconds_;
  }
  return encode(milliseconds_, high_, low_);
}

}  // namespace event_runtime
