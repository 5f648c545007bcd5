// The types that need no schema.
#include <event_runtime/codec/codec.hpp>

namespace event_runtime {

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

void encodeJson(JsonBuffer& json, const std::string& value) { json.string(value); }
void encodeJson(JsonBuffer& json, std::string_view value) { json.string(value); }
void encodeJson(JsonBuffer& json, const char* value) {
  if (value == nullptr) {
    json.null();
  } else {
    json.string(value);
  }
}
void encodeJson(JsonBuffer& json, Timestamp value) { json.string(formatTimestamp(value)); }
void encodeJson(JsonBuffer& json, std::monostate) { json.null(); }

void decodeJson(Decoder& decoder, JsonValue json, std::string& value, const Path& path) {
  decoder.string(json, value, path);
}
void decodeJson(Decoder& decoder, JsonValue json, double& value, const Path& path) {
  decoder.number(json, value, path);
}
void decodeJson(Decoder& decoder, JsonValue json, bool& value, const Path& path) { decoder.boolean(json, value, path); }
void decodeJson(Decoder& decoder, JsonValue json, Timestamp& value, const Path& path) {
  decoder.timestamp(json, value, path);
}
void decodeJson(Decoder& decoder, JsonValue json, std::vector<bool>::reference value, const Path& path) {
  bool decoded = value;
  if (decoder.boolean(json, decoded, path)) value = decoded;
}
void decodeJson(Decoder& decoder, JsonValue json, std::vector<bool>& value, const Path& path) {
  ArrayElements elements;
  if (!decoder.array(json, elements, path)) return;
  value.clear();
  value.reserve(elements.size());
  while (elements.next()) {
    bool element = false;  // the elements of std::vector<bool> have no address
    decoder.boolean(elements.value(), element, elements.path());
    value.push_back(element);
  }
}
void decodeJson(Decoder& decoder, JsonValue json, std::monostate&, const Path& path) {
  if (!decoder.isNull(json)) decoder.invalidType(json, "null", path);
}

}  // namespace event_runtime
