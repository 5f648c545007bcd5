// Values without a schema: any JSON text, and Json.

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json.hpp>

#include "codec/tape.hpp"

namespace event_runtime {

using tape::tape_type;

namespace {

/// Depth is bounded by the parser's limit, so recursion is safe.
void writeText(JsonBuffer& json, JsonValue value);

void writeArray(JsonBuffer& json, JsonValue value) {
  Decoder decoder;
  ArrayElements elements;
  decoder.array(value, elements, {});
  json.raw('[');
  for (bool first = true; elements.next(); first = false) {
    if (!first) json.raw(',');
    writeText(json, elements.value());
  }
  json.raw(']');
}

void writeObject(JsonBuffer& json, JsonValue value) {
  Decoder decoder;
  ObjectMembers members;
  decoder.object(value, members, {});
  json.raw('{');
  for (bool first = true; members.next(); first = false) {
    if (!first) json.raw(',');
    json.string(members.key());
    json.raw(':');
    writeText(json, members.value());
  }
  json.raw('}');
}

void writeText(JsonBuffer& json, JsonValue value) {
  const auto ref = tape::at(value);
  switch (tape::typeOf(value)) {
    case tape_type::START_ARRAY:
      writeArray(json, value);
      break;
    case tape_type::START_OBJECT:
      writeObject(json, value);
      break;
    case tape_type::STRING:
      json.string(ref.get_string_view());
      break;
    case tape_type::INT64:
      json.integer(ref.next_tape_value<std::int64_t>());
      break;
    case tape_type::UINT64:
      json.unsignedInteger(ref.next_tape_value<std::uint64_t>());
      break;
    case tape_type::DOUBLE:
      json.number(ref.next_tape_value<double>());
      break;
    case tape_type::TRUE_VALUE:
      json.boolean(true);
      break;
    case tape_type::FALSE_VALUE:
      json.boolean(false);
      break;
    default:
      json.null();
  }
}

Json toJson(Decoder& decoder, JsonValue value, const Path& path) {
  const auto ref = tape::at(value);
  switch (tape::typeOf(value)) {
    case tape_type::START_ARRAY: {
      ArrayElements elements;
      decoder.array(value, elements, path);
      Json array = Json::array();
      for (std::size_t index = 0; elements.next(); ++index) {
        array.push_back(toJson(decoder, elements.value(), Path::element(path, index)));
      }
      return array;
    }
    case tape_type::START_OBJECT: {
      ObjectMembers members;
      decoder.object(value, members, path);
      Json object = Json::object();
      while (members.next()) {
        Json member = toJson(decoder, members.value(), Path::member(path, members.key()));
        if (!object.emplace(std::string(members.key()), std::move(member)).second)
          decoder.duplicateKey(members.key(), path);
      }
      return object;
    }
    case tape_type::STRING:
      return std::string(ref.get_string_view());
    case tape_type::INT64:
      return ref.next_tape_value<std::int64_t>();
    case tape_type::UINT64:
      return ref.next_tape_value<std::uint64_t>();
    case tape_type::DOUBLE:
      return ref.next_tape_value<double>();
    case tape_type::TRUE_VALUE:
      return true;
    case tape_type::FALSE_VALUE:
      return false;
    default:
      return nullptr;
  }
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

bool Decoder::text(JsonValue json, std::string& out, const Path&) {
  JsonBuffer buffer;
  writeText(buffer, json);
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
