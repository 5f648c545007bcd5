#pragma once

#include <event_runtime/time.hpp>

#include <cstdint>
#include <mutex>
#include <random>
#include <string>

namespace event_runtime {

/// Makes ULIDs (github.com/ulid/spec): 48 bits of milliseconds and 80 random bits, in 26 characters of Crockford's
/// base 32. Those of one generator ascend strictly, also within a millisecond and when the clock is set back.
/// Thread-safe.
class UlidGenerator {
 public:
  /// `now` before 1970 counts as 1970, after the year 10889, where 48 bits end, as that.
  std::string next(Timestamp now);

 private:
  std::mutex mutex_;
  std::uint64_t milliseconds_ = 0;
  std::uint16_t high_ = 0;  ///< the random part's upper 16 bits
  std::uint64_t low_ = 0;   ///< and its lower 64
  std::random_device random_;
};

}  // namespace event_runtime
