#include "function/handler_registry.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include "function/handler_check.hpp"

#include <algorithm>
#include <iterator>
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

std::optional<expression::Expression> expressionOf(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return std::get<expression::Expression>(expression::Expression::parse(text));
}

void addTriggers(Function& function) {
  const Handler& handler = *function.handler;
  for (std::size_t i = 0; i < handler.events.size(); ++i) {
    const auto& conditions = handler.options.conditions;
    function.triggers.push_back(
        {handler.events[i], expressionOf(i < conditions.size() ? conditions[i] : std::string())});
  }
  for (const Cron& cron : handler.crons) {
    auto parsed = schedule::CronSchedule::parse(cron.expression, cron.options.timezone);
    function.timers.push_back(
        {std::get<schedule::CronSchedule>(std::move(parsed)), cron.options.jitter, cron.options.missed});
  }
}

void addControls(Function& function) {
  using namespace std::chrono_literals;
  const HandlerOptions& options = function.handler->options;
  if (!options.idempotency.empty()) {
    function.rateLimit = Function::Rate{1, 24h, expressionOf(options.idempotency)};
  } else if (options.rateLimit) {
    function.rateLimit =
        Function::Rate{options.rateLimit->limit, options.rateLimit->period, expressionOf(options.rateLimit->key)};
  }
  if (options.throttle) function.throttleKey = expressionOf(options.throttle->key);
  if (options.debounce) function.debounceKey = expressionOf(options.debounce->key);
  if (options.batchEvents) {
    function.batchKey = expressionOf(options.batchEvents->key);
    function.batchCondition = expressionOf(options.batchEvents->condition);
  }
  if (options.singleton) function.singletonKey = expressionOf(options.singleton->key);
  function.singleton = options.singleton.has_value();
  function.priority = expressionOf(options.priority);
  for (const CancelOn& cancel : options.cancelOn) {
    function.cancelMatches.push_back(expressionOf(cancel.match.empty() ? std::string() : "event." + cancel.match));
  }
  function.isControlled = function.rateLimit || options.throttle || options.debounce || options.batchEvents ||
                          options.singleton || function.priority || !options.cancelOn.empty() ||
                          options.timeouts.start.count() > 0 || options.timeouts.finish.count() > 0;
}

/// Each `onFailure` as the function that it is on Inngest's server too.
HandlerList withFailureHandlers(const std::string& app, HandlerList handlers) {
  HandlerList all;
  all.reserve(handlers.size());
  for (Handler& handler : handlers) {
    const auto onFailure = handler.options.onFailure;
    const std::string id = handler.id;
    const MiddlewareList middleware = handler.options.middleware;
    all.push_back(std::move(handler));
    if (!onFailure) continue;
    HandlerOptions options;
    options.retries = 1;
    options.middleware = middleware;
    options.conditions = {"event.data.function_id == '" + app + '-' + id + "'"};
    all.push_back(createEventHandler(FUNCTION_FAILED, id + "-failure", std::move(options), onFailure));
  }
  return all;
}

std::unique_ptr<const MiddlewareChain> chainOf(const Handler& handler, MiddlewareList all,
                                               const std::shared_ptr<Logger>& logger) {
  const MiddlewareList& own = handler.options.middleware;
  all.insert(all.end(), own.begin(), own.end());
  if (all.empty()) return nullptr;
  return std::make_unique<const MiddlewareChain>(std::move(all), logger);
}

}  // namespace

HandlerRegistry::HandlerRegistry(const std::string& app, HandlerList handlers, const MiddlewareList& middleware,
                                 const std::shared_ptr<Logger>& logger)
    : app_(app), handlers_(withFailureHandlers(app, checked(app, std::move(handlers)))) {
  functions_.reserve(handlers_.size());  // they are pointed at
  for (const Handler& handler : handlers_) {
    Function& function = functions_.emplace_back();
    function.id = app + '-' + handler.id;
    function.handler = &handler;
    function.concurrency = limitsOf(handler);
    addTriggers(function);
    addControls(function);
    function.middleware = chainOf(handler, middleware, logger);
    byId_.emplace(function.id, &function);
    bool hasWildcard = false;
    for (const std::string& event : handler.events) {
      if (event.ends_with('*')) {
        hasWildcard = true;
        continue;
      }
      // One run for each function, also where it names the event twice.
      auto& started = byEvent_[event];
      if (started.empty() || started.back() != &function) started.push_back(&function);
    }
    if (hasWildcard) wildcards_.push_back(&function);
  }
}

bool Function::takes(std::string_view event) const {
  return std::any_of(triggers.begin(), triggers.end(),
                     [&](const Trigger& trigger) { return detail::matchesEvent(trigger.event, event); });
}

bool Function::startsWith(const StoredEvent& event, Timestamp now) const {
  return std::any_of(triggers.begin(), triggers.end(), [&](const Trigger& trigger) {
    return detail::matchesEvent(trigger.event, event.name) &&
           (!trigger.condition || holds(*trigger.condition, event, now));
  });
}

const Function* HandlerRegistry::findByHandler(std::string_view id) const {
  const Function* const found = find(app_ + '-' + std::string(id));
  return found != nullptr ? found : find(id);
}

const Function* HandlerRegistry::find(std::string_view functionId) const {
  const auto found = byId_.find(functionId);
  return found == byId_.end() ? nullptr : found->second;
}

std::vector<const Function*> HandlerRegistry::startedBy(std::string_view event) const {
  std::vector<const Function*> started;
  if (const auto found = byEvent_.find(event); found != byEvent_.end()) started = found->second;
  if (wildcards_.empty()) return started;
  for (const Function* function : wildcards_) {
    if (function->takes(event) && std::find(started.begin(), started.end(), function) == started.end()) {
      started.push_back(function);
    }
  }
  std::sort(started.begin(), started.end());  // they stand in the order of the handlers
  return started;
}

bool HandlerRegistry::mayStartControlled(std::string_view event) const {
  const auto started = startedBy(event);
  return std::any_of(started.begin(), started.end(), [](const Function* function) { return function->isControlled; });
}

}  // namespace event_runtime::function

namespace event_runtime {

HandlerList withMiddleware(HandlerList handlers, std::string_view handlerId, MiddlewareList middleware) {
  const auto found =
      std::find_if(handlers.begin(), handlers.end(), [&](const Handler& handler) { return handler.id == handlerId; });
  if (found == handlers.end()) {
    throw std::invalid_argument("withMiddleware(): there is no handler '" + std::string(handlerId) + "' in the list");
  }
  MiddlewareList& own = found->options.middleware;
  own.insert(own.end(), std::make_move_iterator(middleware.begin()), std::make_move_iterator(middleware.end()));
  return handlers;
}

}  // namespace event_runtime
