#pragma once

#include <event_runtime/codec/codec.hpp>

#include <string>
#include <vector>

namespace event_runtime::execution {

/// The record of a sendEvent step.
struct SentEvents {
  std::vector<std::string> ids;
};

void decodeJson(Decoder& decoder, JsonValue json, SentEvents& value, const Path& path);

}  // namespace event_runtime::execution
