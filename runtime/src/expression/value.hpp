#pragma once

#include <event_runtime/codec/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace event_runtime::expression {

class EventDocument;
struct Failure;

/// Where a parsed JSON text lies; see codec/tape.hpp.
struct JsonSource {
  const std::uint64_t* tape = nullptr;
  const std::uint8_t* strings = nullptr;
};

/// The types of CEL's values; `error` is what an operation gives that failed, until an operator absorbs it.
enum class Kind : std::uint8_t {
  error,
  null,
  boolean,
  integer,
  unsignedInteger,
  number,
  string,
  bytes,
  list,
  map,
  timestamp,
  duration,
  type,
};

/// CEL's name: `int`, `null_type`, `google.protobuf.Timestamp`.
std::string_view nameOf(Kind kind) noexcept;

/// Seconds and a fraction that is never negative: an instant since 1970, or a length.
struct Seconds {
  std::int64_t whole = 0;
  std::int32_t nanos = 0;  ///< 0 to 999,999,999

  friend constexpr auto operator<=>(const Seconds&, const Seconds&) = default;
};

/// A value of an expression: a few words that are copied freely and own nothing. What they view belongs to the payload,
/// the expression or the workspace of the evaluation.
class Value {
 public:
  /// `null`.
  Value() noexcept : integer_(0) {}

  static Value boolean(bool value) noexcept;
  static Value integer(std::int64_t value) noexcept;
  static Value unsignedInteger(std::uint64_t value) noexcept;
  static Value number(double value) noexcept;
  /// UTF-8.
  static Value string(std::string_view text) noexcept;
  static Value bytes(std::string_view bytes) noexcept;
  static Value timestamp(Seconds sinceEpoch) noexcept;
  static Value duration(Seconds length) noexcept;
  static Value type(Kind kind) noexcept;
  static Value list(const Value* items, std::size_t size) noexcept;
  /// `entries` are `size` pairs of key and value.
  static Value map(const Value* entries, std::size_t size) noexcept;
  /// The map of an event's attributes.
  static Value event(const EventDocument& event) noexcept;
  static Value error(const Failure* failure) noexcept;
  /// A value of a payload, which views the source too. Numbers of JSON have one type: what is integral is an int (a
  /// uint from 2^63 on), whether it was written `5` or `5.0`. Null where there is no word.
  static Value json(const std::uint64_t* word, const JsonSource& source) noexcept;
  static Value json(JsonValue value, const JsonSource& source) noexcept { return json(value.word, source); }

  Kind kind() const noexcept { return kind_; }
  bool is(Kind kind) const noexcept { return kind_ == kind; }
  bool isError() const noexcept { return kind_ == Kind::error; }
  bool isNull() const noexcept { return kind_ == Kind::null; }
  bool isNumeric() const noexcept {
    return kind_ == Kind::integer || kind_ == Kind::unsignedInteger || kind_ == Kind::number;
  }

  // Each asks for its own kind only.
  bool asBoolean() const noexcept { return boolean_; }
  std::int64_t asInteger() const noexcept { return integer_; }
  std::uint64_t asUnsigned() const noexcept { return unsigned_; }
  double asNumber() const noexcept { return number_; }
  std::string_view asText() const noexcept { return {text_.data, text_.size}; }  ///< of a string or bytes
  Seconds asSeconds() const noexcept { return seconds_; }                        ///< of a timestamp or duration
  Kind asType() const noexcept { return type_; }
  const Failure* asFailure() const noexcept { return failure_; }

  /// How a list or map is kept.
  enum class Form : std::uint8_t { items, json, event };
  Form form() const noexcept { return form_; }
  const Value* items() const noexcept { return items_.data; }
  std::size_t itemCount() const noexcept { return items_.size; }
  JsonValue json() const noexcept { return {json_.word}; }
  const JsonSource& source() const noexcept { return *json_.source; }
  const EventDocument& event() const noexcept { return *event_; }

 private:
  explicit Value(Kind kind) noexcept : kind_(kind), integer_(0) {}

  struct Text {
    const char* data;
    std::size_t size;
  };
  struct Items {
    const Value* data;
    std::size_t size;
  };
  struct JsonPart {
    const std::uint64_t* word;
    const JsonSource* source;
  };

  Kind kind_ = Kind::null;
  Form form_ = Form::items;
  union {
    bool boolean_;
    std::int64_t integer_;
    std::uint64_t unsigned_;
    double number_;
    Text text_;
    Seconds seconds_;
    Kind type_;
    Items items_;
    JsonPart json_;
    const EventDocument* event_;
    const Failure* failure_;
  };
};

}  // namespace event_runtime::expression
