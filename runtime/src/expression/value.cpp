#include "expression/value.hpp"

#include "codec/tape.hpp"

#include <cmath>

namespace event_runtime::expression {

std::string_view nameOf(Kind kind) noexcept {
  switch (kind) {
    case Kind::error:
      return "error";
    case Kind::null:
      return "null_type";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::unsignedInteger:
      return "uint";
    case Kind::number:
      return "double";
    case Kind::string:
      return "string";
    case Kind::bytes:
      return "bytes";
    case Kind::list:
      return "list";
    case Kind::map:
      return "map";
    case Kind::timestamp:
      return "google.protobuf.Timestamp";
    case Kind::duration:
      return "google.protobuf.Duration";
    case Kind::type:
      return "type";
  }
  return "";
}

Value Value::boolean(bool value) noexcept {
  Value out(Kind::boolean);
  out.boolean_ = value;
  return out;
}

Value Value::integer(std::int64_t value) noexcept {
  Value out(Kind::integer);
  out.integer_ = value;
  return out;
}

Value Value::unsignedInteger(std::uint64_t value) noexcept {
  Value out(Kind::unsignedInteger);
  out.unsigned_ = value;
  return out;
}

Value Value::number(double value) noexcept {
  Value out(Kind::number);
  out.number_ = value;
  return out;
}

Value Value::string(std::string_view text) noexcept {
  Value out(Kind::string);
  out.text_ = {text.data(), text.size()};
  return out;
}

Value Value::bytes(std::string_view bytes) noexcept {
  Value out(Kind::bytes);
  out.text_ = {bytes.data(), bytes.size()};
  return out;
}

Value Value::timestamp(Seconds sinceEpoch) noexcept {
  Value out(Kind::timestamp);
  out.seconds_ = sinceEpoch;
  return out;
}

Value Value::duration(Seconds length) noexcept {
  Value out(Kind::duration);
  out.seconds_ = length;
  return out;
}

Value Value::type(Kind kind) noexcept {
  Value out(Kind::type);
  out.type_ = kind;
  return out;
}

Value Value::list(const Value* items, std::size_t size) noexcept {
  Value out(Kind::list);
  out.items_ = {items, size};
  return out;
}

Value Value::map(const Value* entries, std::size_t size) noexcept {
  Value out(Kind::map);
  out.items_ = {entries, size};
  return out;
}

Value Value::event(const EventDocument& event) noexcept {
  Value out(Kind::map);
  out.form_ = Form::event;
  out.event_ = &event;
  return out;
}

Value Value::error(const Failure* failure) noexcept {
  Value out(Kind::error);
  out.failure_ = failure;
  return out;
}

namespace {

Value fromDouble(double value) noexcept {
  // Below these bounds a double that is integral is exactly one integer.
  if (std::trunc(value) == value && value >= -0x1p63 && value < 0x1p64) {
    if (value < 0x1p63) return Value::integer(static_cast<std::int64_t>(value));
    return Value::unsignedInteger(static_cast<std::uint64_t>(value));
  }
  return Value::number(value);
}

}  // namespace

Value Value::json(const std::uint64_t* word, const JsonSource& source) noexcept {
  if (word == nullptr) return {};
  const JsonValue value{word};
  const auto type = tape::typeOf(value);
  switch (type) {
    case tape::Type::string:
      return string(tape::text(word, source.strings));
    case tape::Type::signedInteger:
      return integer(tape::signedInteger(value));
    case tape::Type::unsignedInteger: {
      const auto number = tape::unsignedInteger(value);
      return number <= static_cast<std::uint64_t>(INT64_MAX) ? integer(static_cast<std::int64_t>(number))
                                                             : unsignedInteger(number);
    }
    case tape::Type::floating:
      return fromDouble(tape::floating(value));
    case tape::Type::isTrue:
      return boolean(true);
    case tape::Type::isFalse:
      return boolean(false);
    case tape::Type::array:
    case tape::Type::object: {
      Value out(type == tape::Type::array ? Kind::list : Kind::map);
      out.form_ = Form::json;
      out.json_ = {word, &source};
      return out;
    }
    default:
      return {};
  }
}

}  // namespace event_runtime::expression
