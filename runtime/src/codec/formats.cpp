#include "codec/formats.hpp"

#include <event_runtime/codec/decoder.hpp>

#include "schedule/rfc3339.hpp"

namespace event_runtime {

std::string_view toString(StringFormat format) noexcept {
  switch (format) {
    case StringFormat::none:
      return "text";
    case StringFormat::uuid:
      return "uuid";
    case StringFormat::email:
      return "email";
    case StringFormat::uri:
      return "uri";
    case StringFormat::dateTime:
      return "date-time";
    case StringFormat::date:
      return "date";
    case StringFormat::time:
      return "time";
    case StringFormat::duration:
      return "duration";
    case StringFormat::hostname:
      return "hostname";
    case StringFormat::ipv4:
      return "ipv4";
    case StringFormat::ipv6:
      return "ipv6";
    case StringFormat::ulid:
      return "ulid";
    case StringFormat::cuid2:
      return "cuid2";
    case StringFormat::nanoid:
      return "nanoid";
    case StringFormat::base64:
      return "base64";
    case StringFormat::base64url:
      return "base64url";
    case StringFormat::hex:
      return "hex";
    case StringFormat::jwt:
      return "jwt";
    case StringFormat::e164:
      return "e164";
    case StringFormat::semver:
      return "semver";
  }
  return {};
}

bool matchesFormat(StringFormat format, std::string_view text) noexcept {
  switch (format) {
    case StringFormat::none:
      return true;
    case StringFormat::uuid:
      return formats::isUuid(text);
    case StringFormat::email:
      return formats::isEmail(text);
    case StringFormat::uri:
      return formats::isUri(text);
    case StringFormat::dateTime:
      return rfc3339::scanDateTime(text).has_value();
    case StringFormat::date:
      return rfc3339::scanDate(text).has_value();
    case StringFormat::time:
      return rfc3339::scanTime(text).has_value();
    case StringFormat::duration:
      return formats::isDuration(text);
    case StringFormat::hostname:
      return formats::isHostname(text);
    case StringFormat::ipv4:
      return formats::isIpv4(text);
    case StringFormat::ipv6:
      return formats::isIpv6(text);
    case StringFormat::ulid:
      return formats::isUlid(text);
    case StringFormat::cuid2:
      return formats::isCuid2(text);
    case StringFormat::nanoid:
      return formats::isNanoid(text);
    case StringFormat::base64:
      return formats::isBase64(text);
    case StringFormat::base64url:
      return formats::isBase64Url(text);
    case StringFormat::hex:
      return formats::isHex(text);
    case StringFormat::jwt:
      return formats::isJwt(text);
    case StringFormat::e164:
      return formats::isE164(text);
    case StringFormat::semver:
      return formats::isSemver(text);
  }
  return false;
}

}  // namespace event_runtime
