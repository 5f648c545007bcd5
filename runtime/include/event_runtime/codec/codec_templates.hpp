#pragma once

// The templates that codec.hpp declares.

#include <event_runtime/codec/codec.hpp>

namespace event_runtime {

template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::optional<T>& value) {
  if (value) {
    encodeJson(json, *value);
  } else {
    json.null();
  }
}

template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::vector<T>& value) {
  json.raw('[');
  bool first = true;
  for (const auto& element : value) {
    if (!first) json.raw(',');
    first = false;
    encodeJson(json, static_cast<const T&>(element));
  }
  json.raw(']');
}

template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::map<std::string, T>& value) {
  json.raw('{');
  bool first = true;
  for (const auto& [key, element] : value) {
    if (!first) json.raw(',');
    first = false;
    json.string(key);
    json.raw(':');
    encodeJson(json, element);
  }
  json.raw('}');
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::optional<T>& value, const Path& path) {
  if (decoder.isNull(json)) {
    value.reset();
  } else {
    decodeJson(decoder, json, value.emplace(), path);
  }
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::vector<T>& value, const Path& path) {
  ArrayElements elements;
  if (!decoder.array(json, elements, path)) return;
  value.clear();
  value.reserve(elements.size());
  for (std::size_t index = 0; elements.next(); ++index) {
    T element{};  // not emplace_back(): the elements of std::vector<bool> have no address
    decodeJson(decoder, elements.value(), element, Path::element(path, index));
    value.push_back(std::move(element));
  }
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::map<std::string, T>& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  value.clear();
  while (members.next()) {
    const auto [position, isNew] = value.try_emplace(std::string(members.key()));
    if (!isNew) decoder.duplicateKey(members.key(), path);
    decodeJson(decoder, members.value(), position->second, Path::member(path, members.key()));
  }
}

}  // namespace event_runtime
