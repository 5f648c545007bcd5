#include "function/evaluate.hpp"

#include "function/handler_registry.hpp"
#include "function/option_limits.hpp"

#include <algorithm>

namespace event_runtime::function {

using expression::EventDocument;
using expression::Expression;
using expression::Scope;

namespace {

expression::EventView viewOf(const StoredEvent& event) {
  return {event.name, event.id, event.ts, event.data, event.user, event.version};
}

Scope scopeOf(const EventDocument& event, Timestamp now) {
  Scope scope;
  scope.event = &event;
  scope.now = now;
  return scope;
}

}  // namespace

std::string valueOf(const std::optional<Expression>& key, const StoredEvent& event, Timestamp now) {
  if (!key) return {};
  const EventDocument document(viewOf(event));
  auto value = key->key(scopeOf(document, now));
  auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? std::move(*text) : "null";
}

bool holds(const Expression& condition, const StoredEvent& event, Timestamp now) {
  const EventDocument document(viewOf(event));
  const auto value = condition.test(scopeOf(document, now));
  const bool* truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth;
}

bool holds(const Expression& condition, const StoredEvent& event, const StoredEvent& async, Timestamp now) {
  const EventDocument document(viewOf(event));
  const EventDocument other(viewOf(async));
  Scope scope = scopeOf(document, now);
  scope.async = &other;
  const auto value = condition.test(scope);
  const bool* truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth;
}

std::chrono::seconds priorityOf(const Function& function, const StoredEvent& event, Timestamp now) {
  if (!function.priority) return std::chrono::seconds{0};
  const EventDocument document(viewOf(event));
  const auto value = function.priority->integer(scopeOf(document, now));
  const auto* number = std::get_if<std::int64_t>(&value);
  return std::chrono::seconds{number != nullptr ? std::clamp(*number, -MAX_PRIORITY, MAX_PRIORITY) : 0};
}

}  // namespace event_runtime::function
