#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/step.hpp>

#include <type_traits>
#include <utility>

namespace event_runtime {

/// A handler whose result is checked against its schema when it returns, so that the one who made it fails and not the
/// one who called it. A result that breaks the schema throws ValidationError, with every issue: the run fails without
/// further attempts, because its recorded steps would give the same result again. Generated code wraps handlers whose
/// `returns` the type alone does not guarantee.
///
///     createEventHandler(Events::CARD_CHARGED, "charge-card", {}, CheckedResult<&chargeCard>{});
template <auto Function>
struct CheckedResult {
  template <class Argument>
  requires std::is_invocable_v<decltype(Function), const Argument&, Step&>
  auto operator()(const Argument& event, Step& step) const {
    auto result = Function(event, step);
    if (auto issues = validate(result); !issues.empty()) {
      throw ValidationError("the handler's result does not fit its schema", std::move(issues));
    }
    return result;
  }
};

}  // namespace event_runtime
