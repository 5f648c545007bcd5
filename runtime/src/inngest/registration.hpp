#pragma once

#include <event_runtime/codec/json_buffer.hpp>

#include "function/handler_registry.hpp"

#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// Writes the list of an application's functions as Inngest wants it (specification, 4.3.2): all that their options
/// say, by name. `url` is where the application is reached.
void encodeFunctions(JsonBuffer& json, const function::HandlerRegistry& functions, std::string_view url,
                     const Checkpointing& checkpointing);

/// The body of `POST /fn/register`.
std::string registration(const std::string& app, const function::HandlerRegistry& functions, std::string_view url,
                         std::string_view framework, const Checkpointing& checkpointing);

/// `{"in_band_sync":"v1"}`, or nothing in the braces.
void encodeCapabilities(JsonBuffer& json, bool allowInBandSync);

}  // namespace event_runtime::inngest
