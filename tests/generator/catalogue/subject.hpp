#pragma once

#include <event_runtime/codec/codec.hpp>

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace catalogue_test {

/// A payload's type without its type, so that only what generated code has of its own is compiled once for each.
struct Subject {
  std::string_view kind;  ///< which payloads are its own, in payloads.json
  std::shared_ptr<void> (*make)();
  void (*decode)(event_runtime::Decoder& decoder, event_runtime::JsonValue json, void* out,
                 const event_runtime::Path& path);
  void (*encode)(event_runtime::JsonBuffer& json, const void* value);
  event_runtime::CheckedText (*check)(const void* value);
  std::string (*log)(const void* value);
  bool (*isEqual)(const void* left, const void* right);
  std::partial_ordering (*compare)(const void* left, const void* right);
};

template <class T>
Subject subject(std::string_view kind) {
  using namespace event_runtime;
  return {
      .kind = kind,
      .make = []() -> std::shared_ptr<void> { return std::make_shared<T>(); },
      .decode = [](Decoder& decoder, JsonValue json, void* out,
                   const Path& path) { decodeJson(decoder, json, *static_cast<T*>(out), path); },
      .encode = [](JsonBuffer& json, const void* value) { encodeJson(json, *static_cast<const T*>(value)); },
      .check = [](const void* value) { return toCheckedText(*static_cast<const T*>(value)); },
      .log = [](const void* value) { return toLogText(*static_cast<const T*>(value)); },
      .isEqual = [](const void* left,
                    const void* right) { return *static_cast<const T*>(left) == *static_cast<const T*>(right); },
      .compare = [](const void* left, const void* right) -> std::partial_ordering {
        return *static_cast<const T*>(left) <=> *static_cast<const T*>(right);
      },
  };
}

/// One for each event of the catalogue.
std::vector<Subject> subjects();

}  // namespace catalogue_test
