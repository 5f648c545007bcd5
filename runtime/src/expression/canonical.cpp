#include "expression/canonical.hpp"

#include "codec/utf8.hpp"
#include "expression/collections.hpp"
#include "expression/texts.hpp"
#include "expression/times.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace event_runtime::expression {
namespace {

void appendEscape(std::string& out, char c) {
  constexpr std::string_view LETTERS = "\"\\\b\f\n\r\t", MEANINGS = "\"\\bfnrt";
  out += '\\';
  if (const auto at = LETTERS.find(c); at != std::string_view::npos) {
    out += MEANINGS[at];
    return;
  }
  constexpr std::string_view DIGITS = "0123456789abcdef";
  out += "u00";
  out += DIGITS[static_cast<unsigned char>(c) >> 4U];
  out += DIGITS[static_cast<unsigned char>(c) & 0xFU];
}

void appendString(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t valid = invalidUtf8At(text);
    for (const char c : text.substr(0, valid)) {
      if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
        appendEscape(out, c);
      } else {
        out += c;
      }
    }
    text.remove_prefix(valid);
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";  // in the place of a byte that no JSON text may have
    text.remove_prefix(1);
  }
  out += '"';
}

template <class Number>
void appendNumber(std::string& out, Number value) {
  char digits[32];
  const auto written = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, written.ptr);
}

void appendDouble(std::string& out, double value) {
  if (!std::isfinite(value)) return appendString(out, numberText(value));
  // The same text as the integer that it equals.
  if (std::trunc(value) == value && value >= -0x1p63 && value < 0x1p63)
    return appendNumber(out, static_cast<std::int64_t>(value));
  if (std::trunc(value) == value && value >= 0 && value < 0x1p64)
    return appendNumber(out, static_cast<std::uint64_t>(value));
  appendNumber(out, value);
}

void appendBase64(std::string& out, std::string_view bytes) {
  constexpr std::string_view ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += '"';
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])) : 0U;
    };
    const std::uint32_t bits = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    out += ALPHABET[bits >> 18U];
    out += ALPHABET[bits >> 12U & 63U];
    out += i + 1 < bytes.size() ? ALPHABET[bits >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? ALPHABET[bits & 63U] : '=';
  }
  out += '"';
}

void appendList(std::string& out, const Value& list, Workspace& workspace) {
  out += '[';
  bool first = true;
  for (ListCursor cursor(list); cursor.next(); first = false) {
    if (!first) out += ',';
    appendCanonical(out, cursor.value(), workspace);
  }
  out += ']';
}

void appendMap(std::string& out, const Value& map, Workspace& workspace) {
  std::vector<std::pair<std::string, Value>> members;
  for (MapCursor cursor(map); cursor.next();) {
    workspace.spend(1);
    std::string key;
    if (cursor.key().is(Kind::string)) {
      appendString(key, cursor.key().asText());
    } else {
      // A name in JSON is a string; this keeps `1` and `"1"` apart only as far as JSON can.
      std::string text;
      appendCanonical(text, cursor.key(), workspace);
      appendString(key, text);
    }
    members.emplace_back(std::move(key), cursor.value());
  }
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out += '{';
  bool first = true;
  for (const auto& [key, value] : members) {
    if (!first) out += ',';
    first = false;
    out += key;
    out += ':';
    appendCanonical(out, value, workspace);
  }
  out += '}';
}

}  // namespace

void appendCanonical(std::string& out, const Value& value, Workspace& workspace) {
  workspace.spend(1);
  switch (value.kind()) {
    case Kind::error:
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += value.asBoolean() ? "true" : "false";
      return;
    case Kind::integer:
      return appendNumber(out, value.asInteger());
    case Kind::unsignedInteger:
      return appendNumber(out, value.asUnsigned());
    case Kind::number:
      return appendDouble(out, value.asNumber());
    case Kind::string:
      workspace.spendOnText(value.asText().size());
      return appendString(out, value.asText());
    case Kind::bytes:
      workspace.spendOnText(value.asText().size());
      return appendBase64(out, value.asText());
    case Kind::timestamp:
      return appendString(out, timestampText(value.asSeconds()));
    case Kind::duration:
      return appendString(out, durationText(value.asSeconds()));
    case Kind::type:
      return appendString(out, nameOf(value.asType()));
    case Kind::list:
      return appendList(out, value, workspace);
    case Kind::map:
      return appendMap(out, value, workspace);
  }
}

}  // namespace event_runtime::expression
