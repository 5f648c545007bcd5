#include "model/option_reader.hpp"

#include "model/keywords.hpp"
#include "model/option_parts.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;
using namespace event_runtime::function;

constexpr CountRange AT_LEAST_ONE{1, std::numeric_limits<std::int32_t>::max()};
constexpr auto SCOPES = std::to_array<std::pair<std::string_view, ConcurrencyScope>>(
    {{"fn", ConcurrencyScope::fn}, {"env", ConcurrencyScope::env}, {"account", ConcurrencyScope::account}});
constexpr auto MODES = std::to_array<std::pair<std::string_view, Singleton::Mode>>(
    {{"skip", Singleton::Mode::skip}, {"cancel", Singleton::Mode::cancel}});
constexpr auto PRESETS =
    std::to_array<std::pair<std::string_view, Checkpointing>>({{"safe", Checkpointing::safe},
                                                               {"blended", Checkpointing::blended},
                                                               {"performant", Checkpointing::performant},
                                                               {"off", Checkpointing::off}});

/// Each member function reads one option.
class OptionReader {
 public:
  OptionReader(HandlerDraft& draft, Diagnostics& diagnostics)
      : draft_(draft), options_(draft.handler->options), diagnostics_(diagnostics) {}

  void retries(const Member& member) {
    options_.retries = readInteger(member, RETRIES.least, RETRIES.most, diagnostics_);
  }

  void concurrency(const Member& member) {
    if (member.value.kind != Kind::sequence) return concurrencyLimit(member, member.value);
    if (member.value.items.empty() || member.value.items.size() > MAX_CONCURRENCY) {
      diagnostics_.error("out-of-range", member.value.span, "`concurrency` has one limit or a list of two");
      return;
    }
    for (const YamlNode& item : member.value.items) concurrencyLimit(member, item);
  }

  void rateLimit(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ limit: 100, period: 1m }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, RATE_LIMIT_KEYWORDS, diagnostics_);
    parts.require("limit", "how many runs may start in a period");
    parts.require("period", "how long that is, such as `1m`");
    options_.rateLimit = RateLimit{parts.count("limit", AT_LEAST_ONE, 1),
                                   parts.duration("period", RATE_LIMIT_PERIOD).value_or(RATE_LIMIT_PERIOD.least),
                                   parts.expression("key")};
  }

  void throttle(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ limit: 100, period: 1m }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, THROTTLE_KEYWORDS, diagnostics_);
    parts.require("limit", "how many runs may start in a period");
    parts.require("period", "how long that is, such as `1m`");
    options_.throttle = Throttle{parts.count("limit", AT_LEAST_ONE, 1),
                                 parts.duration("period", THROTTLE_PERIOD).value_or(THROTTLE_PERIOD.least),
                                 parts.count("burst", AT_LEAST_ONE, 1), parts.expression("key")};
  }

  void debounce(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ period: 5m }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, DEBOUNCE_KEYWORDS, diagnostics_);
    parts.require("period", "how long no event may have come, such as `5m`");
    options_.debounce =
        Debounce{parts.duration("period", DEBOUNCE_PERIOD).value_or(DEBOUNCE_PERIOD.least),
                 parts.duration("timeout", DEBOUNCE_TIMEOUT), parts.expression("key"), parts.flag("allEvents")};
  }

  void batchEvents(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ maxSize: 100, timeout: 10s }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, BATCH_KEYWORDS, diagnostics_);
    parts.require("maxSize", "how many events a batch has at most");
    parts.require("timeout", "how long after its first event a batch is complete, such as `10s`");
    options_.batchEvents = BatchEvents{parts.count("maxSize", BATCH_SIZE, BATCH_SIZE.least),
                                       parts.duration("timeout", BATCH_TIMEOUT).value_or(BATCH_TIMEOUT.least),
                                       parts.expression("key"), parts.expression("if")};
  }

  void singleton(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ mode: skip }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, SINGLETON_KEYWORDS, diagnostics_);
    parts.require("mode", "`skip` drops an event while there is a run, `cancel` ends the run");
    options_.singleton = Singleton{parts.choice("mode", MODES), parts.expression("key")};
  }

  /// Inngest's `{ run: expression }`, or the expression.
  void priority(const Member& member) {
    if (member.value.kind == Kind::mapping) {
      OptionParts parts(member.key, member.value, PRIORITY_KEYWORDS, diagnostics_);
      parts.require("run", "an expression for seconds, such as `event.data.isUrgent ? 600 : 0`");
      if (const Member* run = parts.get("run")) options_.priority = seconds(*run);
    } else {
      options_.priority = seconds(member);
    }
  }

  void cancelOn(const Member& member) {
    if (member.value.kind != Kind::sequence) {
      return reportWrongKind(member, "a list such as `[{ event: ORDER_CANCELLED, match: data.orderId }]`",
                             diagnostics_);
    }
    if (member.value.items.size() > MAX_CANCEL_ON) {
      diagnostics_.error("out-of-range", member.value.items[MAX_CANCEL_ON].span,
                         "`cancelOn` has at most " + std::to_string(MAX_CANCEL_ON) + " events");
      return;
    }
    for (const YamlNode& item : member.value.items) cancellation(item);
  }

  void timeouts(const Member& member) {
    if (!expectMapping(member, "a mapping such as `{ finish: 1h }`", diagnostics_)) return;
    OptionParts parts(member.key, member.value, TIMEOUTS_KEYWORDS, diagnostics_);
    if (!parts.has("start")) parts.require("finish", "how long a run may take; or `start`, how long it may be queued");
    options_.timeouts = Timeouts{parts.duration("start", RUN_TIMEOUT), parts.duration("finish", RUN_TIMEOUT)};
  }

  void idempotency(const Member& member) { options_.idempotency = readExpression(member, diagnostics_); }

  void checkpointing(const Member& member) { options_.checkpointing = readChoice(member, PRESETS, diagnostics_); }

  void onFailure(const Member& member) {
    if (member.value.kind != Kind::boolean) {
      return reportWrongKind(member, "true, for a function " + inBackticks(draft_.handler->cppName + "OnFailure"),
                             diagnostics_);
    }
    options_.onFailure = readBoolean(member, diagnostics_).value_or(false);
  }

 private:
  void concurrencyLimit(const Member& member, const YamlNode& node) {
    ConcurrencyLimit limit;
    if (node.kind == Kind::mapping) {
      OptionParts parts(member.key, node, CONCURRENCY_KEYWORDS, diagnostics_);
      parts.require("limit", "how many runs may execute at a time");
      limit.limit = parts.count("limit", AT_LEAST_ONE, 1);
      limit.key = parts.expression("key");
      limit.scope = parts.choice("scope", SCOPES);
      if (limit.scope != ConcurrencyScope::fn) {
        parts.require("key",
                      "handlers share a limit of scope `env` or `account` by the key that they give, such as "
                      "`event.data.userId`, or `\"'all'\"`");
      }
    } else if (node.kind == Kind::integer) {
      limit.limit = readInteger({member.key, member.keySpan, node}, AT_LEAST_ONE.least, AT_LEAST_ONE.most, diagnostics_)
                        .value_or(1);
    } else {
      const Member whole{member.key, member.keySpan, node};
      return reportWrongKind(whole, "a number of runs, or a mapping such as `{ limit: 5, key: event.data.userId }`",
                             diagnostics_);
    }
    options_.concurrency.push_back(std::move(limit));
  }

  Spanned<std::string> seconds(const Member& member) {
    if (member.value.kind != Kind::integer) return readExpression(member, diagnostics_);
    const auto value = readInteger(member, -MAX_PRIORITY, MAX_PRIORITY, diagnostics_);
    return {std::to_string(value.value_or(0)), member.value.span};
  }

  void cancellation(const YamlNode& node) {
    if (node.kind != Kind::mapping) {
      return reportWrongKind(node, "an item of `cancelOn`",
                             "a mapping such as `{ event: ORDER_CANCELLED, match: data.orderId }`", diagnostics_);
    }
    OptionParts parts("cancelOn", node, CANCEL_KEYWORDS, diagnostics_);
    parts.require("event", "the constant of the event that cancels");
    CancelOn cancel{nullptr, parts.expression("match"), parts.expression("if"),
                    parts.duration("timeout", CANCEL_TIMEOUT)};
    const Member* const event = parts.get("event");
    if (event == nullptr) return;
    if (event->value.kind != Kind::string) {
      return reportWrongKind(*event, "the constant of an event, such as `ORDER_CANCELLED`", diagnostics_);
    }
    options_.cancelOn.push_back(std::move(cancel));
    draft_.cancelEvents.push_back({event->value.scalar, event->value.span});
  }

  HandlerDraft& draft_;
  HandlerOptions& options_;
  Diagnostics& diagnostics_;
};

struct NamedOption {
  std::string_view keyword;
  void (OptionReader::*read)(const Member&);
};

constexpr auto OPTIONS = std::to_array<NamedOption>({
    {"retries", &OptionReader::retries},
    {"concurrency", &OptionReader::concurrency},
    {"rateLimit", &OptionReader::rateLimit},
    {"throttle", &OptionReader::throttle},
    {"debounce", &OptionReader::debounce},
    {"batchEvents", &OptionReader::batchEvents},
    {"singleton", &OptionReader::singleton},
    {"priority", &OptionReader::priority},
    {"cancelOn", &OptionReader::cancelOn},
    {"timeouts", &OptionReader::timeouts},
    {"idempotency", &OptionReader::idempotency},
    {"checkpointing", &OptionReader::checkpointing},
    {"onFailure", &OptionReader::onFailure},
});

const Member* find(const YamlNode& mapping, std::string_view key) {
  const auto member =
      std::find_if(mapping.members.begin(), mapping.members.end(), [&](const Member& each) { return each.key == key; });
  return member == mapping.members.end() ? nullptr : &*member;
}

}  // namespace

bool readOption(const Member& member, HandlerDraft& draft, Diagnostics& diagnostics) {
  const auto option =
      std::find_if(OPTIONS.begin(), OPTIONS.end(), [&](const NamedOption& each) { return each.keyword == member.key; });
  if (option == OPTIONS.end()) return false;
  OptionReader reader(draft, diagnostics);
  (reader.*option->read)(member);
  return true;
}

void checkOptions(const YamlNode& handler, Diagnostics& diagnostics) {
  if (const Member* const batch = find(handler, "batchEvents")) {
    for (const std::string_view keyword : BATCH_EXCLUDES) {
      const Member* const other = find(handler, keyword);
      if (other == nullptr) continue;
      diagnostics
          .error("contradictory-options", other->keySpan,
                 "a handler with `batchEvents` has no " + inBackticks(keyword) + ": remove one of them")
          .notes.push_back({batch->keySpan, "the other is here"});
    }
  }
  const Member *const rate = find(handler, "rateLimit"), *const idempotency = find(handler, "idempotency");
  if (rate != nullptr && idempotency != nullptr) {
    diagnostics
        .error("contradictory-options", rate->keySpan,
               "`idempotency` is a rate limit itself, of one event a day for each value, and takes the place of "
               "`rateLimit`: remove one of them")
        .notes.push_back({idempotency->keySpan, "the other is here"});
  }
}

}  // namespace event_codegen
