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

template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const Box<T>& value) {
  if (value) {
    encodeJson(json, *value);
  } else {
    json.null();
  }
}

template <JsonEncodable T>
void encodeMembers(JsonBuffer& json, const std::map<std::string, T>& members) {
  for (const auto& [key, member] : members) {
    json.memberKey(key);
    encodeJson(json, member);
  }
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, Box<T>& value, const Path& path) {
  decodeJson(decoder, json, value ? *value : value.emplace(), path);
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::optional<T>& value, const Path& path) {
  if (decoder.isNull(json)) {
    value.reset();
  } else {
    decodeJson(decoder, json, Decoder::filled(value), path);
  }
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::vector<T>& value, const Path& path) {
  ArrayElements elements;
  if (!decoder.array(json, elements, path)) return;
  while (elements.next()) decodeJson(decoder, elements.value(), elements.place(value), elements.path());
  elements.finish(value);
}

template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::map<std::string, T>& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  value.clear();
  while (members.next()) {
    const auto [position, isNew] = value.try_emplace(std::string(members.key()));
    if (!isNew) decoder.duplicateKey(members.key(), path);
    decodeJson(decoder, members.value(), position->second, members.path());
  }
}

}  // namespace event_runtime
