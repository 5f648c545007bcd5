#include "inngest/registration.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include "http/url.hpp"
#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace event_runtime::inngest {

namespace {

/// What the server does where nothing is said.
const HandlerOptions DEFAULTS{};

bool takesFailures(const Handler& handler) {
  return std::find(handler.events.begin(), handler.events.end(), FUNCTION_FAILED.name) != handler.events.end();
}

/// Both must hold; either may be empty.
std::string both(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return "(" + a + ") && (" + b + ")";
}

std::string_view toString(ConcurrencyScope scope) {
  switch (scope) {
    case ConcurrencyScope::env:
      return "env";
    case ConcurrencyScope::account:
      return "account";
    case ConcurrencyScope::fn:
      break;
  }
  return "fn";
}

/// Writes an object's members between braces.
template <class Members>
void object(JsonBuffer& json, std::string_view name, Members members) {
  beginMember(json, name);
  json.raw('{');
  members();
  json.raw('}');
}

template <class List, class Element>
void array(JsonBuffer& json, std::string_view name, const List& list, Element element) {
  beginMember(json, name);
  json.raw('[');
  bool isFirst = true;
  for (const auto& item : list) {
    if (!std::exchange(isFirst, false)) json.raw(',');
    json.raw('{');
    element(item);
    json.raw('}');
  }
  json.raw(']');
}

void durationMember(JsonBuffer& json, std::string_view name, std::chrono::milliseconds duration) {
  stringMember(json, name, formatDuration(duration));
}
void optionalDurationMember(JsonBuffer& json, std::string_view name, std::chrono::milliseconds duration) {
  if (duration.count() > 0) durationMember(json, name, duration);
}

/// Writes one function.
class FunctionEncoder {
 public:
  FunctionEncoder(JsonBuffer& json, const function::Function& function, const function::HandlerRegistry& all,
                  std::string_view url, const Checkpointing& checkpointing)
      : json_(json),
        function_(function),
        handler_(*function.handler),
        options_(handler_.options),
        all_(all),
        url_(url),
        checkpointing_(options_.checkpointing.value_or(checkpointing)) {}

  void encode() {
    json_.raw('{');
    stringMember(json_, "id", function_.id);
    stringMember(json_, "name", name());
    triggers();
    step();
    limits();
    starts();
    ends();
    checkpoint();
    json_.raw('}');
  }

 private:
  /// The function whose `onFailure` this one is; nullptr where it is none.
  const function::Function* failing() const {
    constexpr std::string_view SUFFIX = "-failure";
    if (!function_.id.ends_with(SUFFIX)) return nullptr;
    const function::Function* const other =
        all_.find(std::string_view(function_.id).substr(0, function_.id.size() - SUFFIX.size()));
    return other != nullptr && other->handler->options.onFailure ? other : nullptr;
  }

  std::string name() const {
    const function::Function* const other = failing();
    return other == nullptr ? handler_.id : other->handler->id + " (failure)";
  }

  void triggers() {
    // Events first, then schedules: which one starts a run does not depend on their order.
    const std::size_t events = handler_.events.size();
    std::vector<std::size_t> indexes(events + function_.timers.size());
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
    array(json_, "triggers", indexes, [&](std::size_t i) {
      if (i < events) {
        event(i);
      } else {
        stringMember(json_, "cron", function_.timers[i - events].schedule.text());
        optionalDurationMember(json_, "jitter", function_.timers[i - events].jitter);
      }
    });
  }

  void event(std::size_t index) {
    const std::string& name = handler_.events[index];
    std::string condition = index < options_.conditions.size() ? options_.conditions[index] : "";
    if (name == FUNCTION_FAILED.name && failing() == nullptr) condition = both(failuresOfOthers(), condition);
    stringMember(json_, "event", name);
    optionalStringMember(json_, "expression", condition);
  }

  /// Failures of this application's functions only, and of none that handle failures: one that fails itself would start
  /// itself again and again.
  std::string failuresOfOthers() const {
    std::string expression;
    for (const function::Function& function : all_.all()) {
      if (takesFailures(*function.handler)) continue;
      if (!expression.empty()) expression += " || ";
      expression += "event.data.function_id == '" + function.id + "'";
    }
    return expression.empty() ? "false" : expression;
  }

  void step() {
    const char separator = url_.find('?') == std::string_view::npos ? '?' : '&';
    const std::string url = std::string(url_) + separator + "fnId=" + http::percentEncode(function_.id) +
                            "&stepId=" + std::string(WHOLE_FUNCTION);
    beginMember(json_, "steps");
    json_.raw('{');
    object(json_, WHOLE_FUNCTION, [&] {
      stringMember(json_, "id", WHOLE_FUNCTION);
      stringMember(json_, "name", WHOLE_FUNCTION);
      object(json_, "runtime", [&] {
        stringMember(json_, "type", "http");
        stringMember(json_, "url", url);
      });
      if (options_.retries != DEFAULTS.retries) {
        object(json_, "retries", [&] { integerMember(json_, "attempts", options_.retries); });
      }
    });
    json_.raw('}');
  }

  /// How many runs there may be.
  void limits() {
    if (!options_.concurrency.empty()) {
      array(json_, "concurrency", options_.concurrency, [&](const Concurrency& limit) {
        integerMember(json_, "limit", limit.limit);
        optionalStringMember(json_, "key", limit.key);
        if (limit.scope != ConcurrencyScope::fn) stringMember(json_, "scope", toString(limit.scope));
      });
    }
    if (const auto& rate = options_.rateLimit) {
      object(json_, "rateLimit", [&] {
        integerMember(json_, "limit", rate->limit);
        durationMember(json_, "period", rate->period);
        optionalStringMember(json_, "key", rate->key);
      });
    }
    if (const auto& throttle = options_.throttle) {
      object(json_, "throttle", [&] {
        integerMember(json_, "limit", throttle->limit);
        durationMember(json_, "period", throttle->period);
        integerMember(json_, "burst", throttle->burst);
        optionalStringMember(json_, "key", throttle->key);
      });
    }
    if (const auto& singleton = options_.singleton) {
      object(json_, "singleton", [&] {
        stringMember(json_, "mode", singleton->mode == SingletonMode::cancel ? "cancel" : "skip");
        optionalStringMember(json_, "key", singleton->key);
      });
    }
  }

  /// What starts a run, and when.
  void starts() {
    optionalStringMember(json_, "idempotency", options_.idempotency);
    if (!options_.priority.empty()) {
      object(json_, "priority", [&] { stringMember(json_, "run", options_.priority); });
    }
    if (const auto& debounce = options_.debounce) {
      object(json_, "debounce", [&] {
        durationMember(json_, "period", debounce->period);
        optionalStringMember(json_, "key", debounce->key);
        optionalDurationMember(json_, "timeout", debounce->timeout);
      });
    }
    if (const auto& batch = options_.batchEvents) {
      object(json_, "batchEvents", [&] {
        integerMember(json_, "maxSize", batch->maxSize);
        durationMember(json_, "timeout", batch->timeout);
        optionalStringMember(json_, "key", batch->key);
        optionalStringMember(json_, "if", batch->condition);
      });
    }
  }

  /// What ends a run before its time.
  void ends() {
    const Timeouts& timeouts = options_.timeouts;
    if (timeouts.start.count() > 0 || timeouts.finish.count() > 0) {
      object(json_, "timeouts", [&] {
        optionalDurationMember(json_, "start", timeouts.start);
        optionalDurationMember(json_, "finish", timeouts.finish);
      });
    }
    if (options_.cancelOn.empty()) return;
    array(json_, "cancel", options_.cancelOn, [&](const CancelOn& cancel) {
      stringMember(json_, "event", cancel.event);
      optionalDurationMember(json_, "timeout", cancel.timeout);
      const std::string match = cancel.match.empty() ? "" : "event." + cancel.match + " == async." + cancel.match;
      optionalStringMember(json_, "if", both(match, cancel.condition));
    });
  }

  void checkpoint() {
    if (!checkpointing_.enabled) return;
    object(json_, "checkpoint", [&] {
      integerMember(json_, "batch_steps", checkpointing_.bufferedSteps);
      optionalDurationMember(json_, "batch_interval", checkpointing_.maxInterval);
      optionalDurationMember(json_, "max_runtime", checkpointing_.maxRuntime);
    });
  }

  JsonBuffer& json_;
  const function::Function& function_;
  const Handler& handler_;
  const HandlerOptions& options_;
  const function::HandlerRegistry& all_;
  std::string_view url_;
  const Checkpointing checkpointing_;
};

}  // namespace

void encodeFunctions(JsonBuffer& json, const function::HandlerRegistry& functions, std::string_view url,
                     const Checkpointing& checkpointing) {
  json.raw('[');
  bool isFirst = true;
  for (const function::Function& function : functions.all()) {
    if (!std::exchange(isFirst, false)) json.raw(',');
    FunctionEncoder(json, function, functions, url, checkpointing).encode();
  }
  json.raw(']');
}

void encodeCapabilities(JsonBuffer& json, bool allowInBandSync) {
  json.raw(allowInBandSync ? R"({"in_band_sync":"v1"})" : "{}");
}

std::string registration(const std::string& app, const function::HandlerRegistry& functions, std::string_view url,
                         std::string_view framework, const Checkpointing& checkpointing) {
  JsonBuffer json;
  json.raw(R"({"url":)");
  json.string(url);
  json.raw(R"(,"deployType":"ping","appName":)");
  json.string(app);
  if (!framework.empty()) {
    json.raw(R"(,"framework":)");
    json.string(framework);
  }
  json.raw(R"(,"sdk":)");
  json.string(std::string(SDK_NAME) + ":v" + std::string(SDK_VERSION));
  json.raw(R"(,"v":"0.1","functions":)");
  encodeFunctions(json, functions, url, checkpointing);
  json.raw('}');
  return json.text();
}

}  // namespace event_runtime::inngest
