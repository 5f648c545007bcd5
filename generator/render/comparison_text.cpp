#include "render/codec_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace event_codegen {

namespace {

using Json = nlohmann::json;

/// A number by its value: integral ones as integers, so that 1.0 is 1.
std::string canonicalNumber(const Json& value) {
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  constexpr double LOW = -9223372036854775808.0, HIGH = 18446744073709551616.0;  // -2^63, 2^64
  const double number = value.get<double>();
  if (std::trunc(number) != number || number < LOW || number >= HIGH) return fmt::format("{}", number);
  return number < 0 ? std::to_string(static_cast<std::int64_t>(number))
                    : std::to_string(static_cast<std::uint64_t>(number));
}

}  // namespace

std::string comparisonText(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return fmt::format("\"{}:{}", text.size(), text);
  }
  if (value.is_number()) return canonicalNumber(value);
  if (value.is_array()) {
    std::string out = "[";
    for (const auto& element : value) out += comparisonText(element) + ',';
    return out + ']';
  }
  if (value.is_object()) {
    std::string out = "{";
    // nlohmann keeps members in the order of their keys' bytes.
    for (const auto& [key, member] : value.items()) out += comparisonText(key) + ':' + comparisonText(member) + ',';
    return out + '}';
  }
  return value.dump();
}

}  // namespace event_codegen
