#pragma once

#include <event_runtime/codec/issue.hpp>
#include <event_runtime/codec/path.hpp>
#include <event_runtime/time.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime {

/// A value of a parsed JSON text: two words, valid while the parse is. What they mean is the codec's secret, so that
/// no header of ours pulls in simdjson's.
struct JsonValue {
  const void* document = nullptr;
  std::size_t position = 0;
};

/// Walks over an object's members in the order of the text.
class ObjectMembers {
 public:
  /// Moves to the next member, at first to the first one; false at the end.
  bool next() noexcept;
  std::string_view key() const noexcept { return key_; }
  JsonValue value() const noexcept { return value_; }

 private:
  friend class Decoder;
  const void* document_ = nullptr;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
  std::string_view key_;
  JsonValue value_;
};

/// Walks over an array's elements.
class ArrayElements {
 public:
  bool next() noexcept;
  JsonValue value() const noexcept { return value_; }
  /// The number of elements, for reserving; saturates at 2^24 - 1.
  std::size_t size() const noexcept { return size_; }

 private:
  friend class Decoder;
  const void* document_ = nullptr;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
  std::size_t size_ = 0;
  JsonValue value_;
};

/// String formats of the schema language, by their JSON-Schema name with `-` read as `_`. Where JSON Schema has a
/// format, it is followed; else what Zod checks, unless the format's own specification is stricter.
enum class StringFormat : std::uint8_t {
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

/// Reads JSON values into C++ ones and collects what does not fit. Generated decoders call one function a field; each
/// reports at most the issues of its own value, and returns whether `out` was set (an issue about a value's bounds
/// still sets it). `path` is where the value stands.
class Decoder {
 public:
  bool string(JsonValue json, std::string& out, const Path& path);
  /// The same without a copy; the view is valid while the parse is.
  bool string(JsonValue json, std::string_view& out, const Path& path);
  bool integer(JsonValue json, std::int64_t& out, const Path& path);
  bool integer(JsonValue json, std::int32_t& out, const Path& path);
  bool integer(JsonValue json, std::uint32_t& out, const Path& path);
  bool integer(JsonValue json, std::uint64_t& out, const Path& path);
  bool number(JsonValue json, double& out, const Path& path);
  bool boolean(JsonValue json, bool& out, const Path& path);
  bool timestamp(JsonValue json, Timestamp& out, const Path& path);
  bool object(JsonValue json, ObjectMembers& out, const Path& path);
  bool array(JsonValue json, ArrayElements& out, const Path& path);
  bool isNull(JsonValue json) const noexcept;
  /// The value as JSON text, minified.
  bool text(JsonValue json, std::string& out, const Path& path);

  /// Constraints on a string; lengths count code points (JSON Schema 2020-12, section 6.3).
  void checkLength(std::string_view text, std::size_t minimum, std::size_t maximum, const Path& path);
  void checkFormat(std::string_view text, StringFormat format, const Path& path);
  /// An RE2 pattern, unanchored as in JSON Schema; compiled once a process.
  void checkPattern(std::string_view text, std::string_view pattern, const Path& path);
  void checkStartsWith(std::string_view text, std::string_view prefix, const Path& path);
  void checkEndsWith(std::string_view text, std::string_view suffix, const Path& path);
  void checkIncludes(std::string_view text, std::string_view part, const Path& path);

  /// Bounds of numbers, inclusive.
  void checkMinimum(std::int64_t value, std::int64_t minimum, const Path& path);
  void checkMaximum(std::int64_t value, std::int64_t maximum, const Path& path);
  void checkMinimum(std::uint64_t value, std::uint64_t minimum, const Path& path);
  void checkMaximum(std::uint64_t value, std::uint64_t maximum, const Path& path);
  void checkMinimum(double value, double minimum, const Path& path);
  void checkMaximum(double value, double maximum, const Path& path);
  void checkExclusiveMinimum(double value, double minimum, const Path& path);
  void checkExclusiveMaximum(double value, double maximum, const Path& path);
  void checkMultipleOf(std::int64_t value, std::int64_t divisor, const Path& path);
  void checkMultipleOf(std::uint64_t value, std::uint64_t divisor, const Path& path);
  void checkMultipleOf(double value, double divisor, const Path& path);

  /// Bounds of an array's length.
  void checkItemCount(std::size_t count, std::size_t minimum, std::size_t maximum, const Path& path);

  /// Reports. `missing` is a required key that is absent; `object` is where the object stands.
  void missing(std::string_view key, std::string_view expected, const Path& object);
  void unrecognizedKey(std::string_view key, const Path& object);
  /// A key that stands twice in an object (RFC 8259, section 4, leaves open which one counts; we take neither).
  void duplicateKey(std::string_view key, const Path& object);
  /// `expected` lists the values: `google | email`.
  void invalidValue(JsonValue json, std::string_view expected, const Path& path);
  void invalidType(JsonValue json, std::string_view expected, const Path& path);
  void add(Issue issue);

  /// After this many issues, or this much text in them, no more are kept: what is wrong everywhere need not fill the
  /// memory. The last one says so.
  static constexpr std::size_t MAX_ISSUES = 1000;
  static constexpr std::size_t MAX_ISSUE_BYTES = 1024 * 1024;
  bool isFull() const noexcept { return isFull_; }

  bool failed() const noexcept { return !issues_.empty(); }
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  std::vector<Issue> takeIssues() noexcept { return std::move(issues_); }

 private:
  template <class Integer>
  bool readInteger(JsonValue json, Integer& out, const Path& path);

  std::vector<Issue> issues_;
  std::size_t issueBytes_ = 0;
  bool isFull_ = false;
};

}  // namespace event_runtime
