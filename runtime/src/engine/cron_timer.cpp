#include "engine/cron_timer.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>

namespace event_runtime::engine {
namespace {

using function::Function;
using namespace std::chrono_literals;

constexpr std::string_view PREFIX = "cron\n";
/// A tick that is so much late is kept all the same.
constexpr std::chrono::milliseconds GRACE = 1min;
/// So many missed ticks are made up for.
constexpr std::size_t MOST_MISSED = 1000;
/// So many runs are created in one transaction.
constexpr std::size_t AT_ONCE = 100;
/// A settled tick that lies so far ahead was settled by a clock that was wrong.
constexpr std::chrono::milliseconds AHEAD = 24h;
constexpr std::chrono::milliseconds LEAST_JITTER = 1s;

std::string keyOf(const Function& function, const Function::Timer& timer) {
  return std::string(PREFIX) + function.id + '\n' + timer.schedule.text();
}

/// The same number for the same text on every machine: FNV-1a, its bits mixed so that all of them count.
std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 33U);
}

/// When a tick's run begins: later by a jitter that ends before the next tick comes, so that they keep their order.
Timestamp fireAt(const Function& function, const Function::Timer& timer, Timestamp tick) {
  if (timer.jitter < LEAST_JITTER) return tick;
  const auto next = timer.schedule.next(tick);
  const auto longest = next ? std::min(timer.jitter, *next - tick) : timer.jitter;
  const auto span = static_cast<std::uint64_t>((longest - LEAST_JITTER).count()) + 1;
  const std::uint64_t hash = hashOf(keyOf(function, timer) + '\n' + formatTimestamp(tick));
  return tick + LEAST_JITTER + std::chrono::milliseconds(static_cast<std::int64_t>(hash % span));
}

Timestamp settledIn(const Control& control, Timestamp otherwise) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(control.value.data(), control.value.data() + control.value.size(), number);
  return error == std::errc{} ? Timestamp{std::chrono::milliseconds{number}} : otherwise;
}

AcceptEvent eventOf(const Function& function, const Function::Timer& timer, Timestamp tick, Timestamp now) {
  const Timestamp fire = fireAt(function, timer, tick);
  const std::string& text = timer.schedule.text();
  AcceptEvent accept;
  accept.receivedAt = now;
  accept.invokes = function.id;
  // A tick's own, so that it cannot come twice, even where clocks are set back.
  accept.event.id = function.id + ' ' + formatTimestamp(tick) + ' ' + text;
  accept.event.name = SCHEDULED_TIMER.name;
  accept.event.ts = fire;
  accept.event.data = toJsonText(ScheduledTimer{text, tick, fire});
  return accept;
}

}  // namespace

bool CronTimer::owns(const Control& control) { return control.key.starts_with(PREFIX); }

void CronTimer::open(Store& store, Timestamp now) {
  std::map<std::string, Control> known;
  for (Control& control : store.controls(PREFIX)) known.emplace(control.key, std::move(control));
  std::vector<Mutation> changes;
  for (const Function& function : functions_.all()) {
    for (const Timer& timer : function.timers) {
      const std::string key = keyOf(function, timer);
      const auto old = known.extract(key);
      Timestamp settled = old ? settledIn(old.mapped(), now) : now;
      if (settled > now + AHEAD) {
        logger_.log(
            LogLevel::warning, "a schedule was settled by a clock that was ahead; it begins anew",
            {{"function", function.id}, {"cron", timer.schedule.text()}, {"settled", formatTimestamp(settled)}});
        settled = now;
      }
      auto control = controlOf({function, timer}, settled);
      // Its jitter may be another than before.
      if (old && control && old.mapped().value == control->value && old.mapped().dueAt == control->dueAt) continue;
      changes.emplace_back(PutControl{key, std::move(control)});
    }
  }
  for (const auto& [key, control] : known) changes.emplace_back(PutControl{key, std::nullopt});
  if (!changes.empty()) store.apply(changes, nullptr);
}

std::optional<CronTimer::Found> CronTimer::find(const std::string& key) const {
  const std::string_view rest = std::string_view(key).substr(PREFIX.size());
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const Function* function = functions_.find(rest.substr(0, end));
  if (function == nullptr) return std::nullopt;
  for (const Timer& timer : function->timers) {
    if (keyOf(*function, timer) == key) return Found{*function, timer};
  }
  return std::nullopt;
}

std::optional<Control> CronTimer::controlOf(const Found& found, Timestamp settled) const {
  const auto next = found.timer.schedule.next(settled);
  if (!next) return std::nullopt;
  return Control{keyOf(found.function, found.timer), std::to_string(settled.time_since_epoch().count()),
                 fireAt(found.function, found.timer, *next)};
}

void CronTimer::due(const Control& control, Timestamp now, Transaction& transaction) {
  std::optional<Control> changed;
  if (const auto found = find(control.key)) {
    Timestamp settled = settledIn(control, now);
    // One more than can be made up for, and one whose jitter is not over.
    auto fired = found->timer.schedule.latest(settled, now, MOST_MISSED + 2);
    if (!fired.empty() && fireAt(found->function, found->timer, fired.back()) > now) fired.pop_back();
    if (!fired.empty()) settled = fired.back();
    const auto ticks = toRun(*found, fired, now);
    for (std::size_t i = 0; i < std::min(ticks.size(), AT_ONCE); ++i) {
      Mutation accept = eventOf(found->function, found->timer, ticks[i], now);
      transaction.apply(accept);
    }
    if (ticks.size() > AT_ONCE) settled = ticks[AT_ONCE - 1];
    changed = controlOf(*found, settled);
  }
  Mutation put = PutControl{control.key, std::move(changed)};
  transaction.apply(put);
}

std::vector<Timestamp> CronTimer::toRun(const Found& found, const std::vector<Timestamp>& fired, Timestamp now) const {
  if (fired.empty() || found.function.isPaused()) return {};
  std::size_t count = 1;
  if (found.timer.missed == MissedTicks::all) {
    count = std::min(fired.size(), MOST_MISSED);
  } else if (found.timer.missed == MissedTicks::skip &&
             now - fireAt(found.function, found.timer, fired.back()) > GRACE) {
    count = 0;
  }
  if (count < fired.size()) {
    logger_.log(LogLevel::warning, "a schedule has missed ticks that it does not make up for",
                {{"function", found.function.id},
                 {"cron", found.timer.schedule.text()},
                 {"first", formatTimestamp(fired.front())},
                 {"last", formatTimestamp(fired[fired.size() - count - 1])}});
  }
  return {fired.end() - static_cast<std::ptrdiff_t>(count), fired.end()};
}

}  // namespace event_runtime::engine
