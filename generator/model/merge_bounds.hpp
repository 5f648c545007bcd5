#pragma once

#include <algorithm>
#include <optional>

/// Of two bounds, either of which may not be there, the stricter one.
namespace event_codegen {

template <class Number>
std::optional<Number> greater(const std::optional<Number>& a, const std::optional<Number>& b) {
  return !a ? b : !b ? a : std::optional(std::max(*a, *b));
}

template <class Number>
std::optional<Number> lesser(const std::optional<Number>& a, const std::optional<Number>& b) {
  return !a ? b : !b ? a : std::optional(std::min(*a, *b));
}

}  // namespace event_codegen
