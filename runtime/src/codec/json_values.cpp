// Values without a schema: any JSON text, and Json.

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json.hpp>

#include "codec/tape.hpp"

namespace event_runtime {

using tape::Type;

namespace {

/// Depth is bounded by the parser's limit, so recursion is safe.
void writeText(Decoder& decoder, JsonBuffer& json, JsonValue value);

void writeArray(Decoder& decoder, JsonBuffer& json, JsonValue value) {
  ArrayElements elements;
  decoder.array(value, elements, {});
  json.raw('[');
  for (bool first = true; elements.next(); first = false) {
    if (!first) json.raw(',');
    writeText(decoder, json, elements.value());
  }
  json.raw(']');
}

void writeObject(Decoder& decoder, JsonBuffer& json, JsonValue value) {
  ObjectMembers members;
  decoder.object(value, members, {});
  json.raw('{');
  for (bool first = true; members.next(); first = false) {
    if (!first) json.raw(',');
    json.string(members.key());
    json.raw(':');
    writeText(decoder, json, members.value());
  }
  json.raw('}');
}

void writeText(Decoder& decoder, JsonBuffer& json, JsonValue value) {
  switch (tape::typeOf(value)) {
    case Type::array:
      return writeArray(decoder, json, value);
    case Type::object:
      return writeObject(decoder, json, value);
    case Type::string:
      return json.string(tape::text(decoder, value));
    case Type::signedInteger:
      return json.integer(tape::signedInteger(value));
    case Type::unsignedInteger:
      return json.unsignedInteger(tape::unsignedInteger(value));
    case Type::floating:
      return json.number(tape::floating(value));
    case Type::isTrue:
      return json.boolean(true);
    case Type::isFalse:
      return json.boolean(false);
    case Type::null:
      return json.null();
  }
}

Json toJson(Decoder& decoder, JsonValue value, const Path& path) {
  switch (tape::typeOf(value)) {
    case Type::array: {
      ArrayElements elements;
      decoder.array(value, elements, path);
      Json array = Json::array();
      while (elements.next()) array.push_back(toJson(decoder, elements.value(), elements.path()));
      return array;
    }
    case Type::object: {
      ObjectMembers members;
      decoder.object(value, members, path);
      Json object = Json::object();
      while (members.next()) {
        Json member = toJson(decoder, members.value(), members.path());
        if (!object.emplace(std::string(members.key()), std::move(member)).second)
          decoder.duplicateKey(members.key(), path);
      }
      return object;
    }
    case Type::string:
      return std::string(tape::text(decoder, value));
    case Type::signedInteger:
      return tape::signedInteger(value);
    case Type::unsignedInteger:
      return tape::unsignedInteger(value);
    case Type::floating:
      return tape::floating(value);
    case Type::isTrue:
      return true;
    case Type::isFalse:
      return false;
    case Type::null:
      break;
  }
  return nullptr;
}

void writeJson(JsonBuffer& json, const Json& value, std::size_t depth) {
  switch (value.type()) {
    case Json::value_t::string:
      json.string(value.get_ref<const std::string&>());
      break;
    case Json::value_t::number_integer:
      json.integer(value.get<std::int64_t>());
      break;
    case Json::value_t::number_unsigned:
      json.unsignedInteger(value.get<std::uint64_t>());
      break;
    case Json::value_t::number_float:
      json.number(value.get<double>());
      break;
    case Json::value_t::boolean:
      json.boolean(value.get<bool>());
      break;
    case Json::value_t::array: {
      json.raw('[');
      bool first = true;
      // A level more than a decoder takes, so that it refuses the text; what is deeper still would be too much for a
      // fiber's stack.
      if (depth <= MAX_JSON_DEPTH + 1) {
        for (const Json& element : value) {
          if (!first) json.raw(',');
          first = false;
          writeJson(json, element, depth + 1);
        }
      }
      json.raw(']');
      break;
    }
    case Json::value_t::object: {
      json.raw('{');
      bool first = true;
      if (depth <= MAX_JSON_DEPTH + 1) {
        for (const auto& [key, element] : value.get_ref<const Json::object_t&>()) {
          if (!first) json.raw(',');
          first = false;
          json.string(key);
          json.raw(':');
          writeJson(json, element, depth + 1);
        }
      }
      json.raw('}');
      break;
    }
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      json.null();
  }
}

}  // namespace

Json& ObjectMembers::place(Json& out) const {
  if (!out.is_object()) out = Json::object();
  const auto [position, isNew] = out.emplace(std::string(key()), nullptr);
  if (!isNew) reportDuplicate();
  return *position;
}

Json& PropertyWalkBase::place(Json& out) {
  if (!out.is_object()) out = Json::object();
  const auto [position, isNew] = out.emplace(std::string(key()), nullptr);
  if (!isNew) decoder_.duplicateKey(key(), *path_.parent);
  return *position;
}

void encodeMembers(JsonBuffer& json, const Json& members) {
  if (!members.is_object()) return;
  for (const auto& [key, member] : members.get_ref<const Json::object_t&>()) {
    json.memberKey(key);
    writeJson(json, member, 1);
  }
}

bool Decoder::text(JsonValue json, std::string& out, const Path&) {
  JsonBuffer buffer;
  writeText(*this, buffer, json);
  out = buffer.view();
  return true;
}

template <std::same_as<Json> T>
void encodeJson(JsonBuffer& json, const T& value) {
  // Not dump(), which throws on text that is not UTF-8; copied as it is, the decoder refuses it with an issue.
  writeJson(json, value, 1);
}

template <std::same_as<Json> T>
void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path) {
  value = toJson(decoder, json, path);
}

template void encodeJson<Json>(JsonBuffer& json, const Json& value);
template void decodeJson<Json>(Decoder& decoder, JsonValue json, Json& value, const Path& path);

}  // namespace event_runtime
