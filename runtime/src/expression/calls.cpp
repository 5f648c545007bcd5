// Functions: which part of the room knows them, and those that belong to no topic.
#include "expression/evaluator.hpp"

#include "expression/collections.hpp"
#include "expression/texts.hpp"

#include <utility>

namespace event_runtime::expression {

Value Call::fail(std::string message) const { return workspace.fail(node.offset, node.length, std::move(message)); }

Value Call::mismatch() const {
  std::string types;
  for (const Value& argument : arguments) {
    if (!types.empty()) types += ", ";
    types += nameOf(argument.kind());
  }
  return fail("`" + std::string(nameOf(node.function)) + "` does not take " + types);
}

namespace {

Value size(const Call& call) {
  const Value& value = call.arguments[0];
  std::size_t count = 0;
  switch (value.kind()) {
    case Kind::null:
      break;
    case Kind::string:
      call.workspace.spendOnText(value.asText().size());
      count = countCodePoints(value.asText());
      break;
    case Kind::bytes:
      count = value.asText().size();
      break;
    case Kind::list:
    case Kind::map:
      count = sizeOf(value, call.workspace);
      break;
    default:
      return call.mismatch();
  }
  return Value::integer(static_cast<std::int64_t>(count));
}

}  // namespace

Value callFunction(const Call& call) {
  switch (call.node.function) {
    case Function::size:
      return size(call);
    case Function::toDyn:
      return call.arguments[0];
    case Function::typeOf:
      return Value::type(call.arguments[0].kind());
    case Function::toBool:
    case Function::toBytes:
    case Function::toDouble:
    case Function::toDuration:
    case Function::toInt:
    case Function::toString:
    case Function::toTimestamp:
    case Function::toUint:
    case Function::b64decode:
    case Function::date:
    case Function::jsonParse:
      return convert(call);
    case Function::getDate:
    case Function::getDayOfMonth:
    case Function::getDayOfWeek:
    case Function::getDayOfYear:
    case Function::getFullYear:
    case Function::getHours:
    case Function::getMilliseconds:
    case Function::getMinutes:
    case Function::getMonth:
    case Function::getSeconds:
    case Function::now:
    case Function::nowMinus:
    case Function::nowPlus:
      return callTime(call);
    default:
      return callText(call);
  }
}

}  // namespace event_runtime::expression
