#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <simdjson.h>

#include <string_view>

/// The one place where our handles meet simdjson's tape, on which a parsed document lies.
namespace event_runtime::tape {

using simdjson::internal::tape_ref;
using simdjson::internal::tape_type;

inline tape_ref at(const void* document, std::size_t position) noexcept {
  return {static_cast<const simdjson::dom::document*>(document), position};
}

inline tape_ref at(JsonValue value) noexcept { return at(value.document, value.position); }

inline tape_type typeOf(JsonValue value) noexcept { return at(value).tape_ref_type(); }

/// The JSON type in words; `integer` for a number written without fraction and exponent.
std::string_view describe(JsonValue value) noexcept;

/// What stands there, short enough for a message: scalars as they are, the rest by their type.
std::string excerpt(JsonValue value);

}  // namespace event_runtime::tape
