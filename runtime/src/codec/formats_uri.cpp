// RFC 3986, appendix A, from left to right.
#include "codec/byte_block.hpp"
#include "codec/characters.hpp"
#include "codec/formats.hpp"

namespace event_runtime::formats {

namespace {

constexpr bool isUnreservedOrSubDelimiter(char c) noexcept {
  return isAlphanumeric(c) || isOneOf(c, "-._~!$&'()*+,;=");
}

constexpr CharacterSet SCHEME{[](char c) { return isAlphanumeric(c) || isOneOf(c, "+-."); }};
constexpr CharacterSet REG_NAME{isUnreservedOrSubDelimiter};
constexpr CharacterSet USER_INFO{[](char c) { return isUnreservedOrSubDelimiter(c) || c == ':'; }};
constexpr CharacterSet PATH{[](char c) { return isUnreservedOrSubDelimiter(c) || isOneOf(c, ":@/"); }};
constexpr CharacterSet QUERY{[](char c) { return isUnreservedOrSubDelimiter(c) || isOneOf(c, ":@/?"); }};

/// Whether `text` is made of characters of the set and of `%` with two hex digits.
bool isMadeOf(std::string_view text, const CharacterSet& set) noexcept {
  while (true) {
    takeAll(text, set);
    if (text.empty()) return true;
    if (text.size() < 3 || text[0] != '%' || !isHexDigit(text[1]) || !isHexDigit(text[2])) return false;
    text.remove_prefix(3);
  }
}

/// `v`, a version in hex, `.` and an address of a kind to come.
bool isIpvFuture(std::string_view text) noexcept {
  static constexpr CharacterSet HEX{isHexDigit};
  if (!takeOne(text, 'v') && !takeOne(text, 'V')) return false;
  return !takeAll(text, HEX).empty() && takeOne(text, '.') && !text.empty() && USER_INFO.containsAll(text);
}

bool isAuthority(std::string_view text) noexcept {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!isMadeOf(text.substr(0, at), USER_INFO)) return false;
    text.remove_prefix(at + 1);
  }
  if (takeOne(text, '[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    const std::string_view literal = text.substr(0, close);
    if (!isIpv6(literal) && !isIpvFuture(literal)) return false;
    text.remove_prefix(close + 1);
  } else {
    const std::string_view host = text.substr(0, text.find(':'));
    if (!isMadeOf(host, REG_NAME)) return false;
    text.remove_prefix(host.size());
  }
  // A port may be empty.
  return text.empty() || (takeOne(text, ':') && DIGITS.containsAll(text));
}

/// Which of the bytes are of QUERY, but for `!`, `$` and `~`, which are rare and would cost two comparisons more.
ByteMask isCommonInQuery(ByteBlock bytes) noexcept {
  return isBetween(bytes, '&', ';') | isBetween(bytes, '?', 'Z') | isBetween(bytes, 'a', 'z') |
         (bytes == everywhere('=')) | (bytes == everywhere('_'));
}

/// The first of the characters that QUERY has and REG_NAME does not, within the whole blocks of the text.
char endOfHost(std::string_view text) noexcept {
  for (; text.size() >= BYTE_BLOCK; text.remove_prefix(BYTE_BLOCK)) {
    const ByteBlock bytes = loadBlock(text.data());
    const ByteMask ends = (bytes == everywhere('/')) | (bytes == everywhere('?')) | (bytes == everywhere(':')) |
                          (bytes == everywhere('@'));
    if (isAnySet(ends)) return text[firstSet(ends)];
  }
  return '\0';
}

/// What most URIs are: of the web, with a host but no user or port, then a path, a query or both, all of characters
/// that stand for themselves. False tells nothing. From the first slash or question mark on, paths may have what
/// queries have but for further question marks, which begin the query or are in it.
bool isCommonUri(std::string_view text) noexcept {
  constexpr std::string_view WEB = "http://", ENCRYPTED_WEB = "https://";
  const std::string_view begin = text.starts_with(ENCRYPTED_WEB) ? ENCRYPTED_WEB : WEB;
  if (text.size() < begin.size() + BYTE_BLOCK || !text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  const char* const last = text.data() + text.size() - BYTE_BLOCK;
  ByteMask isCommon = isCommonInQuery(loadBlock(last));
  for (const char* at = text.data(); at < last; at += BYTE_BLOCK) isCommon &= isCommonInQuery(loadBlock(at));
  if (isAnySet(~isCommon)) return false;
  const char end = endOfHost(text);
  return end == '/' || end == '?';
}

bool isAnyUri(std::string_view text) noexcept {
  const std::string_view scheme = takeAll(text, SCHEME);
  if (scheme.empty() || !isLetter(scheme.front()) || !takeOne(text, ':')) return false;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    if (!isMadeOf(text.substr(hash + 1), QUERY)) return false;
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    if (!isMadeOf(text.substr(mark + 1), QUERY)) return false;
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::string_view authority = text.substr(0, text.find('/'));
    if (!isAuthority(authority)) return false;
    text.remove_prefix(authority.size());
  }
  return isMadeOf(text, PATH);
}

}  // namespace

bool isUri(std::string_view text) noexcept { return isCommonUri(text) || isAnyUri(text); }

}  // namespace event_runtime::formats
