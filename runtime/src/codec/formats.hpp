#pragma once

#include <string_view>

/// The string formats, one linear scanner each. Which text has which format is told in decoder.hpp.
namespace event_runtime::formats {

// formats_ids.cpp
bool isUuid(std::string_view text) noexcept;
bool isUlid(std::string_view text) noexcept;
bool isCuid2(std::string_view text) noexcept;
bool isNanoid(std::string_view text) noexcept;
bool isE164(std::string_view text) noexcept;

// formats_encodings.cpp
bool isBase64(std::string_view text) noexcept;
bool isBase64Url(std::string_view text) noexcept;
bool isHex(std::string_view text) noexcept;
bool isJwt(std::string_view text) noexcept;

// formats_net.cpp
bool isEmail(std::string_view text) noexcept;
bool isHostname(std::string_view text) noexcept;
bool isIpv4(std::string_view text) noexcept;
bool isIpv6(std::string_view text) noexcept;

// formats_uri.cpp
bool isUri(std::string_view text) noexcept;

// formats_text.cpp
bool isDuration(std::string_view text) noexcept;
bool isSemver(std::string_view text) noexcept;

}  // namespace event_runtime::formats
