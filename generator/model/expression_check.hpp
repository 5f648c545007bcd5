#pragma once

#include "model/application.hpp"
#include "model/schema.hpp"
#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Expressions of types.yaml, checked against schemas with the runtime's own parser and checker.
namespace event_codegen {

/// What an expression is for, and so what it may be made of and must give.
enum class ExpressionUse : std::uint8_t {
  condition,  ///< `if`: true or false
  cancel,     ///< `if` of `cancelOn`: true or false, in a restricted form
  key,        ///< one string, number or boolean, which depends on the event
  sharedKey,  ///< the same of a limit that several handlers share: it may be one value for all events
  priority,   ///< an integer
  rule,       ///< true or false, over a payload; it must not depend on the time
};

/// What is known of the event that a variable stands for.
struct EventShape {
  const Event* event = nullptr;  ///< one of the application
  bool isFailure = false;        ///< `inngest/function.failed`; with neither, any event
};

/// The variables of an expression. `vars` is there always, and anything.
struct ExpressionScope {
  std::optional<EventShape> event;
  std::optional<EventShape> async;
  const NamedType* data = nullptr;
};

/// Where a stretch of a YAML scalar's text stands in its file; the whole scalar where that cannot be told.
Span placeOf(std::string_view text, const Span& scalar, std::size_t offset, std::size_t length);

/// Checks an expression that stands in a YAML scalar, and reports what is wrong below the very word where that can be
/// told. The rule is `invalid-key` for keys and paths and `invalid-expression` for the rest. Whether it is right.
bool checkExpression(std::string_view text, const Span& scalar, ExpressionUse use, const ExpressionScope& scope,
                     Diagnostics& diagnostics);

/// The same for an expression of a handler, in which `event` is any of the events that start it: it must be right for
/// each of them. `async` is given where there is one.
bool checkExpression(std::string_view text, const Span& scalar, ExpressionUse use, const std::vector<Trigger>& triggers,
                     std::optional<EventShape> async, Diagnostics& diagnostics);

/// Checks `match` of cancelOn: a path such as `data.userId`, which both events have, with values that may be equal.
bool checkMatch(const Spanned<std::string>& path, const std::vector<Trigger>& triggers, const EventShape& async,
                Diagnostics& diagnostics);

/// Checks the `rules` of a payload.
void checkRules(const Event& event, Diagnostics& diagnostics);

/// A rule that a payload breaks.
struct BrokenRule {
  const PayloadRule* rule = nullptr;
  std::string why;  ///< its message, the check itself, or why it has no value for this payload
};

/// The rules that a payload breaks, a JSON text that fits its schema. What is no expression is left to checkRules().
std::vector<BrokenRule> findBrokenRules(const NamedType& type, const std::string& payload);

}  // namespace event_codegen
