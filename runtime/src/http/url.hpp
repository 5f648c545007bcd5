#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace event_runtime::http {

/// The parts of an absolute `http` or `https` URL (RFC 3986) without user information and fragment.
struct Url {
  std::string origin;  ///< `https://example.com:8080`, scheme and host in lower case
  std::string path;    ///< begins with `/`
  std::string query;   ///< without the `?`; empty where there is none

  std::string text() const { return origin + path + (query.empty() ? "" : "?" + query); }
};

/// std::nullopt where the text is none: no scheme, no host, user information, spaces or control characters.
std::optional<Url> parseUrl(std::string_view text);

/// Where a reference, as in `Location`, leads from a URL: one that is absolute, or begins with `//`, `/` or `?`, or is a
/// path beside the URL's own. std::nullopt where that is no http or https URL.
std::optional<Url> resolveUrl(const Url& from, std::string_view reference);

/// What percent-encoding stands for, `+` read as a space. std::nullopt for a broken escape.
std::optional<std::string> percentDecode(std::string_view text);
/// Escapes all but the unreserved characters.
std::string percentEncode(std::string_view text);

/// Parameters of a query string, in its order, decoded. One with a broken escape is left out.
std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query);
/// The value of the first parameter of that name; std::nullopt where there is none.
std::optional<std::string> queryParameter(std::string_view query, std::string_view name);
/// The query without the parameters of that name; the others as they stand.
std::string withoutParameter(std::string_view query, std::string_view name);

}  // namespace event_runtime::http
