#include "expression/event_types.hpp"

namespace event_runtime::expression {

std::optional<Type> typeOfAttribute(std::string_view name) {
  if (name == "id" || name == "name") return Type{setOf(Kind::string)};
  if (name == "ts") return Type{setOf(Kind::integer)};
  if (name == "v") return Type{setOf(Kind::string, Kind::null)};
  if (name == "data" || name == "user") return Type();
  return std::nullopt;
}

std::string whyNoVariable(Variable variable) {
  switch (variable) {
    case Variable::data:
      return "`data` is the payload in `rules` alone: write `event.data`";
    case Variable::async:
      return "`async` is the event that is awaited or that cancels, and there is none here: write `event`";
    default:
      return "there is no event here";
  }
}

std::optional<Type> AnyEventTypes::variable(Variable variable) const {
  switch (variable) {
    case Variable::async:
      if (!hasAsync_) return std::nullopt;
      [[fallthrough]];
    case Variable::event:
      return Type{setOf(Kind::map), this};
    case Variable::data:
      return std::nullopt;
    case Variable::vars:
      break;
  }
  return Type();
}

}  // namespace event_runtime::expression
