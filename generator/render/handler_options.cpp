#include "render/handler_options.hpp"

#include "render/cpp_text.hpp"
#include "render/result_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace event_codegen {

namespace {

using namespace std::chrono;

/// `90s`, in the largest unit of C++ that has it whole.
std::string durationLiteral(milliseconds duration) {
  if (duration % 1h == 0ms) return fmt::format("{}h", duration / 1h);
  if (duration % 1min == 0ms) return fmt::format("{}min", duration / 1min);
  if (duration % 1s == 0ms) return fmt::format("{}s", duration / 1s);
  return fmt::format("{}ms", duration.count());
}

/// Writes a braced list of designated initialisers: `{.limit = 5, .key = "event.data.userId"}`.
class Braces {
 public:
  Braces& number(std::string_view name, std::int64_t value) { return add(name, std::to_string(value)); }
  Braces& numberUnless(std::int64_t usual, std::string_view name, std::int64_t value) {
    return value == usual ? *this : number(name, value);
  }
  Braces& duration(std::string_view name, std::optional<milliseconds> value) {
    return value ? add(name, durationLiteral(*value)) : *this;
  }
  Braces& text(std::string_view name, std::string_view value) {
    return value.empty() ? *this : add(name, stringInitializer(value));
  }
  Braces& text(std::string_view name, const Spanned<std::string>& value) { return text(name, value.value); }
  Braces& wordIf(bool condition, std::string_view name, std::string_view word) {
    return condition ? add(name, word) : *this;
  }

  std::string str() const { return fmt::format("{{{}}}", fmt::join(parts_, ", ")); }
  bool empty() const { return parts_.empty(); }

 private:
  Braces& add(std::string_view name, std::string_view value) {
    parts_.push_back(fmt::format(".{} = {}", name, value));
    return *this;
  }

  std::vector<std::string> parts_;
};

std::string initializer(const ConcurrencyLimit& limit) {
  return Braces()
      .number("limit", limit.limit)
      .text("key", limit.key)
      .wordIf(limit.scope == ConcurrencyScope::env, "scope", "event_runtime::ConcurrencyScope::env")
      .wordIf(limit.scope == ConcurrencyScope::account, "scope", "event_runtime::ConcurrencyScope::account")
      .str();
}

std::string initializer(const RateLimit& rate) {
  return "event_runtime::RateLimit" +
         Braces().number("limit", rate.limit).duration("period", rate.period).text("key", rate.key).str();
}

std::string initializer(const Throttle& throttle) {
  return "event_runtime::Throttle" + Braces()
                                         .number("limit", throttle.limit)
                                         .duration("period", throttle.period)
                                         .numberUnless(1, "burst", throttle.burst)
                                         .text("key", throttle.key)
                                         .str();
}

std::string initializer(const Debounce& debounce) {
  return "event_runtime::Debounce" + Braces()
                                         .duration("period", debounce.period)
                                         .duration("timeout", debounce.timeout)
                                         .text("key", debounce.key)
                                         .wordIf(debounce.allEvents, "allEvents", "true")
                                         .str();
}

std::string initializer(const BatchEvents& batch) {
  return "event_runtime::BatchEvents" + Braces()
                                            .number("maxSize", batch.maxSize)
                                            .duration("timeout", batch.timeout)
                                            .text("key", batch.key)
                                            .text("condition", batch.condition)
                                            .str();
}

std::string initializer(const Singleton& singleton) {
  return "event_runtime::Singleton" +
         Braces()
             .wordIf(singleton.mode == Singleton::Mode::skip, "mode", "event_runtime::SingletonMode::skip")
             .wordIf(singleton.mode == Singleton::Mode::cancel, "mode", "event_runtime::SingletonMode::cancel")
             .text("key", singleton.key)
             .str();
}

std::string initializer(Checkpointing checkpointing) {
  const std::string_view preset = checkpointing == Checkpointing::safe         ? "safe"
                                  : checkpointing == Checkpointing::blended    ? "blended"
                                  : checkpointing == Checkpointing::performant ? "performant"
                                                                               : "off";
  return fmt::format("event_runtime::Checkpointing::{}()", preset);
}

std::string initializer(const CancelOn& cancel) {
  return Braces()
      .text("event", cancel.event->name)
      .text("match", cancel.match)
      .text("condition", cancel.condition)
      .duration("timeout", cancel.timeout)
      .str();
}

std::string initializer(const CronTrigger& cron) {
  const auto options =
      Braces()
          .text("timezone", cron.timezone)
          .duration("jitter", cron.jitter)
          .wordIf(cron.missed == CronTrigger::Missed::once, "missed", "event_runtime::MissedTicks::once")
          .wordIf(cron.missed == CronTrigger::Missed::all, "missed", "event_runtime::MissedTicks::all");
  const std::string expression = stringInitializer(cron.expression);
  return options.empty() ? fmt::format("event_runtime::Cron({})", expression)
                         : fmt::format("event_runtime::Cron({}, {})", expression, options.str());
}

std::string initializer(const Trigger& trigger) { return stringInitializer(trigger.condition.value); }
std::string initializer(const Event* event) { return stringInitializer(event->name); }

std::string tagOf(const Trigger& trigger) {
  switch (trigger.kind) {
    case Trigger::Kind::event:
      return "Events::" + trigger.event->constant;
    case Trigger::Kind::failure:
      return "event_runtime::FUNCTION_FAILED";
    case Trigger::Kind::cron:
      return initializer(*trigger.cron);
    case Trigger::Kind::pattern:
      break;
  }
  return fmt::format("event_runtime::EventTag<event_runtime::Json>{{{}}}", quoted(trigger.name));
}

/// Writes HandlerOptions, member by member in the order of their declaration.
class OptionsWriter {
 public:
  std::string write(const Handler& handler) {
    const HandlerOptions& options = handler.options;
    text("description", handler.description);
    if (options.retries) line("retries", std::to_string(*options.retries));
    list("concurrency", options.concurrency);
    option("rateLimit", options.rateLimit);
    option("throttle", options.throttle);
    option("debounce", options.debounce);
    text("priority", options.priority.value);
    option("batchEvents", options.batchEvents);
    option("singleton", options.singleton);
    list("cancelOn", options.cancelOn);
    const auto timeouts =
        Braces().duration("start", options.timeouts.start).duration("finish", options.timeouts.finish);
    if (!timeouts.empty()) line("timeouts", timeouts.str());
    text("idempotency", options.idempotency.value);
    if (options.onFailure) line("onFailure", '&' + failureHandlerName(handler));
    conditions(handler);
    option("checkpointing", options.checkpointing);
    list("emits", handler.emits);
    return lines_.empty() ? " {}" : "\n                         {\n" + lines_ + "                         }";
  }

 private:
  void line(std::string_view name, std::string_view value) {
    lines_ += fmt::format("{:29}.{} = {},\n", "", name, value);
  }
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) line(name, stringInitializer(value));
  }
  template <class Option>
  void option(std::string_view name, const std::optional<Option>& value) {
    if (value) line(name, initializer(*value));
  }
  template <class Value>
  void list(std::string_view name, const std::vector<Value>& values) {
    if (values.empty()) return;
    std::vector<std::string> texts;
    for (const auto& value : values) texts.push_back(initializer(value));
    line(name, fmt::format("{{{}}}", fmt::join(texts, ", ")));
  }

  /// In the order of the events; those at the end that have none are left out.
  void conditions(const Handler& handler) {
    auto triggers = handler.triggers;
    std::erase_if(triggers, [](const Trigger& trigger) { return trigger.kind == Trigger::Kind::cron; });
    while (!triggers.empty() && triggers.back().condition.value.empty()) triggers.pop_back();
    list("conditions", triggers);
  }

  std::string lines_;
};

}  // namespace

std::string tagExpression(const Handler& handler) {
  std::vector<std::string> tags;
  for (const auto& trigger : handler.triggers) tags.push_back(tagOf(trigger));
  return tags.size() == 1 ? tags[0] : fmt::format("std::tuple({})", fmt::join(tags, ", "));
}

bool isResultChecked(const Handler& handler) { return handler.returns && mayBreakSchema(*handler.returns); }

std::string functionExpression(const Handler& handler) {
  return isResultChecked(handler) ? fmt::format("event_runtime::CheckedResult<&{}>{{}}", handler.cppName)
                                  : '&' + handler.cppName;
}

std::string optionsExpression(const Handler& handler) { return OptionsWriter().write(handler); }

bool hasDurations(const Handler& handler) {
  const HandlerOptions& options = handler.options;
  const auto& cancelOn = options.cancelOn;
  const auto& triggers = handler.triggers;
  return std::any_of(triggers.begin(), triggers.end(),
                     [](const Trigger& trigger) { return trigger.cron && trigger.cron->jitter; }) ||
         options.rateLimit || options.throttle || options.debounce || options.batchEvents || options.timeouts.start ||
         options.timeouts.finish ||
         std::any_of(cancelOn.begin(), cancelOn.end(), [](const CancelOn& cancel) { return cancel.timeout; });
}

}  // namespace event_codegen
