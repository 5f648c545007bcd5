#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace event_runtime {

/// String formats of the schema language, by their JSON-Schema name with `-` read as `_`. Where JSON Schema has a
/// format, it is followed; else what Zod checks, unless the format's own specification is stricter.
enum class StringFormat : std::uint8_t {
  none,       ///< any text
  uuid,       ///< RFC 9562 in either case: versions 1 to 8, all zeros, all ones
  email,      ///< the HTML standard's characters, dots only between others; a domain of two labels or more; RFC 5321
              ///< lengths
  uri,        ///< RFC 3986, with a scheme
  dateTime,   ///< RFC 3339, with `Z` or an offset; a leap second only at 23:59:60 UTC
  date,       ///< RFC 3339 full-date, a day that exists
  time,       ///< RFC 3339 full-time, with `Z` or an offset
  duration,   ///< ISO 8601: `P1Y2M3DT4H5M6.5S` with any parts left out, or `P2W`
  hostname,   ///< RFC 1123, without a dot at the end
  ipv4,       ///< four decimal numbers without leading zeros
  ipv6,       ///< RFC 4291, also with an IPv4 address at the end; no zone
  ulid,       ///< 26 digits of Crockford's base 32 in either case, at most 128 bits
  cuid2,      ///< 2 to 32 lower-case letters and digits, a letter first
  nanoid,     ///< 21 characters of its URL-safe alphabet
  base64,     ///< RFC 4648, section 4, padded; the empty text too
  base64url,  ///< RFC 4648, section 5, without padding or with all of it; the empty text too
  hex,        ///< hex digits in either case, any number of them
  jwt,        ///< RFC 7519's compact form: header, payload and signature, unpadded. Signatures are not verified
  e164,       ///< `+` and 7 to 15 digits, no zero first
  semver,     ///< Semantic Versioning 2.0.0
};

std::string_view toString(StringFormat format) noexcept;
bool matchesFormat(StringFormat format, std::string_view text) noexcept;

inline constexpr std::size_t UNLIMITED = std::numeric_limits<std::size_t>::max();

/// What a schema asks of a string. Everything left out is not asked for.
struct StringConstraints {
  StringFormat format = StringFormat::none;
  std::size_t minLength = 0;  ///< code points (JSON Schema 2020-12, section 6.3)
  std::size_t maxLength = UNLIMITED;
  /// RE2 patterns that all match, unanchored as in JSON Schema; compiled once a process. The texts are literals.
  std::span<const std::string_view> patterns = {};
  std::string_view startsWith = {};
  std::string_view endsWith = {};
  std::string_view includes = {};
};

/// What a schema asks of an integer of this type; bounds are inclusive.
template <class Integer>
struct IntegerConstraints {
  Integer minimum = std::numeric_limits<Integer>::min();
  Integer maximum = std::numeric_limits<Integer>::max();
  Integer multipleOf = 0;  ///< 0: any
};

/// What a schema asks of a number.
struct NumberConstraints {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  double exclusiveMinimum = -std::numeric_limits<double>::infinity();
  double exclusiveMaximum = std::numeric_limits<double>::infinity();
  /// 0: any. As both are written in decimal: 0.3 is a multiple of 0.1, although no binary fractions are.
  double multipleOf = 0;
};

/// How many elements, entries or keys a schema asks for.
struct CountConstraints {
  std::size_t minimum = 0;
  std::size_t maximum = UNLIMITED;
};

}  // namespace event_runtime
