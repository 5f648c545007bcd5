#include "model/explain_options.hpp"

#include "read/text.hpp"

#include <event_runtime/time.hpp>

#include <function/option_limits.hpp>

#include <utility>

namespace event_codegen {
namespace {

using namespace std::chrono;

/// `1m30s` as `1 m 30 s`.
std::string inWords(milliseconds duration) {
  std::string words;
  bool wasDigit = true;
  for (const char c : event_runtime::formatDuration(duration)) {
    const bool isDigit = c >= '0' && c <= '9';
    if (isDigit != wasDigit) words += ' ';
    wasDigit = isDigit;
    words += c;
  }
  return words;
}

/// An interval, which need not be whole milliseconds.
std::string inWords(microseconds interval) {
  if (interval < 1ms) return std::to_string(interval.count()) + " µs";
  const auto rounded = round<milliseconds>(interval);
  return (rounded == interval ? "" : "about ") + inWords(rounded);
}

std::string countOf(std::int64_t count) { return count == 1 ? "one" : std::to_string(count); }

std::string forEach(const Spanned<std::string>& key) {
  return key.value.empty() ? "" : ", for each " + inBackticks(key.value);
}

/// What the generic cell rate algorithm lets through.
std::string pace(std::int64_t atOnce, std::int64_t limit, milliseconds period) {
  return countOf(atOnce) + " at once, then one per " + inWords(event_runtime::function::rateInterval(limit, period));
}

std::string explain(const ConcurrencyLimit& limit) {
  std::string text = std::to_string(limit.limit) + " at a time" + forEach(limit.key);
  if (limit.scope == ConcurrencyScope::env)
    text += ", together with all handlers of the environment that share the key";
  if (limit.scope == ConcurrencyScope::account)
    text += ", together with all handlers of the account that share the key";
  return text;
}

std::string explain(const RateLimit& rate) {
  const int burst = event_runtime::function::rateLimitBurst(static_cast<int>(rate.limit));
  return pace(burst + 1, rate.limit, rate.period) + forEach(rate.key) + "; the rest are dropped";
}

std::string explain(const Throttle& throttle) {
  return pace(throttle.burst, throttle.limit, throttle.period) + forEach(throttle.key) + "; the rest wait";
}

std::string explain(const Debounce& debounce) {
  std::string text = "once no event has come for " + inWords(debounce.period);
  if (debounce.timeout) text += ", at the latest " + inWords(*debounce.timeout) + " after the first";
  return text + forEach(debounce.key) + "; with " +
         (debounce.allEvents ? "all events, the last 100" : "the last event");
}

std::string explain(const BatchEvents& batch) {
  std::string text = "up to " + counted(static_cast<std::uint64_t>(batch.maxSize), "event") + " a run, or those of " +
                     inWords(batch.timeout) + forEach(batch.key);
  if (!batch.condition.value.empty()) text += "; a run each where not " + inBackticks(batch.condition.value);
  return text;
}

std::string explain(const Singleton& singleton) {
  return "one run" + forEach(singleton.key) +
         (singleton.mode == Singleton::Mode::skip ? "; an event that comes meanwhile is dropped"
                                                  : "; a new event cancels it and starts another");
}

std::string explain(const CancelOn& cancel) {
  std::string text = cancel.event->name;
  if (!cancel.match.value.empty()) text += " with the same " + inBackticks(cancel.match.value);
  if (!cancel.condition.value.empty()) text += " if " + inBackticks(cancel.condition.value);
  if (cancel.timeout) text += ", within " + inWords(*cancel.timeout);
  return text;
}

std::string explain(Checkpointing checkpointing) {
  switch (checkpointing) {
    case Checkpointing::safe:
      return "Inngest is told of every step before the next one begins";
    case Checkpointing::blended:
      return "Inngest is told of three steps at once, or after 3 s; a crash repeats them";
    case Checkpointing::performant:
      return "Inngest is told of up to 1000 steps at once; a crash repeats them";
    case Checkpointing::off:
      break;
  }
  return "Inngest is told of one step in the answer to each call";
}

}  // namespace

std::vector<Explanation> explainOptions(const Handler& handler) {
  std::vector<Explanation> all;
  const auto add = [&](std::string_view keyword, std::string text) { all.push_back({keyword, std::move(text)}); };
  const auto addExplained = [&](std::string_view keyword, const auto& option) {
    if (option) add(keyword, explain(*option));
  };
  const HandlerOptions& options = handler.options;
  for (const Trigger& trigger : handler.triggers) {
    if (!trigger.condition.value.empty()) add("if", trigger.name + " only if " + inBackticks(trigger.condition.value));
  }
  for (const ConcurrencyLimit& limit : options.concurrency) add("concurrency", explain(limit));
  addExplained("rateLimit", options.rateLimit);
  addExplained("throttle", options.throttle);
  addExplained("debounce", options.debounce);
  addExplained("batchEvents", options.batchEvents);
  addExplained("singleton", options.singleton);
  if (!options.priority.value.empty())
    add("priority", "queued as if it had come so many seconds earlier: " + inBackticks(options.priority.value));
  for (const CancelOn& cancel : options.cancelOn) add("cancelOn", explain(cancel));
  if (const auto& start = options.timeouts.start)
    add("timeouts", "cancelled if not begun " + inWords(*start) + " after it was queued");
  if (const auto& finish = options.timeouts.finish)
    add("timeouts", "cancelled if not ended " + inWords(*finish) + " after it began");
  if (!options.idempotency.value.empty())
    add("idempotency",
        "the first event starts a run" + forEach(options.idempotency) + "; the others of 24 h are dropped");
  if (options.retries)
    add("retries", *options.retries == 0
                       ? "none"
                       : "up to " + std::to_string(*options.retries) + " of each step, and of the handler");
  addExplained("checkpointing", options.checkpointing);
  if (options.onFailure) add("onFailure", failureHandlerName(handler));
  return all;
}

}  // namespace event_codegen
