#pragma once

#include <chrono>
#include <string>

namespace event_runtime {

/// Whose runs share a limit.
enum class ConcurrencyScope {
  fn,       ///< the handler's
  env,      ///< those of all handlers of the application that give the same scope and key
  account,  ///< in one process the same as `env`, with limits of its own
};

/// How many runs of a handler may execute at a time. A run that sleeps or waits for a retry holds no slot.
struct Concurrency {
  int limit = 1;  ///< at least 1
  /// An expression such as `event.data.userId`; a limit of its own for each value. Empty: one for all, in scope `fn`
  /// alone.
  std::string key = {};
  ConcurrencyScope scope = ConcurrencyScope::fn;
};

/// How many events may start runs; the excess is dropped. The generic cell rate algorithm, as in Inngest: one run each
/// period/limit, and limit/10 more at once. `{.limit = 100, .period = 1min}` lets 11 through at once, then one each
/// 600 ms.
struct RateLimit {
  int limit = 1;                       ///< at least 1
  std::chrono::milliseconds period{};  ///< 1 s … 24 h
  std::string key = {};                ///< a limit of its own for each value; `false`: not limited
};

/// How many runs may start; the excess waits for its turn, first come, first served. One run each period/limit, and
/// `burst` - 1 more at once. A run's turn is set when it is queued; one that is cancelled before leaves its turn
/// unused.
struct Throttle {
  int limit = 1;                       ///< at least 1
  std::chrono::milliseconds period{};  ///< 1 s … 7 d
  int burst = 1;                       ///< at least 1
  std::string key = {};                ///< a limit of its own for each value
};

/// Waits until no event has come for a while, then starts one run.
struct Debounce {
  std::chrono::milliseconds period{};    ///< 1 s … 7 d
  std::chrono::milliseconds timeout{0};  ///< starts the run at the latest so long after the first event; zero: never
  std::string key = {};                  ///< events with different values do not wait for each other
  /// The run gets all of the events, in order, and its handler takes std::vector<Event<…>>; at most the last 100.
  /// False: it gets the last one, as Inngest's do.
  bool allEvents = false;
};

/// Collects events, and starts one run for them. The handler takes std::vector<Event<…>>.
struct BatchEvents {
  int maxSize = 0;                      ///< 2 … 100
  std::chrono::milliseconds timeout{};  ///< 1 s … 60 s after the first event the batch is complete, however small
  std::string key = {};                 ///< a batch of its own for each value
  std::string condition = {};           ///< Inngest's `if`: events for which it is not true are a run each
};

enum class SingletonMode {
  skip,    ///< an event that comes while a run has not ended is dropped
  cancel,  ///< the run is cancelled and a new one begins
};

/// At most one run at a time that has not ended.
struct Singleton {
  SingletonMode mode = SingletonMode::skip;
  std::string key = {};  ///< one for each value; `false`: no singleton
};

/// An event that cancels runs that have not ended. A step that is running is let finish.
struct CancelOn {
  std::string event = {};  ///< its name
  /// A path such as `data.userId` that must have the same value in both events.
  std::string match = {};
  /// Inngest's `if`, such as `async.data.id == event.data.id`: `event` has started the run, `async` cancels it.
  std::string condition = {};
  std::chrono::milliseconds timeout{
      0};  ///< how long it holds after the run was created; zero: a year, the most there is
};

/// When a run is cancelled for taking too long; zero: never.
struct Timeouts {
  std::chrono::milliseconds start{0};   ///< from being queued to its beginning
  std::chrono::milliseconds finish{0};  ///< from its beginning to its end
};

}  // namespace event_runtime
