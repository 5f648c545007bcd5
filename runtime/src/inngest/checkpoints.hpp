#pragma once

#include <event_runtime/checkpointing.hpp>
#include <event_runtime/clock.hpp>
#include <event_runtime/logger.hpp>

#include "inngest/api_client.hpp"
#include "inngest/call_request.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace event_runtime::inngest {

/// Throws std::invalid_argument, with `whose` in it, where a number is out of its range.
void requireGood(const Checkpointing& checkpointing, const std::string& whose);

/// Tells Inngest of finished steps while the call that has run them goes on (specification, 10.3.1 and 10.4.1). One call
/// has one; its methods are for the thread of the call.
class Checkpoints {
 public:
  /// A request is tried so often, where that may help.
  static constexpr int ATTEMPTS = 5;
  /// More bytes of steps are not kept back.
  static constexpr std::size_t MAX_BUFFER = std::size_t{2} * 1024 * 1024;

  enum class State {
    good,    ///< told, or kept back for later
    failed,  ///< not told: the steps must be in the answer to the call
    stale,   ///< Inngest has given the call up and begun another one; nothing it gives counts
  };

  /// All must outlive it.
  Checkpoints(const Checkpointing& checkpointing, const CallRequest& request, const ApiClient& api,
              const Credentials& credentials, Clock& clock, Logger& logger);
  /// Whatever was not told is dropped.
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// Takes a finished step, an operation as JSON text, and tells of what is kept back where it is time.
  State add(std::string_view step);
  /// Tells of all that is kept back.
  State flush();
  /// What is kept back: a JSON array.
  std::string takeBuffered();
  /// Whether the call has taken as long as it may.
  bool isOverTime() const;

 private:
  void keepInterval();
  State flushLocked();
  State post(const std::string& body);
  std::string body() const;
  void pause(int failures) const;
  void log(std::string_view message, std::string_view reason) const;

  const Checkpointing options_;
  const CallRequest& request_;
  const ApiClient& api_;
  const Credentials& credentials_;
  Clock& clock_;
  Logger& logger_;
  const Timestamp began_;

  std::mutex mutex_;  ///< held while Inngest is told, so that nobody adds or answers meanwhile
  std::condition_variable changed_;
  std::string buffer_;     ///< operations, with commas between them
  int buffered_ = 0;       ///< how many they are
  Timestamp firstAdded_{};  ///< when the first of them was
  State state_ = State::good;
  bool ending_ = false;
  std::thread timer_;  ///< keeps the interval; begun when it is needed
};

}  // namespace event_runtime::inngest
