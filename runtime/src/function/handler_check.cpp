#include "function/handler_check.hpp"

#include <chrono>
#include <map>

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
    const std::size_t count = handler_.events.size();
    if (count == 0) add("takes no event; name the events that start it");
    if (count > HandlerRegistry::MAX_EVENTS) {
      add("takes " + std::to_string(count) + " events; at most " + std::to_string(HandlerRegistry::MAX_EVENTS) +
          " may start a handler");
    }
    for (const std::string& event : handler_.events) {
      if (event.empty()) {
        add("takes an event without a name");
      } else if (event.size() > HandlerRegistry::MAX_EVENT_NAME) {
        add("takes an event whose name has " + std::to_string(event.size()) + " bytes; at most " +
            std::to_string(HandlerRegistry::MAX_EVENT_NAME) + " are allowed");
      } else if (!isNameOrPattern(event)) {
        add("takes event '" + event + "'; a pattern has one `*`, at its end, after `/` or `.`, such as `order/*`");
      }
    }
  }

  void checkOptions() {
    const HandlerOptions& options = handler_.options;
    if (options.retries < 0 || options.retries > HandlerRegistry::MAX_RETRIES) {
      add("retries is " + std::to_string(options.retries) + "; it must be 0 to " +
          std::to_string(HandlerRegistry::MAX_RETRIES));
    }
    if (options.concurrency.size() > HandlerRegistry::MAX_CONCURRENCY) {
      add("has " + std::to_string(options.concurrency.size()) + " concurrency limits; at most " +
          std::to_string(HandlerRegistry::MAX_CONCURRENCY) + " are allowed");
    }
    for (const Concurrency& concurrency : options.concurrency) {
      if (concurrency.limit < 1) {
        add("concurrency limit is " + std::to_string(concurrency.limit) + "; it must be at least 1");
      }
      checkExpression("concurrency key", concurrency.key);
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
    for (const std::string& condition : options.conditions) checkExpression("condition", condition);
  }

  void checkFlow() {
    using namespace std::chrono_literals;
    const HandlerOptions& options = handler_.options;
    if (const auto& rate = options.rateLimit) {
      checkAtLeastOne("rateLimit.limit", rate->limit);
      checkDuration("rateLimit.period", rate->period, 1s, 24h);
      checkExpression("rateLimit.key", rate->key);
    }
    if (const auto& throttle = options.throttle) {
      checkAtLeastOne("throttle.limit", throttle->limit);
      checkAtLeastOne("throttle.burst", throttle->burst);
      checkDuration("throttle.period", throttle->period, 1s, 24h * 7);
      checkExpression("throttle.key", throttle->key);
    }
    if (const auto& debounce = options.debounce) {
      checkDuration("debounce.period", debounce->period, 1s, 24h * 7);
      if (debounce->timeout.count() != 0) checkDuration("debounce.timeout", debounce->timeout, 1s, 24h * 7);
      checkExpression("debounce.key", debounce->key);
    }
    if (options.singleton) checkExpression("singleton.key", options.singleton->key);
    checkExpression("priority", options.priority);
    checkExpression("idempotency", options.idempotency);
    const auto checkTimeout = [&](const std::string& what, std::chrono::milliseconds timeout) {
      if (timeout.count() != 0) checkDuration(what, timeout, 1s, 24h * 366);
    };
    checkTimeout("timeouts.start", options.timeouts.start);
    checkTimeout("timeouts.finish", options.timeouts.finish);
  }

  void checkBatch() {
    using namespace std::chrono_literals;
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
    if (batch->maxSize < 2 || batch->maxSize > 100) {
      add("batchEvents.maxSize is " + std::to_string(batch->maxSize) + "; it must be 2 to 100");
    }
    checkDuration("batchEvents.timeout", batch->timeout, 1s, 60s);
    checkExpression("batchEvents.key", batch->key);
    checkExpression("batchEvents.condition", batch->condition);
    const auto excludes = [&](bool other, const char* name) {
      if (other) add(std::string("has batchEvents and ") + name + ", which exclude each other");
    };
    excludes(!options.cancelOn.empty(), "cancelOn");
    excludes(options.debounce.has_value(), "debounce");
    excludes(options.singleton.has_value(), "singleton");
    excludes(!options.priority.empty(), "priority");
  }

  void checkCancellation() {
    using namespace std::chrono_literals;
    const auto& cancelOn = handler_.options.cancelOn;
    if (cancelOn.size() > HandlerRegistry::MAX_CANCEL_ON) {
      add("has " + std::to_string(cancelOn.size()) + " events in cancelOn; at most " +
          std::to_string(HandlerRegistry::MAX_CANCEL_ON) + " are allowed");
    }
    for (const CancelOn& cancel : cancelOn) {
      if (cancel.event.empty()) add("has a cancelOn without an event");
      if (cancel.timeout.count() != 0) checkDuration("cancelOn.timeout", cancel.timeout, 1s, 24h * 365);
      checkExpression("cancelOn.condition", cancel.condition);
      if (!cancel.match.empty()) checkExpression("cancelOn.match", "event." + cancel.match);
    }
  }

  static bool isNameOrPattern(std::string_view event) {
    const auto star = event.find('*');
    if (star == std::string_view::npos) return true;
    return star + 1 == event.size() && star > 0 && (event[star - 1] == '/' || event[star - 1] == '.');
  }

  void checkAtLeastOne(const std::string& what, int value) {
    if (value < 1) add(what + " is " + std::to_string(value) + "; it must be at least 1");
  }

  void checkDuration(const std::string& what, std::chrono::milliseconds value, std::chrono::milliseconds least,
                     std::chrono::milliseconds most) {
    if (value >= least && value <= most) return;
    add(what + " is " + (value.count() < 0 ? "negative" : formatDuration(value)) + "; it must be " +
        formatDuration(least) + " to " + formatDuration(most));
  }

  void checkExpression(const std::string& what, const std::string& text) {
    if (text.empty()) return;
    const auto parsed = expression::Expression::parse(text);
    if (const auto* error = std::get_if<expression::ParseError>(&parsed)) {
      add(what + " `" + text + "`, column " + std::to_string(error->offset + 1) + ": " + error->message);
    }
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
  return problems;
}

}  // namespace event_runtime::function
