#include "inngest/retry_pause.hpp"

#include <cstdint>
#include <random>

namespace event_runtime::inngest {

std::chrono::milliseconds pauseAfter(int failure) {
  std::random_device random;
  std::uniform_int_distribution<std::int64_t> jitter(0, FIRST_PAUSE.count());
  return FIRST_PAUSE * (1 << failure) + std::chrono::milliseconds(jitter(random));
}

bool mayHelpToRetry(int status) { return status >= 500 || status == 429; }

}  // namespace event_runtime::inngest
