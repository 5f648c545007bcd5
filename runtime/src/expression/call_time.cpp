// The clock, and parts of timestamps and durations.
#include "expression/evaluator.hpp"
#include "expression/times.hpp"
#include "schedule/time_zone.hpp"

namespace event_runtime::expression {
namespace {

Value now(const Call& call) {
  if (!call.scope.now)
    return call.fail("there is no clock here, so `" + std::string(nameOf(call.node.function)) + "` has no value");
  const Seconds now = toSeconds(*call.scope.now);
  if (call.node.function == Function::now) return Value::timestamp(now);
  Seconds length;
  const Value& argument = call.arguments[0];
  if (argument.is(Kind::duration)) {
    length = argument.asSeconds();
  } else if (argument.is(Kind::string)) {
    const auto scanned = scanDurationText(argument.asText(), true);
    if (!scanned) return call.fail("this is no duration such as `1h30m` or `2d`");
    length = *scanned;
  } else {
    return call.mismatch();
  }
  const auto result = call.node.function == Function::nowPlus ? add(now, length) : subtract(now, length);
  if (!result || !isTimestamp(*result)) return call.fail("the result is outside of the years 0001 to 9999");
  return Value::timestamp(*result);
}

}  // namespace

Value callTime(const Call& call) {
  const Function function = call.node.function;
  if (function == Function::now || function == Function::nowMinus || function == Function::nowPlus) return now(call);
  const Value& value = call.arguments[0];
  const bool isClockPart = function == Function::getHours || function == Function::getMinutes ||
                           function == Function::getSeconds || function == Function::getMilliseconds;
  if (value.is(Kind::duration) && call.arguments.size() == 1 && isClockPart)
    return Value::integer(durationPart(function, value.asSeconds()));
  if (!value.is(Kind::timestamp)) return call.mismatch();
  Seconds local = value.asSeconds();
  if (call.arguments.size() == 2) {
    if (!call.arguments[1].is(Kind::string)) return call.mismatch();
    const std::string_view zone = call.arguments[1].asText();
    auto offset = scanOffset(zone);
    if (!offset) {
      const auto known = schedule::TimeZone::find(zone);
      if (!known) return call.fail(schedule::TimeZone::whyUnknown(zone) + "; an offset such as `+02:00` will do as well");
      offset = known->offsetAt(toTimestamp(local));
    }
    local.whole += offset->count();
  }
  return Value::integer(timePart(function, local));
}

}  // namespace event_runtime::expression
