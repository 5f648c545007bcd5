#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

/// Numbers with designators out of `units`, in that order, each at most once. Returns how many there were and takes
/// them off; stops in front of what is none.
std::size_t takeUnits(std::string_view& text, std::string_view units) noexcept {
  std::size_t count = 0;
  while (true) {
    std::string_view rest = text;
    if (takeAll(rest, DIGITS).empty()) return count;
    bool hasFraction = false;
    if (takeOne(rest, '.') || takeOne(rest, ',')) {
      if (takeAll(rest, DIGITS).empty()) return count;
      hasFraction = true;
    }
    if (rest.empty()) return count;
    const std::size_t unit = units.find(rest.front());
    // Seconds alone have a fraction.
    if (unit == std::string_view::npos || (hasFraction && rest.front() != 'S')) return count;
    rest.remove_prefix(1);
    units.remove_prefix(unit + 1);
    text = rest;
    ++count;
  }
}

/// A number without leading zeros.
bool takeVersionNumber(std::string_view& text) noexcept {
  const std::string_view digits = takeAll(text, DIGITS);
  return !digits.empty() && (digits.size() == 1 || digits.front() != '0');
}

/// Identifiers with dots between them; those of a pre-release that are numbers have no leading zeros.
bool takeIdentifiers(std::string_view& text, bool isPrerelease) noexcept {
  static constexpr CharacterSet IDENTIFIER{[](char c) { return isAlphanumeric(c) || c == '-'; }};
  do {
    const std::string_view identifier = takeAll(text, IDENTIFIER);
    if (identifier.empty()) return false;
    if (isPrerelease && identifier.size() > 1 && identifier.front() == '0' && DIGITS.containsAll(identifier))
      return false;
  } while (takeOne(text, '.'));
  return true;
}

}  // namespace

bool isDuration(std::string_view text) noexcept {
  if (!takeOne(text, 'P')) return false;
  if (text.ends_with('W')) return takeUnits(text, "W") == 1 && text.empty();
  const std::size_t days = takeUnits(text, "YMD");
  if (text.empty()) return days > 0;
  return takeOne(text, 'T') && takeUnits(text, "HMS") > 0 && text.empty();
}

bool isSemver(std::string_view text) noexcept {
  for (int i = 0; i < 3; ++i) {
    if (i > 0 && !takeOne(text, '.')) return false;
    if (!takeVersionNumber(text)) return false;
  }
  if (takeOne(text, '-') && !takeIdentifiers(text, true)) return false;
  if (takeOne(text, '+') && !takeIdentifiers(text, false)) return false;
  return text.empty();
}

}  // namespace event_runtime::formats
