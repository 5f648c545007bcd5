#pragma once

#include <event_runtime/box.hpp>
#include <event_runtime/codec/decoder.hpp>
#include <event_runtime/codec/issue.hpp>
#include <event_runtime/codec/json_buffer.hpp>
#include <event_runtime/codec/union_match.hpp>
#include <event_runtime/json_fwd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
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

/// Texts longer than this are refused by default: twice what a step may return.
inline constexpr std::size_t MAX_JSON_SIZE = 8 * 1024 * 1024;
/// Arrays and objects inside one another beyond this depth are refused by default; empty ones are no level of their
/// own.
inline constexpr std::size_t MAX_JSON_DEPTH = 256;

/// How much of a hostile text is looked at.
struct DecodeLimits {
  std::size_t size = MAX_JSON_SIZE;  ///< bytes; never more than 4 GiB - 1, which is the parser's limit
  /// Decoders call themselves once a level: beyond the default, some hundred bytes of stack for each are the caller's
  /// concern. 0 is read as 1.
  std::size_t depth = MAX_JSON_DEPTH;
  std::size_t issues = Decoder::MAX_ISSUES;  ///< that are listed
};

/// Whether there is an encoder for T. Honest for containers too: a vector is encodable if its elements are.
template <class T>
concept JsonEncodable = requires(JsonBuffer& json, const T& value) {
  encodeJson(json, value);
};

/// Whether there is a decoder for T.
template <class T>
concept JsonDecodable = requires(Decoder& decoder, JsonValue json, T& value, const Path& path) {
  decodeJson(decoder, json, value, path);
};

namespace detail {
template <class T>
concept CharacterType = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
/// Integers that are numbers: no bool, no character. Templates over it also keep conversions out.
template <class T>
concept JsonInteger = std::integral<T> && !std::same_as<T, bool> && !CharacterType<T> && sizeof(T) <= 8;
}  // namespace detail

// Everything below but the texts takes exactly its type: no pointer becomes `true`, no enumerator a number.

void encodeJson(JsonBuffer& json, const std::string& value);
void encodeJson(JsonBuffer& json, std::string_view value);
/// A null pointer becomes `null`.
void encodeJson(JsonBuffer& json, const char* value);
/// RFC 3339. A time outside the years 0000 to 9999 is written in a form that no decoder takes.
void encodeJson(JsonBuffer& json, Timestamp value);
void encodeJson(JsonBuffer& json, std::monostate);
template <std::floating_point T>
requires(sizeof(T) <= sizeof(double)) void encodeJson(JsonBuffer& json, T value) { json.number(value); }
template <std::same_as<bool> T>
void encodeJson(JsonBuffer& json, T value) {
  json.boolean(value);
}
template <detail::JsonInteger T>
void encodeJson(JsonBuffer& json, T value) {
  if constexpr (std::signed_integral<T>) {
    json.integer(value);
  } else {
    json.unsignedInteger(value);
  }
}
/// Any Json; the template keeps other types from converting to it silently.
template <std::same_as<Json> T>
void encodeJson(JsonBuffer& json, const T& value);
template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::optional<T>& value);
template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::vector<T>& value);
template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const std::map<std::string, T>& value);
/// An empty one becomes `null`.
template <JsonEncodable T>
void encodeJson(JsonBuffer& json, const Box<T>& value);

/// The members of an object beyond its properties, into an object that was begun.
template <JsonEncodable T>
void encodeMembers(JsonBuffer& json, const std::map<std::string, T>& members);
void encodeMembers(JsonBuffer& json, const Json& members);

void decodeJson(Decoder& decoder, JsonValue json, std::string& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, double& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, bool& value, const Path& path);
/// Every integer type of four or eight bytes, `long long` as well as `long`. `1.0` and `1e3` are integers; a value out
/// of range is an issue, and so is one with a fraction or an exponent from 2^53 on, where a double is no longer exact.
template <detail::JsonInteger T>
requires(sizeof(T) >= 4) void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path) {
  using Exact = std::conditional_t<std::is_signed_v<T>, std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>,
                                   std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
  Exact exact{};
  if (decoder.integer(json, exact, path)) value = static_cast<T>(exact);
}
void decodeJson(Decoder& decoder, JsonValue json, Timestamp& value, const Path& path);
/// Takes `null`.
void decodeJson(Decoder& decoder, JsonValue json, std::monostate& value, const Path& path);
template <std::same_as<Json> T>
void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path);
/// `null` is an empty one.
template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::optional<T>& value, const Path& path);
template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::vector<T>& value, const Path& path);
void decodeJson(Decoder& decoder, JsonValue json, std::vector<bool>& value, const Path& path);
/// An element of such a vector, which is no `bool&`.
void decodeJson(Decoder& decoder, JsonValue json, std::vector<bool>::reference value, const Path& path);
template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, std::map<std::string, T>& value, const Path& path);
template <JsonDecodable T>
void decodeJson(Decoder& decoder, JsonValue json, Box<T>& value, const Path& path);

/// Either a value or the issues why there is none.
template <class T>
class Parsed {
 public:
  explicit Parsed(T value) : value_(std::move(value)) {}
  explicit Parsed(std::vector<Issue> issues) : issues_(std::move(issues)), hasValue_(false) {}

  explicit operator bool() const noexcept { return hasValue_; }
  const T& operator*() const& { return value_; }
  T&& operator*() && { return std::move(value_); }
  const T* operator->() const { return &value_; }
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  /// The value. Throws ValidationError, with every issue, where there is none.
  T value() && {
    if (!hasValue_) throw ValidationError("the JSON does not fit its schema", std::move(issues_));
    return std::move(value_);
  }

 private:
  template <JsonDecodable U>
  friend Parsed<U> parse(std::string_view text, const DecodeLimits& limits);

  Parsed() = default;

  // No std::optional: clang 14 thinks of some types that contain themselves that they cannot be constructed.
  T value_{};
  std::vector<Issue> issues_;
  bool hasValue_ = true;
};

/// Decodes and checks a whole JSON text, without templates: `decode` is called with the parsed document. Issues are
/// returned. The text is RFC 8259, strictly, in UTF-8; a byte order mark is skipped. One that is no JSON is one issue
/// at the document, which tells line, column and byte; one that is too deep, or a number that no double holds, is one
/// issue at its place. Integers beyond 64 bits are numbers, no integers. May be called again by `decode`.
std::vector<Issue> decodeText(std::string_view text, void* out,
                              void (*decode)(Decoder& decoder, JsonValue json, void* out, const Path& path),
                              const DecodeLimits& limits = {});

/// Reads JSON text into a value that is there already, whose memory is used again, and checks it in the same pass.
/// Returns the issues. Without any, `out` is what parse() would have returned; else it is of both the old and the new
/// and only good for being assigned to or read into again.
template <JsonDecodable T>
std::vector<Issue> parseInto(T& out, std::string_view text, const DecodeLimits& limits = {}) {
  return decodeText(
      text, &out,
      [](Decoder& decoder, JsonValue json, void* place, const Path& path) {
        decodeJson(decoder, json, *static_cast<T*>(place), path);
      },
      limits);
}

/// Reads JSON text as a T and checks it against T's schema in the same pass. Never throws because of the text.
template <JsonDecodable T>
Parsed<T> parse(std::string_view text, const DecodeLimits& limits = {}) {
  Parsed<T> parsed;
  parsed.issues_ = parseInto(parsed.value_, text, limits);
  parsed.hasValue_ = parsed.issues_.empty();
  return parsed;
}

/// A text cut between two characters, with `…` where something is left out.
std::string shortened(std::string_view text, std::size_t longest);

/// Writes a value as JSON text, minified.
template <JsonEncodable T>
std::string toJsonText(const T& value) {
  JsonBuffer buffer;
  encodeJson(buffer, value);
  return buffer.text();
}

/// A value for logs: its JSON text on one line, with `"***"` in place of what its schema calls `sensitive`, wherever it
/// is. Longer texts end in `…` after `longest` bytes or a little less.
template <JsonEncodable T>
std::string toLogText(const T& value, std::size_t longest = 4096) {
  JsonBuffer buffer;
  buffer.maskSensitive();
  encodeJson(buffer, value);
  return shortened(buffer.view(), longest);
}

/// Every reason why a text is no T; the value is not kept.
template <JsonDecodable T>
std::vector<Issue> validateText(std::string_view text, const DecodeLimits& limits = {}) {
  Box<T> value;  // payloads may be large, and a handler's stack is not
  return parseInto(value.emplace(), text, limits);
}

/// A value's JSON text, and every reason why it breaks its schema.
struct CheckedText {
  std::string text;
  std::vector<Issue> issues;
};

/// Writes a value and checks what was written. For the payload of an event event_codegen declares a function of this
/// name beside its type, which is chosen before this template: so the check is compiled once, and not wherever an event
/// is sent.
template <class T>
requires JsonEncodable<T> && JsonDecodable<T> CheckedText toCheckedText(const T& value) {
  CheckedText checked{toJsonText(value), {}};
  checked.issues = validateText<T>(checked.text);
  return checked;
}

/// Every reason why a value in memory breaks its schema: it is checked as the text that would travel.
template <class T>
requires JsonEncodable<T> && JsonDecodable<T> std::vector<Issue> validate(const T& value) {
  return toCheckedText(value).issues;
}

}  // namespace event_runtime

#include <event_runtime/codec/codec_templates.hpp>
