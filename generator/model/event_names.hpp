#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace event_codegen {

/// At most that many bytes (Inngest's limit).
inline constexpr std::size_t MAX_EVENT_NAME = 255;
/// Names that begin with it are the runtime's own.
inline constexpr std::string_view RESERVED_PREFIX = "inngest/";

/// What is wrong with the name of an event, and what to do; empty if nothing is.
std::string checkEventName(std::string_view name);

}  // namespace event_codegen
