#include <event_runtime/codec/decoder.hpp>

#include "codec/excerpt.hpp"
#include "codec/tape.hpp"
#include "schedule/rfc3339.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace event_runtime {

using tape::tape_type;

namespace tape {

std::string_view describe(JsonValue value) noexcept {
  switch (typeOf(value)) {
    case tape_type::STRING:
      return "string";
    case tape_type::INT64:
    case tape_type::UINT64:
      return "integer";
    case tape_type::DOUBLE:
      return "number";
    case tape_type::TRUE_VALUE:
    case tape_type::FALSE_VALUE:
      return "boolean";
    case tape_type::NULL_VALUE:
      return "null";
    case tape_type::START_ARRAY:
      return "array";
    case tape_type::START_OBJECT:
      return "object";
    default:
      return "nothing";
  }
}

std::string excerpt(JsonValue value) {
  const auto ref = at(value);
  switch (typeOf(value)) {
    case tape_type::STRING:
      return quotedExcerpt(ref.get_string_view());
    case tape_type::INT64:
      return std::to_string(ref.next_tape_value<std::int64_t>());
    case tape_type::UINT64:
      return std::to_string(ref.next_tape_value<std::uint64_t>());
    case tape_type::DOUBLE:
      return fmt::format("{}", ref.next_tape_value<double>());
    case tape_type::TRUE_VALUE:
      return "true";
    case tape_type::FALSE_VALUE:
      return "false";
    default:
      return std::string(describe(value));
  }
}

}  // namespace tape

bool ObjectMembers::next() noexcept {
  if (position_ == end_) return false;
  // A key is one word on the tape, its value follows.
  key_ = tape::at(document_, position_).get_string_view();
  value_ = {document_, position_ + 1};
  position_ = tape::at(value_).after_element();
  return true;
}

bool ArrayElements::next() noexcept {
  if (position_ == end_) return false;
  value_ = {document_, position_};
  position_ = tape::at(value_).after_element();
  return true;
}

void Decoder::add(Issue issue) {
  if (isFull()) return;
  issueBytes_ += issue.path.size() + issue.message.size() + issue.expected.size() + issue.received.size();
  issues_.push_back(std::move(issue));
  if (issues_.size() < MAX_ISSUES && issueBytes_ < MAX_ISSUE_BYTES) return;
  issues_.push_back({IssueCode::custom, "", "has further issues, which are not listed", "", ""});
  isFull_ = true;
}

void Decoder::invalidType(JsonValue json, std::string_view expected, const Path& path) {
  if (isFull()) return;
  // `null` is a value and takes no article, nor does a choice of types.
  const bool isNoun = expected != "null" && expected.find(' ') == std::string_view::npos;
  add({IssueCode::invalidType, toJsonPointer(path),
       "must be " + (isNoun ? withArticle(expected) : std::string(expected)), std::string(expected),
       std::string(tape::describe(json))});
}

void Decoder::invalidValue(JsonValue json, std::string_view expected, const Path& path) {
  if (isFull()) return;
  const bool isChoice = expected.find(" | ") != std::string_view::npos;
  add({IssueCode::invalidValue, toJsonPointer(path), fmt::format("must be {}{}", isChoice ? "one of " : "", expected),
       std::string(expected), tape::excerpt(json)});
}

void Decoder::missing(std::string_view key, std::string_view expected, const Path& object) {
  if (isFull()) return;
  add({IssueCode::invalidType, toJsonPointer(Path::member(object, key)), "is required", std::string(expected),
       "nothing"});
}

void Decoder::unrecognizedKey(std::string_view key, const Path& object) {
  if (isFull()) return;
  add({IssueCode::unrecognizedKeys, toJsonPointer(Path::member(object, key)), "is no key of this object", "", ""});
}

void Decoder::duplicateKey(std::string_view key, const Path& object) {
  if (isFull()) return;
  add({IssueCode::invalidKey, toJsonPointer(Path::member(object, key)), "stands twice in this object", "", ""});
}

bool Decoder::isNull(JsonValue json) const noexcept { return tape::typeOf(json) == tape_type::NULL_VALUE; }

bool Decoder::string(JsonValue json, std::string_view& out, const Path& path) {
  if (tape::typeOf(json) != tape_type::STRING) {
    invalidType(json, "string", path);
    return false;
  }
  out = tape::at(json).get_string_view();
  return true;
}

bool Decoder::string(JsonValue json, std::string& out, const Path& path) {
  std::string_view text;
  if (!string(json, text, path)) return false;
  out.assign(text);
  return true;
}

bool Decoder::boolean(JsonValue json, bool& out, const Path& path) {
  const auto type = tape::typeOf(json);
  if (type != tape_type::TRUE_VALUE && type != tape_type::FALSE_VALUE) {
    invalidType(json, "boolean", path);
    return false;
  }
  out = type == tape_type::TRUE_VALUE;
  return true;
}

bool Decoder::number(JsonValue json, double& out, const Path& path) {
  const auto ref = tape::at(json);
  switch (tape::typeOf(json)) {
    case tape_type::DOUBLE:
      out = ref.next_tape_value<double>();
      return true;
    case tape_type::INT64:
      out = static_cast<double>(ref.next_tape_value<std::int64_t>());
      return true;
    case tape_type::UINT64:
      out = static_cast<double>(ref.next_tape_value<std::uint64_t>());
      return true;
    default:
      invalidType(json, "number", path);
      return false;
  }
}

namespace {

enum class Fit { fits, outOfRange, inexact, notIntegral, notNumber };

/// A double as an Integer.
template <class Integer>
Fit convert(double value, Integer& out) noexcept {
  using Limits = std::numeric_limits<Integer>;
  // From here on doubles have gaps, and so the text may have been another integer.
  constexpr double EXACT = 9007199254740992;  // 2^53
  if (std::trunc(value) != value) return Fit::notIntegral;
  // The upper bound plus one is a power of two, which a double holds exactly.
  const double end = std::ldexp(1.0, Limits::digits);
  const bool isExact = std::abs(value) < EXACT;
  if (value >= end || value < (Limits::is_signed ? -end : 0.0) || (!isExact && value == -end)) return Fit::outOfRange;
  if (!isExact) return Fit::inexact;
  out = static_cast<Integer>(value);
  return Fit::fits;
}

template <class Integer, class Stored>
Fit narrow(Stored value, Integer& out) noexcept {
  if (!std::in_range<Integer>(value)) return Fit::outOfRange;
  out = static_cast<Integer>(value);
  return Fit::fits;
}

/// A number as an Integer. A double that is integral counts (JSON Schema 2020-12, section 4.2.3: 1.0 is an integer).
template <class Integer>
Fit readInteger(JsonValue json, Integer& out) noexcept {
  const auto ref = tape::at(json);
  switch (tape::typeOf(json)) {
    case tape_type::INT64:
      return narrow(ref.next_tape_value<std::int64_t>(), out);
    case tape_type::UINT64:
      return narrow(ref.next_tape_value<std::uint64_t>(), out);
    case tape_type::DOUBLE:
      return convert(ref.next_tape_value<double>(), out);
    default:
      return Fit::notNumber;
  }
}

}  // namespace

template <class Integer>
bool Decoder::readInteger(JsonValue json, Integer& out, const Path& path) {
  using Limits = std::numeric_limits<Integer>;
  const Fit fit = event_runtime::readInteger(json, out);
  if (fit == Fit::fits) return true;
  if (isFull()) return false;
  if (fit == Fit::outOfRange) {
    const std::string received = tape::excerpt(json);
    add({received.starts_with('-') ? IssueCode::tooSmall : IssueCode::tooBig, toJsonPointer(path),
         fmt::format("must be between {} and {}", Limits::min(), Limits::max()),
         fmt::format("{}…{}", Limits::min(), Limits::max()), received});
  } else if (fit == Fit::inexact) {
    add({IssueCode::invalidType, toJsonPointer(path),
         "must be written without fraction and exponent, being 2^53 or more", "integer", tape::excerpt(json)});
  } else {
    invalidType(json, "integer", path);
  }
  return false;
}

bool Decoder::integer(JsonValue json, std::int64_t& out, const Path& path) { return readInteger(json, out, path); }
bool Decoder::integer(JsonValue json, std::int32_t& out, const Path& path) { return readInteger(json, out, path); }
bool Decoder::integer(JsonValue json, std::uint32_t& out, const Path& path) { return readInteger(json, out, path); }
bool Decoder::integer(JsonValue json, std::uint64_t& out, const Path& path) { return readInteger(json, out, path); }

bool Decoder::timestamp(JsonValue json, Timestamp& out, const Path& path) {
  std::string_view text;
  if (!string(json, text, path)) return false;
  const auto time = rfc3339::scanTimestamp(text);
  if (!time) {
    if (isFull()) return false;
    add({IssueCode::invalidFormat, toJsonPointer(path), "must be an RFC 3339 date-time such as 2026-11-21T09:30:00Z",
         "date-time", tape::excerpt(json)});
    return false;
  }
  out = *time;
  return true;
}

bool Decoder::object(JsonValue json, ObjectMembers& out, const Path& path) {
  if (tape::typeOf(json) != tape_type::START_OBJECT) {
    invalidType(json, "object", path);
    return false;
  }
  out.document_ = json.document;
  out.position_ = json.position + 1;
  // The word at the brace holds the index after the closing brace.
  out.end_ = tape::at(json).matching_brace_index() - 1;
  return true;
}

bool Decoder::array(JsonValue json, ArrayElements& out, const Path& path) {
  if (tape::typeOf(json) != tape_type::START_ARRAY) {
    invalidType(json, "array", path);
    return false;
  }
  out.document_ = json.document;
  out.position_ = json.position + 1;
  out.end_ = tape::at(json).matching_brace_index() - 1;
  out.size_ = tape::at(json).scope_count();
  return true;
}

}  // namespace event_runtime
