#include "read/core_schema.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace event_codegen {
namespace {

bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t skipDigits(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && isDigit(text[at])) ++at;
  return at;
}

std::string_view withoutSign(std::string_view text) noexcept {
  return !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

bool allOf(std::string_view text, auto predicate) noexcept {
  for (const char c : text) {
    if (!predicate(c)) return false;
  }
  return !text.empty();
}

bool isInteger(std::string_view text) noexcept {
  if (text.starts_with("0o")) return allOf(text.substr(2), [](char c) { return c >= '0' && c <= '7'; });
  if (text.starts_with("0x")) {
    return allOf(text.substr(2), [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
  }
  return allOf(withoutSign(text), isDigit);
}

bool isNotFinite(std::string_view text) noexcept {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  const std::string_view rest = withoutSign(text);
  return rest == ".inf" || rest == ".Inf" || rest == ".INF";
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool isNumber(std::string_view text) noexcept {
  text = withoutSign(text);
  std::size_t at = skipDigits(text, 0);
  const std::size_t whole = at;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = at + 1;
    at = skipDigits(text, fraction);
    if (whole == 0 && at == fraction) return false;
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t exponent = at;
    at = skipDigits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

template <class Integer>
std::optional<Integer> toInteger(std::string_view text) noexcept {
  int base = 10;
  if (text.starts_with("0o"))
    base = 8, text.remove_prefix(2);
  else if (text.starts_with("0x"))
    base = 16, text.remove_prefix(2);
  else if (text.starts_with('+'))
    text.remove_prefix(1);
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

YamlNode::Kind resolvePlainScalar(std::string_view text) noexcept {
  using Kind = YamlNode::Kind;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Kind::null;
  const char first = text[0];
  if (isDigit(first) || first == '-' || first == '+' || first == '.') {
    if (isInteger(text)) return Kind::integer;
    if (isNumber(text) || isNotFinite(text)) return Kind::number;
    return Kind::string;
  }
  if (text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" || text == "FALSE") {
    return Kind::boolean;
  }
  return Kind::string;
}

std::optional<std::int64_t> toInt64(std::string_view text) noexcept { return toInteger<std::int64_t>(text); }

std::optional<std::uint64_t> toUint64(std::string_view text) noexcept { return toInteger<std::uint64_t>(text); }

std::optional<double> toFiniteDouble(std::string_view text) noexcept {
  if (text.starts_with("0x") || text.starts_with("0o")) {
    const auto value = toUint64(text);
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace event_codegen
