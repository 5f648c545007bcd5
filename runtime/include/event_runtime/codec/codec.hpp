#pragma once

#include <event_runtime/codec/decoder.hpp>
#include <event_runtime/codec/issue.hpp>
#include <event_runtime/codec/json_buffer.hpp>
#include <event_runtime/json_fwd.hpp>

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Typed JSON. A type is encodable and decodable when these two functions are found for it, in its own namespace or
/// in this one; event_codegen writes them for every schema:
///
///     void encodeJson(JsonBuffer& json, const T& value);
///     void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path);
namespace event_runtime {

void encodeJson(JsonBuffer& json, const std::string& value);
void encodeJson(JsonBuffer& json, std::string_view value);
void encodeJson(JsonBuffer& json, const char* value);
void encodeJson(JsonBuffer& json, double value);
void encodeJson(JsonBuffer& json, Timestamp value);
void encodeJson(JsonBuffer& json, std::monostate);
template <std::same_as<bool> T>
void encodeJson(JsonBuffer& json, T value) { json.boolean(value); }
template <std::signed_integral T>
void encodeJson(JsonBuffer& json, T value) { json.integer(value); }
template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>)
void encodeJson(JsonBuffer& json, T value) { json.unsignedInteger(value); }
/// Any Json; the template keeps other types from converting to it silently.
template <std::same_as<Json> T>
void encodeJson(JsonBuffer& json, const T& value);
template <class T>
void encodeJson(JsonBuffer& json, const std::optional<T>& value);
template <class T>
void encodeJson(JsonBuffer& json, const std::vector<T>& value);
template <class T>
void encodeJson(JsonBuffer& json, const std::map<std::string, T>& value);

void decodeJson(Decoder& decoder, JsonValue json, std::string& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, double& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, bool& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::int64_t& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::int32_t& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::uint64_t& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::uint32_t& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, Timestamp& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::monostate& value, const Path& path);
template <std::same_as<Json> T>
void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path);
template <class T>
void decodeJson(Decoder& decoder, JsonValue json, std::optional<T>& value, const Path& path);
template <class T>
void decodeJson(Decoder& decoder, JsonValue json, std::vector<T>& value, const Path& path);
template <class T>
void decodeJson(Decoder& decoder, JsonValue json, std::map<std::string, T>& value, const Path& path);

template <class T>
concept JsonEncodable = requires(JsonBuffer& json, const T& value) { encodeJson(json, value); };

template <class T>
concept JsonDecodable = requires(Decoder& decoder, JsonValue json, T& value, const Path& path) {
  decodeJson(decoder, json, value, path);
};

/// Either a value or the issues why there is none.
template <class T>
class Parsed {
 public:
  explicit Parsed(T value) : value_(std::move(value)) {}
  explicit Parsed(std::vector<Issue> issues) : issues_(std::move(issues)) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  const T* operator->() const { return &*value_; }
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  /// The value. Throws ValidationError, with every issue, where there is none.
  T value() && {
    if (!value_) throw ValidationError("the JSON does not fit its schema", std::move(issues_));
    return *std::move(value_);
  }

 private:
  std::optional<T> value_;
  std::vector<Issue> issues_;
};

/// Decodes and checks a whole JSON text, without templates: `decode` is called with the parsed document. Issues are
/// returned; text that is no JSON is one issue at the document.
std::vector<Issue> decodeText(std::string_view text, void* out,
                              void (*decode)(Decoder& decoder, JsonValue json, void* out, const Path& path));

/// Reads JSON text as a T and checks it against T's schema in the same pass. Never throws because of the text.
template <JsonDecodable T>
Parsed<T> parse(std::string_view text) {
  T value{};
  auto issues = decodeText(text, &value, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decodeJson(decoder, json, *static_cast<T*>(out), path);
  });
  if (issues.empty()) return Parsed<T>(std::move(value));
  return Parsed<T>(std::move(issues));
}

/// Writes a value as JSON text, minified.
template <JsonEncodable T>
std::string toJsonText(const T& value) {
  JsonBuffer buffer;
  encodeJson(buffer, value);
  return buffer.text();
}

/// Every reason why a value in memory breaks its schema: it is checked as the text that would travel.
template <class T>
  requires JsonEncodable<T> && JsonDecodable<T>
std::vector<Issue> validate(const T& value) {
  return parse<T>(toJsonText(value)).issues();
}

}  // namespace event_runtime

#include <event_runtime/codec/codec_templates.hpp>
