#pragma once

#include <event_runtime/codec/decoder.hpp>

#include "expression/value.hpp"

namespace event_runtime::expression {

/// A JSON value and where its document lies.
struct JsonView {
  JsonSource source;
  JsonValue value{};

  /// A value that a decoder reads.
  static JsonView of(const Decoder& decoder, JsonValue value) noexcept;
};

}  // namespace event_runtime::expression
