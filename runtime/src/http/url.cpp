#include "http/url.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace event_runtime::http {

namespace {

int hexDigit(char character) noexcept {
  if (character >= '0' && character <= '9') return character - '0';
  const char lower = lowerCase(character);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool isUnreserved(char character) noexcept {
  const char lower = lowerCase(character);
  return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') || character == '-' ||
         character == '.' || character == '_' || character == '~';
}

/// Calls `use` with each `name=value` of the query as it stands.
template <class Use>
void forEachParameter(std::string_view query, Use use) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end > 0) use(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
}

std::string_view nameOf(std::string_view parameter) { return parameter.substr(0, parameter.find('=')); }

/// `host` or `host:port` or `[v6]:port`, nothing that would end it or smuggle another one in.
bool isAuthority(std::string_view text) {
  if (text.empty() || text.front() == ':') return false;
  std::string_view host = text;
  std::string_view port;
  const std::size_t colon =
      text.front() == '[' ? text.find(':', std::min(text.find(']'), text.size())) : text.find(':');
  if (colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5) return false;
  }
  if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  if (host.front() == '[') {
    return host.size() > 2 && host.back() == ']' && std::all_of(host.begin() + 1, host.end() - 1, [](char c) {
             return hexDigit(c) >= 0 || c == ':' || c == '.';
           });
  }
  return std::all_of(host.begin(), host.end(), isUnreserved);
}

}  // namespace

std::optional<Url> parseUrl(std::string_view text) {
  constexpr std::string_view SEPARATOR = "://";
  const bool isClean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  const std::size_t schemeEnd = text.find(SEPARATOR);
  if (!isClean || schemeEnd == std::string_view::npos) return std::nullopt;
  std::string scheme(text.substr(0, schemeEnd));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), lowerCase);
  if (scheme != "http" && scheme != "https") return std::nullopt;

  std::string_view rest = text.substr(schemeEnd + SEPARATOR.size());
  rest = rest.substr(0, rest.find('#'));
  const std::size_t authorityEnd = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority(rest.substr(0, authorityEnd));
  if (!isAuthority(authority)) return std::nullopt;
  std::transform(authority.begin(), authority.end(), authority.begin(), lowerCase);
  rest.remove_prefix(authorityEnd);

  Url url;
  url.origin = scheme + std::string(SEPARATOR) + authority;
  const std::size_t queryStart = rest.find('?');
  url.path = rest.substr(0, queryStart);
  if (url.path.empty()) url.path = "/";
  if (queryStart != std::string_view::npos) url.query = rest.substr(queryStart + 1);
  return url;
}

std::optional<Url> resolveUrl(const Url& from, std::string_view reference) {
  const std::size_t scheme = reference.find("://");
  if (scheme != std::string_view::npos && reference.find_first_of("/?#") == scheme + 1) return parseUrl(reference);
  if (reference.starts_with("//")) {
    return parseUrl(from.origin.substr(0, from.origin.find(':') + 1) + std::string(reference));
  }
  if (reference.starts_with('/')) return parseUrl(from.origin + std::string(reference));
  if (reference.starts_with('?')) return parseUrl(from.origin + from.path + std::string(reference));
  return parseUrl(from.origin + from.path.substr(0, from.path.rfind('/') + 1) + std::string(reference));
}

std::optional<std::string> percentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hexDigit(text[i + 1]);
    const int low = hexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string percentEncode(std::string_view text) {
  constexpr std::string_view DIGITS = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char character : text) {
    if (isUnreserved(character)) {
      encoded += character;
    } else {
      const auto byte = static_cast<unsigned char>(character);
      encoded += '%';
      encoded += DIGITS[byte >> 4U];
      encoded += DIGITS[byte & 15U];
    }
  }
  return encoded;
}

std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  forEachParameter(query, [&](std::string_view parameter) {
    const std::string_view rawName = nameOf(parameter);
    auto name = percentDecode(rawName);
    auto value = percentDecode(parameter.substr(std::min(rawName.size() + 1, parameter.size())));
    if (name && value) parameters.emplace_back(*std::move(name), *std::move(value));
  });
  return parameters;
}

std::optional<std::string> queryParameter(std::string_view query, std::string_view name) {
  std::optional<std::string> value;
  forEachParameter(query, [&](std::string_view parameter) {
    const std::string_view rawName = nameOf(parameter);
    if (value || percentDecode(rawName) != name) return;
    value = percentDecode(parameter.substr(std::min(rawName.size() + 1, parameter.size())));
  });
  return value;
}

std::string withoutParameter(std::string_view query, std::string_view name) {
  std::string kept;
  forEachParameter(query, [&](std::string_view parameter) {
    if (percentDecode(nameOf(parameter)) == name) return;
    if (!kept.empty()) kept += '&';
    kept += parameter;
  });
  return kept;
}

}  // namespace event_runtime::http
