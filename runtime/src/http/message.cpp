#include <event_runtime/http.hpp>

#include "http/text.hpp"

#include <algorithm>

namespace event_runtime {

std::string_view findHeader(const HttpHeaders& headers, std::string_view name) noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return http::equalsIgnoringCase(header.name, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace event_runtime
