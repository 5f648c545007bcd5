#include "engine/flow_control.hpp"

#include "engine/rate.hpp"
#include "function/option_limits.hpp"

#include <algorithm>
#include <charconv>

namespace event_runtime::engine {
namespace {

using function::Function;
using namespace std::chrono_literals;

/// Events that wait for one another: the value of a control.
struct Pending {
  std::string functionId;
  Timestamp since{};
  std::int64_t bytes = 0;
  std::vector<std::string> events;  ///< their keys
};

constexpr std::size_t MOST_EVENTS = 100;
constexpr std::int64_t LARGEST_BATCH = std::int64_t{10} * 1024 * 1024;

std::optional<std::int64_t> numberIn(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string textOf(const Pending& pending) {
  std::vector<std::string> parts{pending.functionId, std::to_string(pending.since.time_since_epoch().count()),
                                 std::to_string(pending.bytes)};
  parts.insert(parts.end(), pending.events.begin(), pending.events.end());
  return toJsonText(parts);
}

/// The first event has come by `now`, even where the clock was set back since.
std::optional<Pending> pendingIn(const std::optional<Control>& control, Timestamp now = Timestamp::max()) {
  if (!control) return std::nullopt;
  auto parts = parse<std::vector<std::string>>(control->value);
  if (!parts || parts->size() < 3) return std::nullopt;
  Pending pending{(*parts)[0],
                  std::min(Timestamp{std::chrono::milliseconds{numberIn((*parts)[1]).value_or(0)}}, now),
                  numberIn((*parts)[2]).value_or(0),
                  {}};
  pending.events.assign(parts->begin() + 3, parts->end());
  return pending;
}

/// A run of a throttled function that waits for its turn: the value of a control.
struct Turn {
  std::string functionId;
  std::string key;     ///< of the throttle's control
  bool taken = false;  ///< the throttle counts it already
};

/// A turn that comes later than that, after an outage, does not count: what would have begun meanwhile is not to begin
/// all at once.
constexpr auto LATE = 1min;

std::string textOf(const Turn& turn) {
  return toJsonText(std::vector<std::string>{turn.functionId, turn.key, turn.taken ? "taken" : ""});
}

std::optional<Turn> turnIn(const Control& control) {
  auto parts = parse<std::vector<std::string>>(control.value);
  if (!parts || parts->size() != 3) return std::nullopt;
  return Turn{(*parts)[0], (*parts)[1], !(*parts)[2].empty()};
}

/// The control of a function, and of a value of its key.
std::string keyOf(std::string_view control, const Function& function, std::string_view value) {
  std::string key(control);
  key.append("\n").append(function.id).append("\n").append(value);
  return key;
}

std::int64_t sizeOf(const StoredEvent& event) {
  return static_cast<std::int64_t>(event.data.size() + event.user.size());
}

}  // namespace

void FlowControl::start(const Function& function, const StoredEvent& event, Timestamp now,
                        const std::optional<ParentStep>& parent, Transaction& transaction) {
  // A caller waits for this run, so it is not held back; refusing it is said at once.
  if (!parent && collect(function, event, now, transaction)) return;
  if (!isWithinRate(function, event, now, transaction)) {
    refuse(parent, "the rate limit of '" + function.id + "' lets no more runs through now", transaction);
    return;
  }
  if (!parent && debounce(function, event, now, transaction)) return;
  create(function, event, transaction.keyOf(event.id), {}, now, parent, transaction);
}

bool FlowControl::collect(const Function& function, const StoredEvent& event, Timestamp now, Transaction& transaction) {
  const auto& options = function.handler->options.batchEvents;
  if (!options) return false;
  if (function.batchCondition && !function::holds(*function.batchCondition, event, now)) return false;
  const std::string key = keyOf("batch", function, function::valueOf(function.batchKey, event, now));
  Pending pending = pendingIn(transaction.control(key), now).value_or(Pending{function.id, now, 0, {}});
  const auto begin = [&] {
    const std::string firstKey = pending.events.front();
    if (const auto first = transaction.event(firstKey)) {
      create(function, *first, firstKey, std::move(pending.events), now, std::nullopt, transaction);
    }
  };
  // What would make the batch too large begins the next one.
  if (!pending.events.empty() && pending.bytes + sizeOf(event) > LARGEST_BATCH) {
    begin();
    pending = {function.id, now, 0, {}};
  }
  pending.events.push_back(transaction.keyOf(event.id));
  pending.bytes += sizeOf(event);
  if (pending.events.size() < static_cast<std::size_t>(options->maxSize)) {
    put(transaction, {key, textOf(pending), pending.since + options->timeout});
    return true;
  }
  remove(transaction, key);
  begin();
  return true;
}

bool FlowControl::isWithinRate(const Function& function, const StoredEvent& event, Timestamp now,
                               Transaction& transaction) {
  const auto& limit = function.rateLimit;
  if (!limit) return true;
  const std::string value = function::valueOf(limit->key, event, now);
  if (value == "false") return true;
  const std::string key = keyOf("rate", function, value);
  const auto known = transaction.control(key);
  const Rate rate(limit->limit, limit->period, function::rateLimitBurst(limit->limit));
  auto remembered = known ? numberIn(known->value) : std::nullopt;
  const bool isAhead = remembered && *remembered > rate.most(now);
  if (isAhead) remembered = rate.most(now);
  const auto decision = rate.decide(remembered, now);
  if (decision.atOnce) remembered = decision.next;
  // After the clock was set back, the limit holds from now on, not until the time that it had been.
  if (decision.atOnce || isAhead) put(transaction, {key, std::to_string(*remembered), Rate::end(*remembered)});
  return decision.atOnce;
}

bool FlowControl::debounce(const Function& function, const StoredEvent& event, Timestamp now,
                           Transaction& transaction) {
  const auto& options = function.handler->options.debounce;
  if (!options) return false;
  const std::string key = keyOf("debounce", function, function::valueOf(function.debounceKey, event, now));
  Pending pending = pendingIn(transaction.control(key), now).value_or(Pending{function.id, now, 0, {}});
  if (!options->allEvents) pending.events.clear();
  if (pending.events.size() >= MOST_EVENTS) pending.events.erase(pending.events.begin());
  pending.events.push_back(transaction.keyOf(event.id));
  Timestamp due = now + options->period;
  if (options->timeout.count() > 0) due = std::min(due, pending.since + options->timeout);
  put(transaction, {key, textOf(pending), due});
  return true;
}

void FlowControl::create(const Function& function, const StoredEvent& event, const std::string& eventKey,
                         std::vector<std::string> batch, Timestamp now, const std::optional<ParentStep>& parent,
                         Transaction& transaction) {
  const HandlerOptions& options = function.handler->options;
  NewRun run;
  run.functionId = function.id;
  run.parent = parent;
  run.batch = std::move(batch);
  if (run.batch.empty() && function.handler->takesBatch) run.batch.push_back(eventKey);
  if (function.singleton) {
    const std::string value = function::valueOf(function.singletonKey, event, now);
    if (value != "false") {
      run.singleton = function.id + '\n' + value;
      while (const auto other = transaction.singletonRun(run.singleton)) {
        if (options.singleton->mode == SingletonMode::skip) {
          refuse(parent, "'" + function.id + "' is a singleton, and a run of it has not ended", transaction);
          return;
        }
        Mutation cancel = CancelRun{*other, now, "a newer run of the singleton takes its place"};
        transaction.apply(cancel);
        if (!std::get<CancelRun>(cancel).cancelled) break;
      }
    }
  }
  if (function.isPaused()) {
    refuse(parent, "'" + function.id + "' is paused", transaction);
    return;
  }
  run.id = runIds_.next(now);
  Timestamp start = std::max(now, event.ts);
  if (options.throttle) {
    Turn turn{function.id, keyOf("throttle", function, function::valueOf(function.throttleKey, event, now))};
    // A later run takes its turn when its time has come, or those that come until then would wait for it.
    if (start == now) {
      start = takeTurn(function, turn.key, now, transaction);
      turn.taken = true;
    }
    if (start > now) put(transaction, {"turn\n" + run.id, textOf(turn), start});
  }
  run.rank = start - function::priorityOf(function, event, now);
  if (start > now) run.wakeAt = start;
  transaction.create(run, eventKey, now);
  created_(run);

  PutWaits waits{run.id, {}, {}};
  for (std::size_t i = 0; i < options.cancelOn.size(); ++i) {
    const CancelOn& cancel = options.cancelOn[i];
    Wait& wait = waits.waits.emplace_back();
    wait.kind = Wait::Kind::cancel;
    wait.name = cancel.event;
    if (!cancel.match.empty()) {
      wait.path = "event." + cancel.match;
      wait.value = function::valueOf(function.cancelMatches[i], event, now);
    }
    wait.condition = cancel.condition;
    wait.since = now;
    wait.expiresAt = now + (cancel.timeout.count() > 0 ? cancel.timeout : std::chrono::milliseconds(24h * 365));
  }
  if (!waits.waits.empty()) {
    Mutation put = std::move(waits);
    transaction.apply(put);
  }
  if (options.timeouts.start.count() > 0)
    put(transaction, {"start\n" + run.id, run.id, start + options.timeouts.start});
}

void FlowControl::begun(const Function& function, const std::string& runId, Timestamp now,
                        std::vector<Mutation>& mutations) {
  const Timeouts& timeouts = function.handler->options.timeouts;
  if (timeouts.start.count() > 0) mutations.emplace_back(PutControl{"start\n" + runId, std::nullopt});
  if (timeouts.finish.count() > 0) {
    const std::string key = "finish\n" + runId;
    mutations.emplace_back(PutControl{key, Control{key, runId, now + timeouts.finish}});
  }
}

void FlowControl::ended(const Function& function, const EndedRun& run, Transaction& transaction) {
  const Timeouts& timeouts = function.handler->options.timeouts;
  if (function.handler->options.throttle && transaction.control("turn\n" + run.id))
    remove(transaction, "turn\n" + run.id);
  if (timeouts.start.count() > 0) remove(transaction, "start\n" + run.id);
  if (timeouts.finish.count() > 0) remove(transaction, "finish\n" + run.id);
}

void FlowControl::due(const Control& control, Timestamp now, Transaction& transaction) {
  remove(transaction, control.key);
  const std::string_view kind = std::string_view(control.key).substr(0, control.key.find('\n'));
  if (kind == "start" || kind == "finish") {
    Mutation cancel = CancelRun{
        control.value, now,
        kind == "start" ? "it has not begun in time (timeouts.start)" : "it has not ended in time (timeouts.finish)"};
    transaction.apply(cancel);
    return;
  }
  if (kind == "turn") return turnHasCome(control, now, transaction);
  if (kind != "batch" && kind != "debounce") return;  // rates: nothing is left to remember
  auto pending = pendingIn(control);
  const Function* function = pending ? functions_.find(pending->functionId) : nullptr;
  if (function == nullptr || pending->events.empty()) return;
  const bool all = kind == "batch" || function->handler->takesBatch;
  const std::string eventKey = kind == "batch" ? pending->events.front() : pending->events.back();
  const auto event = transaction.event(eventKey);
  if (!event) return;
  create(*function, *event, eventKey, all ? std::move(pending->events) : std::vector<std::string>{}, now, std::nullopt,
         transaction);
}

Timestamp FlowControl::takeTurn(const Function& function, const std::string& key, Timestamp now,
                                Transaction& transaction) {
  const Throttle& throttle = *function.handler->options.throttle;
  const auto known = transaction.control(key);
  const Rate rate(throttle.limit, throttle.period, throttle.burst - 1);
  const auto decision = rate.decide(known ? numberIn(known->value) : std::nullopt, now);
  put(transaction, {key, std::to_string(decision.next), Rate::end(decision.next)});
  return decision.start;
}

void FlowControl::turnHasCome(const Control& control, Timestamp now, Transaction& transaction) {
  auto turn = turnIn(control);
  const Function* function = turn ? functions_.find(turn->functionId) : nullptr;
  if (function == nullptr || !function->handler->options.throttle) return;
  if (turn->taken && now - *control.dueAt <= LATE) return;
  const std::string runId = control.key.substr(control.key.find('\n') + 1);
  if (!transaction.isUnfinished(runId)) return;
  const Timestamp start = takeTurn(*function, turn->key, now, transaction);
  if (start == now) return;
  turn->taken = true;
  put(transaction, {control.key, textOf(*turn), start});
  if (auto timeout = transaction.control("start\n" + runId)) {
    timeout->dueAt = start + function->handler->options.timeouts.start;
    put(transaction, *std::move(timeout));
  }
  Mutation suspend = SuspendRun{runId, start};
  transaction.apply(suspend);
  NewRun waiting{runId, function->id, start};
  created_(waiting);
}

void FlowControl::put(Transaction& transaction, Control control) {
  changed_ = changed_ || control.dueAt.has_value();
  std::string key = control.key;
  Mutation mutation = PutControl{std::move(key), std::move(control)};
  transaction.apply(mutation);
}

void FlowControl::remove(Transaction& transaction, std::string key) {
  changed_ = true;
  Mutation mutation = PutControl{std::move(key), std::nullopt};
  transaction.apply(mutation);
}

void FlowControl::refuse(const std::optional<ParentStep>& parent, std::string why, Transaction& transaction) {
  if (!parent) return;
  Mutation resolve = ResolveStep{parent->runId, parent->step, ErrorInfo{"event_runtime::CallRefused", std::move(why)}};
  transaction.apply(resolve);
}

}  // namespace event_runtime::engine
