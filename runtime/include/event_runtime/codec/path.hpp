#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace event_runtime {

/// Where a decoder stands: a list that grows down the call stack and costs nothing until an issue is reported.
struct Path {
  const Path* parent = nullptr;  ///< nullptr: the document itself
  std::string_view key = {};     ///< the member's name, unless `isIndex`
  std::size_t index = 0;         ///< the element's index, if `isIndex`
  bool isIndex = false;

  static Path member(const Path& parent, std::string_view key) noexcept { return {&parent, key, 0, false}; }
  static Path element(const Path& parent, std::size_t index) noexcept { return {&parent, {}, index, true}; }
};

/// The JSON pointer of RFC 6901; empty for the document itself.
std::string toJsonPointer(const Path& path);

}  // namespace event_runtime
