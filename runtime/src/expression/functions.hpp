#pragma once

#include "expression/value.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace event_runtime::expression {

/// Some kinds of values, a bit for each.
using KindSet = std::uint16_t;

constexpr KindSet setOf(Kind kind) noexcept { return static_cast<KindSet>(1U << static_cast<unsigned>(kind)); }
template <class... Kinds>
constexpr KindSet setOf(Kind first, Kinds... others) noexcept {
  return static_cast<KindSet>((setOf(first) | ... | setOf(others)));
}
/// Every kind but `error`: what CEL calls dyn.
inline constexpr KindSet ANY_KIND = 0x1FFE;
inline constexpr KindSet NUMERIC = setOf(Kind::integer, Kind::unsignedInteger, Kind::number);

enum class Function : std::uint8_t {
  size,
  contains,
  startsWith,
  endsWith,
  matches,
  toBool,
  toBytes,
  toDouble,
  toDuration,
  toDyn,
  toInt,
  toString,
  toTimestamp,
  toUint,
  typeOf,
  getDate,
  getDayOfMonth,
  getDayOfWeek,
  getDayOfYear,
  getFullYear,
  getHours,
  getMilliseconds,
  getMinutes,
  getMonth,
  getSeconds,
  // Inngest's
  b64decode,
  date,
  jsonParse,
  lowercase,
  now,
  nowMinus,
  nowPlus,
  uppercase,
  // CEL's extension "strings"
  charAt,
  indexOf,
  join,
  lastIndexOf,
  lowerAscii,
  replace,
  reverse,
  split,
  substring,
  trim,
  upperAscii,
};

/// One way to call a function.
struct Signature {
  static constexpr std::size_t MAX_PARAMETERS = 4;

  std::string_view name;
  Function function;
  bool isMethod;  ///< `x.f(y)`: the first parameter is what stands before the dot
  std::uint8_t count;
  KindSet parameters[MAX_PARAMETERS];
  KindSet result;
};

/// Every signature; those of one name stand together.
std::span<const Signature> signatures() noexcept;
std::string_view nameOf(Function function) noexcept;

/// `null` is passed to these; others give null where an argument is.
constexpr bool takesNull(Function function) noexcept {
  return function == Function::size || function == Function::typeOf || function == Function::toDyn;
}

}  // namespace event_runtime::expression
