#include "engine/functions.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include <algorithm>
#include <stdexcept>

namespace event_runtime::engine {
namespace {

Function::Limit limitOf(const Handler& handler, const Concurrency& concurrency) {
  Function::Limit limit{concurrency.limit, std::nullopt};
  if (concurrency.key.empty()) return limit;
  auto parsed = expression::Expression::parse(concurrency.key);
  if (const auto* error = std::get_if<expression::ParseError>(&parsed)) {
    throw std::invalid_argument("handler '" + handler.id + "': concurrency key `" + concurrency.key + "`, column " +
                                std::to_string(error->offset + 1) + ": " + error->message);
  }
  limit.key = std::get<expression::Expression>(std::move(parsed));
  return limit;
}

bool handles(const Handler& handler, std::string_view event) {
  return std::ranges::find(handler.events, event) != handler.events.end();
}

}  // namespace

std::vector<Slot> Function::slotsFor(const StoredEvent& event) const {
  std::vector<Slot> slots;
  slots.reserve(concurrency.size());
  for (std::size_t i = 0; i < concurrency.size(); ++i) {
    // Neither part before the value contains a line break.
    Slot& slot = slots.emplace_back(Slot{id + '\n' + std::to_string(i) + '\n', concurrency[i].limit});
    if (const auto& key = concurrency[i].key) {
      slot.key += key->evaluate({event.name, event.id, event.ts, event.data, event.user, event.version});
    }
  }
  return slots;
}

Functions::Functions(const std::string& app, HandlerList handlers) : handlers_(std::move(handlers)) {
  const bool somebodyListens =
      std::ranges::any_of(handlers_, [](const Handler& handler) { return handles(handler, FUNCTION_FAILED.name); });
  functions_.reserve(handlers_.size());  // they are pointed at
  for (const Handler& handler : handlers_) {
    Function& function = functions_.emplace_back();
    function.id = app + '-' + handler.id;
    function.handler = &handler;
    for (const Concurrency& concurrency : handler.options.concurrency) {
      function.concurrency.push_back(limitOf(handler, concurrency));
    }
    function.reportsFailure = somebodyListens && !handles(handler, FUNCTION_FAILED.name);
    byId_.emplace(function.id, &function);
    for (const std::string& event : handler.events) {
      // One run for each function, also where it names the event twice.
      auto& started = byEvent_[event];
      if (started.empty() || started.back() != &function) started.push_back(&function);
    }
  }
}

const Function* Functions::find(std::string_view id) const {
  const auto function = byId_.find(id);
  return function == byId_.end() ? nullptr : function->second;
}

std::span<const Function* const> Functions::startedBy(std::string_view event) const {
  const auto functions = byEvent_.find(event);
  if (functions == byEvent_.end()) return {};
  return functions->second;
}

}  // namespace event_runtime::engine
