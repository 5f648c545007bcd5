#include "encryption/encrypted_value.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/encryption.hpp>

#include "encryption/secret_box.hpp"

#include <limits>
#include <utility>

namespace event_runtime::encryption {

namespace {

constexpr std::string_view MARK = "__ENCRYPTED__";
constexpr std::string_view STRATEGY_MARK = "__STRATEGY__";
constexpr std::string_view STRATEGY = "inngest/libsodium";

struct Encrypted {
  bool marked = false;
  bool hasStrategy = false;
  std::optional<std::string> strategy;
  std::optional<std::string> data;
};

/// A text; std::nullopt where it is something else.
std::optional<std::string> stringOf(Decoder& decoder, JsonValue json, const Path& path) {
  std::string text;
  decoder.text(json, text, path);
  if (!text.starts_with('"')) return std::nullopt;
  decoder.string(json, text, path);
  return text;
}

void decodeJson(Decoder& decoder, JsonValue json, Encrypted& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const Path at = Path::member(path, members.key());
    if (members.key() == MARK) {
      std::string text;
      decoder.text(members.value(), text, at);
      value.marked = text == "true";
    } else if (members.key() == STRATEGY_MARK) {
      value.hasStrategy = true;
      value.strategy = stringOf(decoder, members.value(), at);
    } else if (members.key() == "data") {
      value.data = stringOf(decoder, members.value(), at);
    }
  }
}

struct Replacement {
  const ReplaceMember& replace;
  JsonBuffer json = {};
  bool changed = false;
};

void decodeJson(Decoder& decoder, JsonValue json, Replacement& out, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  std::string text;
  out.json.raw('{');
  while (members.next()) {
    if (out.json.size() > 1) out.json.raw(',');
    out.json.string(members.key());
    out.json.raw(':');
    decoder.text(members.value(), text, path);
    auto replaced = out.replace(members.key(), text);
    out.changed = out.changed || replaced;
    out.json.raw(replaced ? *replaced : text);
  }
  out.json.raw('}');
}

template <class Value>
bool read(std::string_view text, Value& value) {
  DecodeLimits limits;
  limits.size = std::numeric_limits<std::size_t>::max();  // others look at sizes
  return decodeText(
             text, &value,
             [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
               decodeJson(decoder, json, *static_cast<Value*>(out), path);
             },
             limits)
      .empty();
}

struct Anything {};
void decodeJson(Decoder&, JsonValue, Anything&, const Path&) {}

std::optional<Encrypted> parse(std::string_view json) {
  // What has no such name is not looked at any closer.
  if (json.find(MARK) == std::string_view::npos) return std::nullopt;
  Encrypted value;
  if (!read(json, value) || !value.marked || !value.data || (value.hasStrategy && !value.strategy)) return std::nullopt;
  return value;
}

}  // namespace

bool isEncrypted(std::string_view json) { return parse(json).has_value(); }

std::string encryptValue(const SecretBox& box, std::string_view json) {
  JsonBuffer value;
  value.raw('{');
  value.string(MARK);
  value.raw(":true,");
  value.string(STRATEGY_MARK);
  value.raw(':');
  value.string(STRATEGY);
  value.raw(R"(,"data":")");
  value.raw(box.encrypt(json));
  value.raw("\"}");
  return value.text();
}

std::optional<std::string> decryptValue(const SecretBox& box, std::string_view json) {
  const auto value = parse(json);
  if (!value) return std::nullopt;
  if (!value->strategy) {
    throw EncryptionError(
        "an encrypted value can not be read: it is of the first strategy of Inngest's SDK (AES), which is not "
        "supported");
  }
  if (*value->strategy != STRATEGY) {
    throw EncryptionError("an encrypted value can not be read: its strategy is none that is known here");
  }
  std::string text = box.decrypt(*value->data);
  Anything anything;
  if (!read(text, anything)) throw EncryptionError("an encrypted value can not be read: what it holds is no JSON");
  return text;
}

std::optional<std::string> replaceMembers(std::string_view object, const ReplaceMember& replace) {
  Replacement replacement{replace};
  if (!read(object, replacement) || !replacement.changed) return std::nullopt;
  return replacement.json.text();
}

}  // namespace event_runtime::encryption
