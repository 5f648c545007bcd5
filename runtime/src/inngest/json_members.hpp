#pragma once

#include <event_runtime/codec/json_buffer.hpp>

#include <cstdint>
#include <string_view>

namespace event_runtime::inngest {

/// Writes `"name":`, after a comma unless the object has just begun.
inline void beginMember(JsonBuffer& json, std::string_view name) {
  if (!json.view().ends_with('{')) json.raw(',');
  json.string(name);
  json.raw(':');
}

inline void stringMember(JsonBuffer& json, std::string_view name, std::string_view value) {
  beginMember(json, name);
  json.string(value);
}

/// Nothing where the text is empty.
inline void optionalStringMember(JsonBuffer& json, std::string_view name, std::string_view value) {
  if (!value.empty()) stringMember(json, name, value);
}

inline void nullableStringMember(JsonBuffer& json, std::string_view name, std::string_view value) {
  beginMember(json, name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

inline void integerMember(JsonBuffer& json, std::string_view name, std::int64_t value) {
  beginMember(json, name);
  json.integer(value);
}

inline void booleanMember(JsonBuffer& json, std::string_view name, bool value) {
  beginMember(json, name);
  json.boolean(value);
}

}  // namespace event_runtime::inngest
