#include "function/handler_check.hpp"

#include "expression/event_types.hpp"
#include "function/option_limits.hpp"

#include <array>
#include <chrono>
#include <map>
#include <set>

namespace event_runtime::function {

namespace {

/// The problems of one handler.
class HandlerCheck {
 public:
  HandlerCheck(const Handler& handler, std::size_t position, std::vector<std::string>& problems)
      : handler_(handler), name_(nameOf(handler, position)), problems_(problems) {}

  static std::string nameOf(const Handler& handler, std::size_t position) {
    return handler.id.empty() ? "handler " + std::to_string(position + 1) + " of the list"
                              : "handler '" + handler.id + "'";
  }

  void run() {
    checkId();
    checkEvents();
    checkCrons();
    checkOptions();
    if (!handler_.invoke) add("has no function to call; make handlers with createEventHandler()");
  }

 private:
  void add(const std::string& what) { problems_.push_back(name_ + ": " + what); }

  void checkId() {
    if (handler_.id.empty()) {
      add("has no id; give it one such as `user-signed-up-handler`");
    } else if (!isKebabCase(handler_.id)) {
      add("an id is lower-case letters and digits in words that single hyphens join, such as `user-signed-up-handler`");
    }
  }

  void checkEvents() {
    const std::size_t count = handler_.events.size() + handler_.crons.size();
    if (count == 0) add("takes no event; name the events that start it, or give it a Cron");
    if (count > MAX_TRIGGERS) {
      add("takes " + std::to_string(count) + (handler_.crons.empty() ? " events" : " events and crons") + "; at most " +
          std::to_string(MAX_TRIGGERS) + " may start a handler");
    }
    for (const std::string& event : handler_.events) {
      if (event.empty()) {
        add("takes an event without a name");
      } else if (event.size() > HandlerRegistry::MAX_EVENT_NAME) {
        add("takes an event whose name has " + std::to_string(event.size()) + " bytes; at most " +
            std::to_string(HandlerRegistry::MAX_EVENT_NAME) + " are allowed");
      } else if (event == SCHEDULED_TIMER.name) {
        add("takes event '" + event + "', which schedules send to their own handlers; give it a Cron instead");
      } else if (!isNameOrPattern(event)) {
        add("takes event '" + event + "'; a pattern has one `*`, at its end, after `/` or `.`, such as `order/*`");
      }
    }
  }

  void checkCrons() {
    std::set<std::string> known;
    for (const Cron& cron : handler_.crons) {
      const std::string what = "cron `" + cron.expression + "`";
      const auto parsed = schedule::CronSchedule::parse(cron.expression, cron.options.timezone);
      if (const auto* error = std::get_if<schedule::CronError>(&parsed)) {
        add(error->inTimezone ? "timezone of " + what + ": " + error->message
                              : what + ", column " + std::to_string(error->offset + 1) + ": " + error->message);
      } else if (!known.insert(std::get<schedule::CronSchedule>(parsed).text()).second) {
        add("has the " + what + " twice");
      }
      if (cron.options.jitter.count() != 0) checkDuration("jitter of " + what, cron.options.jitter, CRON_JITTER);
    }
  }

  void checkOptions() {
    const HandlerOptions& options = handler_.options;
    checkCount("retries", options.retries, RETRIES);
    if (options.concurrency.size() > MAX_CONCURRENCY) {
      add("has " + std::to_string(options.concurrency.size()) + " concurrency limits; at most " +
          std::to_string(MAX_CONCURRENCY) + " are allowed");
    }
    for (const Concurrency& concurrency : options.concurrency) {
      if (concurrency.limit < 1) {
        add("concurrency limit is " + std::to_string(concurrency.limit) + "; it must be at least 1");
      }
      checkKey("concurrency key", concurrency.key);
      if (concurrency.scope != ConcurrencyScope::fn && concurrency.key.empty()) {
        add("has a concurrency limit of scope env or account without a key; give it one, such as `event.data.userId`, "
            "or "
            "`\"all\"`");
      }
    }
    checkFlow();
    checkBatch();
    checkCancellation();
    if (options.conditions.size() > handler_.events.size()) {
      add("has " + std::to_string(options.conditions.size()) + " conditions for " +
          std::to_string(handler_.events.size()) + " events");
    }
    for (const std::string& condition : options.conditions) checkCondition("condition", condition);
  }

  void checkFlow() {
    const HandlerOptions& options = handler_.options;
    if (const auto& rate = options.rateLimit) {
      checkAtLeastOne("rateLimit.limit", rate->limit);
      checkDuration("rateLimit.period", rate->period, RATE_LIMIT_PERIOD);
      checkKey("rateLimit.key", rate->key);
    }
    if (const auto& throttle = options.throttle) {
      checkAtLeastOne("throttle.limit", throttle->limit);
      checkAtLeastOne("throttle.burst", throttle->burst);
      checkDuration("throttle.period", throttle->period, THROTTLE_PERIOD);
      checkKey("throttle.key", throttle->key);
    }
    if (const auto& debounce = options.debounce) {
      checkDuration("debounce.period", debounce->period, DEBOUNCE_PERIOD);
      if (debounce->timeout.count() != 0) checkDuration("debounce.timeout", debounce->timeout, DEBOUNCE_TIMEOUT);
      checkKey("debounce.key", debounce->key);
    }
    if (options.singleton) checkKey("singleton.key", options.singleton->key);
    checkExpression("priority", options.priority, expression::Purpose::integer);
    checkKey("idempotency", options.idempotency);
    const auto checkTimeout = [&](const std::string& what, std::chrono::milliseconds timeout) {
      if (timeout.count() != 0) checkDuration(what, timeout, RUN_TIMEOUT);
    };
    checkTimeout("timeouts.start", options.timeouts.start);
    checkTimeout("timeouts.finish", options.timeouts.finish);
  }

  void checkBatch() {
    const HandlerOptions& options = handler_.options;
    const bool collects = options.batchEvents || (options.debounce && options.debounce->allEvents);
    if (collects && !handler_.takesBatch) {
      add("gets several events at a time; let it take (const std::vector<Event<…>>&, Step&)");
    } else if (!collects && handler_.takesBatch) {
      add("takes std::vector<Event<…>> but gets one event at a time; give it `batchEvents`, or `debounce` with "
          "`allEvents`");
    }
    const auto& batch = options.batchEvents;
    if (!batch) return;
    checkCount("batchEvents.maxSize", batch->maxSize, BATCH_SIZE);
    checkDuration("batchEvents.timeout", batch->timeout, BATCH_TIMEOUT);
    checkKey("batchEvents.key", batch->key);
    checkCondition("batchEvents.condition", batch->condition);
    const std::array<bool, BATCH_EXCLUDES.size()> has{!options.cancelOn.empty(), options.debounce.has_value(),
                                                      options.singleton.has_value(), !options.priority.empty()};
    for (std::size_t i = 0; i < BATCH_EXCLUDES.size(); ++i) {
      if (has[i]) add("has batchEvents and " + std::string(BATCH_EXCLUDES[i]) + ", which exclude each other");
    }
  }

  void checkCancellation() {
    const auto& cancelOn = handler_.options.cancelOn;
    if (cancelOn.size() > MAX_CANCEL_ON) {
      add("has " + std::to_string(cancelOn.size()) + " events in cancelOn; at most " + std::to_string(MAX_CANCEL_ON) +
          " are allowed");
    }
    for (const CancelOn& cancel : cancelOn) {
      if (cancel.event.empty()) add("has a cancelOn without an event");
      if (cancel.timeout.count() != 0) checkDuration("cancelOn.timeout", cancel.timeout, CANCEL_TIMEOUT);
      checkCancelCondition("cancelOn.condition", cancel.condition);
      checkMatch(cancel.match);
    }
  }

  void checkAtLeastOne(const std::string& what, int value) {
    if (value < 1) add(what + " is " + std::to_string(value) + "; it must be at least 1");
  }

  void checkCount(const std::string& what, int value, const CountRange& range) {
    if (range.contains(value)) return;
    add(what + " is " + std::to_string(value) + "; it must be " + std::to_string(range.least) + " to " +
        std::to_string(range.most));
  }

  void checkDuration(const std::string& what, std::chrono::milliseconds value, const DurationRange& range) {
    if (range.contains(value)) return;
    add(what + " is " + (value.count() < 0 ? "negative" : formatDuration(value)) + "; it must be " +
        formatDuration(range.least) + " to " + formatDuration(range.most));
  }

  void checkKey(const std::string& what, const std::string& text) {
    checkExpression(what, text, expression::Purpose::key);
  }

  void checkCondition(const std::string& what, const std::string& text) {
    checkExpression(what, text, expression::Purpose::condition);
  }

  /// A condition about the event that has started a run and the one that cancels it.
  void checkCancelCondition(const std::string& what, const std::string& text) {
    const auto parsed = checkExpression(what, text, expression::Purpose::condition, true);
    if (!parsed) return;
    if (const auto problem = findOutsideCancelForm(*parsed)) addAt(what, text, problem->offset, problem->message);
  }

  void checkMatch(const std::string& path) {
    if (path.empty()) return;
    const std::string text = "event." + path;
    const auto parsed = expression::Expression::parse(text);
    const auto* const match = std::get_if<expression::Expression>(&parsed);
    if (match == nullptr || match->path() == nullptr) {
      add("cancelOn.match `" + path + "` is no path; write one that both events have, such as `data.userId`");
    } else {
      checkExpression("cancelOn.match", text, expression::Purpose::value);
    }
  }

  /// Payloads are not known here; the generator, which knows them, looks into them too.
  std::optional<expression::Expression> checkExpression(const std::string& what, const std::string& text,
                                                        expression::Purpose purpose, bool hasAsync = false) {
    if (text.empty()) return std::nullopt;
    auto parsed = expression::Expression::parse(text);
    if (const auto* error = std::get_if<expression::ParseError>(&parsed)) {
      addAt(what, text, error->offset, error->message);
      return std::nullopt;
    }
    auto& expression = std::get<expression::Expression>(parsed);
    for (const auto& problem : check(expression, expression::AnyEventTypes(hasAsync), purpose)) {
      addAt(what, text, problem.offset, problem.message);
    }
    return std::move(expression);
  }

  void addAt(const std::string& what, const std::string& text, std::size_t offset, const std::string& message) {
    add(what + " `" + text + "`, column " + std::to_string(offset + 1) + ": " + message);
  }

  const Handler& handler_;
  std::string name_;
  std::vector<std::string>& problems_;
};

bool isWordCharacter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

}  // namespace

bool isKebabCase(std::string_view text) {
  bool wordEnded = true;
  for (const char character : text) {
    if (!isWordCharacter(character) && (character != '-' || wordEnded)) return false;
    wordEnded = character == '-';
  }
  return !wordEnded;
}

std::vector<std::string> findProblems(const std::string& app, const HandlerList& handlers) {
  std::vector<std::string> problems;
  if (!isKebabCase(app)) {
    problems.push_back("app '" + app +
                       "': an id is lower-case letters and digits in words that single hyphens join, such as " +
                       "`ticket-bounty`");
  }
  std::map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < handlers.size(); ++i) {
    HandlerCheck(handlers[i], i, problems).run();
    const auto [earlier, isNew] = positions.emplace(handlers[i].id, i);
    if (!isNew && !handlers[i].id.empty()) {
      problems.push_back(HandlerCheck::nameOf(handlers[i], i) + ": its id is taken; handlers " +
                         std::to_string(earlier->second + 1) + " and " + std::to_string(i + 1) +
                         " of the list have the same");
    }
  }
  for (const Handler& handler : handlers) {
    if (!handler.options.onFailure || !positions.contains(handler.id + "-failure")) continue;
    problems.push_back("handler '" + handler.id + "-failure': its id is that of the function that `onFailure` of '" +
                       handler.id + "' makes; give it another");
  }
  return problems;
}

}  // namespace event_runtime::function
