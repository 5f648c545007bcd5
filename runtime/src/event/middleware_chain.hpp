#pragma once

#include <event_runtime/logger.hpp>
#include <event_runtime/middleware.hpp>

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace event_runtime {

/// Middleware in the order in which it is called. Thread-safe.
class MiddlewareChain {
 public:
  /// Throws std::invalid_argument where one is nullptr. `logger` may be nullptr.
  MiddlewareChain(MiddlewareList middleware, std::shared_ptr<Logger> logger);

  bool isEmpty() const noexcept { return middleware_.empty(); }

  /// Calls a hook that changes something; what it throws goes to the caller.
  template <class Hook>
  void transform(Hook hook) const {
    for (const auto& middleware : middleware_) hook(*middleware);
  }

  /// Calls a hook that looks on; what it throws is logged.
  template <class Hook>
  void tell(std::string_view name, Hook hook) const noexcept {
    for (const auto& middleware : middleware_) {
      try {
        hook(*middleware);
      } catch (const std::exception& error) {
        logFailure(name, error.what());
      } catch (...) {
        logFailure(name, "something that is no std::exception");
      }
    }
  }

  /// Lets hooks at events and checks that they are still what may be sent. Throws ValidationError where not.
  void beforeSend(const RunContext* run, std::span<OutgoingEvent> events) const;
  void afterSend(const RunContext* run, std::span<const std::string> ids, const std::string* error) const noexcept;

 private:
  void logFailure(std::string_view hook, std::string_view error) const noexcept;

  MiddlewareList middleware_;
  std::shared_ptr<Logger> logger_;
};

/// Throws NonRetriableError where a hook has left what is no JSON text. `what` names it.
void requireJson(std::string_view text, std::string_view what);

}  // namespace event_runtime
