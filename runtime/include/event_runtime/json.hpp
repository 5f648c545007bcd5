#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json_fwd.hpp>

#include <nlohmann/json.hpp>

namespace event_runtime {

/// A value as dynamic JSON; numbers that JSON lacks become `null`, as in its text.
template <JsonEncodable T>
Json toJson(const T& value) {
  JsonBuffer buffer;
  encodeJson(buffer, value);
  return Json::parse(buffer.view());
}

/// Dynamic JSON as a T, checked against T's schema. What is said of texts holds here too: it is checked as its text.
template <JsonDecodable T>
Parsed<T> fromJson(const Json& json, const DecodeLimits& limits = {}) {
  JsonBuffer buffer;
  encodeJson(buffer, json);
  return parse<T>(buffer.view(), limits);
}

}  // namespace event_runtime
