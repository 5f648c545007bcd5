#include "function/handler_check.hpp"

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
      } else if (event.find('*') != std::string::npos) {
        add("takes event '" + event + "'; patterns are not supported, name each event");
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
      if (concurrency.key.empty()) continue;
      const auto parsed = expression::Expression::parse(concurrency.key);
      if (const auto* error = std::get_if<expression::ParseError>(&parsed)) {
        add("concurrency key `" + concurrency.key + "`, column " + std::to_string(error->offset + 1) + ": " +
            error->message);
      }
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
