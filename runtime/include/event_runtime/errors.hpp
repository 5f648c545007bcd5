#pragma once

#include <event_runtime/time.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace event_runtime {

/// Thrown by a handler or a step: retrying will not help. The step, or the run, fails at once. A ValidationError means
/// the same.
class NonRetriableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown by a handler or a step: retry, but not before the time given. Delays are clamped to 1 s … 24 h, as
/// Inngest's server does.
class RetryAfterError : public std::runtime_error {
 public:
  RetryAfterError(const std::string& message, std::chrono::milliseconds delay)
      : std::runtime_error(message), when_(delay) {}
  RetryAfterError(const std::string& message, Timestamp time) : std::runtime_error(message), when_(time) {}

  /// A delay from now, or a point in time.
  const std::variant<std::chrono::milliseconds, Timestamp>& when() const noexcept { return when_; }

 private:
  std::variant<std::chrono::milliseconds, Timestamp> when_;
};

/// An error as it is stored and sent: the same members as Inngest's.
struct ErrorInfo {
  std::string name;     ///< the exception's type, such as `std::runtime_error`
  std::string message;  ///< what()

  friend bool operator==(const ErrorInfo&, const ErrorInfo&) = default;
};

/// Thrown in the handler where a step has failed for good: its retries are used up or it was not retriable.
/// A handler may catch it and go on; one that does not fails its run without further retries.
class StepError : public std::runtime_error {
 public:
  StepError(std::string stepId, ErrorInfo cause)
      : std::runtime_error(cause.message), stepId_(std::move(stepId)), cause_(std::move(cause)) {}

  /// The id the step was given, such as `send-welcome-email`.
  const std::string& stepId() const noexcept { return stepId_; }
  const ErrorInfo& cause() const noexcept { return cause_; }

 private:
  std::string stepId_;
  ErrorInfo cause_;
};

/// An attempt of a step has taken longer than its StepOptions::timeout, and was cut off. As the cause of a StepError it
/// is known by its name, `event_runtime::StepTimeoutError`.
class StepTimeoutError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The code does not fit its record or breaks a rule of durable execution: a step inside a step, a memoised step
/// that is now of another kind, an id that is empty, an id that branches of a parallel() share where their order is not
/// certain. Never retried.
class DeterminismError : public NonRetriableError {
 public:
  using NonRetriableError::NonRetriableError;
};

}  // namespace event_runtime
