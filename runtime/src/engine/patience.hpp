#pragma once

#include <event_runtime/time.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace event_runtime::engine {

/// How long to bear with a store that fails: some repetitions at once, then pauses of 100 ms, doubled up to 5 s, and
/// after about half a minute no more.
class Patience {
 public:
  void succeeded() noexcept { *this = {}; }

  void failed(Timestamp now) noexcept {
    ++failures_;
    retryAt_ = now;
    if (!mayRepeatAtOnce()) {
      const int doublings = std::min(failures_ - IMMEDIATE_RETRIES - 1, 10);
      *retryAt_ += std::min<std::chrono::milliseconds>(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE);
    }
  }

  int failures() const noexcept { return failures_; }
  /// A lock that another program held is gone by the next time.
  bool mayRepeatAtOnce() const noexcept { return failures_ <= IMMEDIATE_RETRIES; }
  bool isSpent() const noexcept { return failures_ >= MAX_FAILURES; }
  bool mayTry(Timestamp now) const noexcept { return !retryAt_ || *retryAt_ <= now; }
  /// std::nullopt: nothing has failed.
  const std::optional<Timestamp>& retryAt() const noexcept { return retryAt_; }

 private:
  static constexpr int IMMEDIATE_RETRIES = 3;
  static constexpr int MAX_FAILURES = 13;
  static constexpr std::chrono::milliseconds FIRST_PAUSE{100};
  static constexpr std::chrono::milliseconds LONGEST_PAUSE{5000};

  int failures_ = 0;  ///< in a row
  std::optional<Timestamp> retryAt_;
};

}  // namespace event_runtime::engine
