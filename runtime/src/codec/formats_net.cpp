#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

/// Labels of letters, digits and inner hyphens with dots between them (RFC 1123, section 2.1). Returns how many; 0 if
/// `text` is something else.
std::size_t countLabels(std::string_view text) noexcept {
  static constexpr CharacterSet LABEL{[](char c) { return isAlphanumeric(c) || c == '-'; }};
  std::size_t labels = 0;
  do {
    const std::string_view label = takeAll(text, LABEL);
    if (label.empty() || label.size() > 63 || label.starts_with('-') || label.ends_with('-')) return 0;
    ++labels;
  } while (takeOne(text, '.'));
  return text.empty() ? labels : 0;
}

/// 0 to 255 without leading zeros.
bool takeOctet(std::string_view& text) noexcept {
  const std::string_view digits = takeAll(text, DIGITS);
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) return false;
  return digits.size() < 3 || digits <= "255";
}

}  // namespace

bool isHostname(std::string_view text) noexcept { return text.size() <= 253 && countLabels(text) > 0; }

bool isEmail(std::string_view text) noexcept {
  // The characters of the HTML standard's rule for <input type=email>.
  static constexpr CharacterSet ATOM{[](char c) { return isAlphanumeric(c) || isOneOf(c, "!#$%&'*+/=?^_`{|}~-"); }};
  if (text.size() > 254) return false;
  std::string_view domain = text;
  do {
    if (takeAll(domain, ATOM).empty()) return false;
  } while (takeOne(domain, '.'));
  const std::size_t localLength = text.size() - domain.size();
  if (localLength > 64 || !takeOne(domain, '@') || countLabels(domain) < 2) return false;
  const std::string_view top = domain.substr(domain.rfind('.') + 1);
  return top.size() >= 2 && isLetter(top.front());
}

bool isIpv4(std::string_view text) noexcept {
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && !takeOne(text, '.')) return false;
    if (!takeOctet(text)) return false;
  }
  return text.empty();
}

bool isIpv6(std::string_view text) noexcept {
  // RFC 4291, section 2.2: eight groups, the last two perhaps as an IPv4 address; `::` once, for one group or more.
  static constexpr CharacterSet HEX{isHexDigit};
  int groups = 0;
  bool compressed = false;
  if (text.starts_with("::")) {
    text.remove_prefix(2);
    compressed = true;
  }
  while (!text.empty()) {
    const std::string_view rest = text;
    const std::string_view group = takeAll(text, HEX);
    if (text.starts_with('.')) {
      groups += 2;
      return isIpv4(rest) && (compressed ? groups < 8 : groups == 8);
    }
    if (group.empty() || group.size() > 4 || ++groups > 8) return false;
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (compressed) return false;
      text.remove_prefix(2);
      compressed = true;
    } else if (!takeOne(text, ':') || text.empty()) {
      return false;
    }
  }
  return compressed ? groups < 8 : groups == 8;
}

}  // namespace event_runtime::formats
