#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/handler.hpp>

#include "execution/execution.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::inngest {

/// The body of a call request (specification, 4.4.1), as far as it is used.
struct CallRequest {
  std::vector<StoredEvent> events;  ///< at least one
  execution::Memoised steps;
  std::vector<execution::StepHash> stack;  ///< the order in which the steps ended
  std::string runId;
  /// What Inngest calls the function and the entry of its queue that this call is; empty where it takes no checkpoints.
  std::string functionId;
  std::string queueItemId;
  std::string requestId;        ///< empty: not told
  std::int64_t generation = 0;  ///< how often the entry was taken from the queue; 0: not told
  int attempt = 0;
  std::optional<int> maxAttempts;
  bool disableImmediateExecution = false;
  bool useApi = false;
};

/// A request may carry 4 MiB; the run's state, when it is fetched, up to 32 MiB.
inline constexpr std::size_t MAX_STATE_SIZE = std::size_t{40} * 1024 * 1024;

/// Members that are not known are skipped: the server adds some from time to time.
Parsed<CallRequest> parseCallRequest(std::string_view body);
/// What `/v0/runs/:id/batch` answers.
Parsed<std::vector<StoredEvent>> parseEvents(std::string_view body);
/// What `/v0/runs/:id/actions` answers.
Parsed<execution::Memoised> parseSteps(std::string_view body);

}  // namespace event_runtime::inngest
