#include "function/handler_registry.hpp"

#include "function/handler_check.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace event_runtime::function {

namespace {

/// Throws where something is wrong, so that what is made of the list need not look again.
HandlerList checked(const std::string& app, HandlerList handlers) {
  const std::vector<std::string> problems = findProblems(app, handlers);
  if (problems.empty()) return handlers;
  std::string message;
  for (const std::string& problem : problems) {
    if (!message.empty()) message += '\n';
    message += problem;
  }
  throw std::invalid_argument(message);
}

std::vector<Function::Limit> limitsOf(const Handler& handler) {
  std::vector<Function::Limit> limits;
  for (const Concurrency& concurrency : handler.options.concurrency) {
    Function::Limit& limit = limits.emplace_back();
    limit.limit = concurrency.limit;
    if (!concurrency.key.empty()) {
      limit.key = std::get<expression::Expression>(expression::Expression::parse(concurrency.key));
    }
  }
  return limits;
}

}  // namespace

HandlerRegistry::HandlerRegistry(const std::string& app, HandlerList handlers)
    : app_(app), handlers_(checked(app, std::move(handlers))) {
  functions_.reserve(handlers_.size());  // they are pointed at
  for (const Handler& handler : handlers_) {
    Function& function = functions_.emplace_back();
    function.id = app + '-' + handler.id;
    function.handler = &handler;
    function.concurrency = limitsOf(handler);
    byId_.emplace(function.id, &function);
    for (const std::string& event : handler.events) {
      // One run for each function, also where it names the event twice.
      auto& started = byEvent_[event];
      if (started.empty() || started.back() != &function) started.push_back(&function);
    }
  }
}

bool Function::takes(std::string_view event) const {
  return std::find(handler->events.begin(), handler->events.end(), event) != handler->events.end();
}

const Function* HandlerRegistry::findByHandler(std::string_view id) const {
  const Function* const found = find(app_ + '-' + std::string(id));
  return found != nullptr ? found : find(id);
}

const Function* HandlerRegistry::find(std::string_view functionId) const {
  const auto found = byId_.find(functionId);
  return found == byId_.end() ? nullptr : found->second;
}

std::span<const Function* const> HandlerRegistry::startedBy(std::string_view event) const {
  const auto found = byEvent_.find(event);
  if (found == byEvent_.end()) return {};
  return found->second;
}

}  // namespace event_runtime::function
