#pragma once

#include "execution/execution.hpp"

#include <cstddef>
#include <string>

namespace event_runtime::execution {

/// The longest message of an error that is kept, in bytes; a longer one is cut and says so.
inline constexpr std::size_t MAX_MESSAGE_SIZE = std::size_t{32} * 1024;

/// What the exception being handled means. Called within a catch block.
Failure currentFailure() noexcept;

/// What a step's StepOptions::delay makes of the exception being handled. Called within a catch block.
std::optional<std::chrono::milliseconds> delayOfCurrent(const StepPolicy& policy, int failures) noexcept;
/// The same of an exception that was not thrown.
std::optional<std::chrono::milliseconds> delayOf(const StepPolicy& policy, const std::exception& error,
                                                 int failures) noexcept;

/// A failure of the rules, not of user code: never retried.
Failure ruleFailure(std::string message);

/// A type's name as it stands in source code, without the standard library's inner namespaces.
std::string readableTypeName(const char* mangledName);

}  // namespace event_runtime::execution
