#pragma once

#include <chrono>

namespace event_runtime::inngest {

/// Before a request to Inngest is tried for the second time.
inline constexpr std::chrono::milliseconds FIRST_PAUSE{100};

/// The pause after the n-th failure, n from 0: doubled each time, and up to FIRST_PAUSE more, so that many senders do
/// not come back at once.
std::chrono::milliseconds pauseAfter(int failure);

/// Whether a request that was answered so may do better another time.
bool mayHelpToRetry(int status);

}  // namespace event_runtime::inngest
