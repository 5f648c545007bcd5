#include "codec/canonical.hpp"

#include "codec/tape.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace event_runtime {

using tape::Type;

namespace {

template <class Number>
void appendNumber(std::string& out, Number number) {
  std::array<char, 32> text{};
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

void appendDouble(std::string& out, double number) {
  constexpr double LOW = -9223372036854775808.0, HIGH = 18446744073709551616.0;  // -2^63, 2^64
  if (std::trunc(number) != number || number < LOW || number >= HIGH) {
    appendNumber(out, number);
  } else if (number < 0) {
    appendNumber(out, static_cast<std::int64_t>(number));
  } else {
    appendNumber(out, static_cast<std::uint64_t>(number));
  }
}

void appendString(std::string& out, std::string_view text) {
  out += '"';
  appendNumber(out, text.size());
  out += ':';
  out += text;
}

void appendArray(std::string& out, const Decoder& decoder, JsonValue array) {
  const std::uint64_t* const tape = TapeAccess::tape(decoder);
  out += '[';
  for (const auto* word = array.word + 1; word != tape::closing(array, tape); word = tape::after(word, tape)) {
    appendCanonical(out, decoder, {word});
    out += ',';
  }
  out += ']';
}

void appendObject(std::string& out, const Decoder& decoder, JsonValue object) {
  const std::uint64_t* const tape = TapeAccess::tape(decoder);
  std::vector<std::pair<std::string_view, JsonValue>> members;
  for (const auto* word = object.word + 1; word != tape::closing(object, tape); word = tape::after(word + 1, tape)) {
    members.emplace_back(tape::text(decoder, {word}), JsonValue{word + 1});
  }
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  out += '{';
  for (const auto& [key, value] : members) {
    appendString(out, key);
    out += ':';
    appendCanonical(out, decoder, value);
    out += ',';
  }
  out += '}';
}

}  // namespace

// Depth is bounded by the parser's limit, so recursion is safe.
void appendCanonical(std::string& out, const Decoder& decoder, JsonValue value) {
  switch (tape::typeOf(value)) {
    case Type::string:
      return appendString(out, tape::text(decoder, value));
    case Type::signedInteger:
      return appendNumber(out, tape::signedInteger(value));
    case Type::unsignedInteger:
      return appendNumber(out, tape::unsignedInteger(value));
    case Type::floating:
      return appendDouble(out, tape::floating(value));
    case Type::isTrue:
      out += "true";
      return;
    case Type::isFalse:
      out += "false";
      return;
    case Type::null:
      out += "null";
      return;
    case Type::array:
      return appendArray(out, decoder, value);
    case Type::object:
      return appendObject(out, decoder, value);
  }
}

}  // namespace event_runtime
