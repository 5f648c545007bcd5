#pragma once

#include "read/source.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a handler's configuration says. Names, meanings and ranges are Inngest's, as in the runtime's HandlerOptions,
/// which says more of each. Keys and conditions are expressions, with the place where they stand; empty for none.
namespace event_codegen {

struct Event;

enum class ConcurrencyScope : std::uint8_t { fn, env, account };

struct ConcurrencyLimit {
  std::int64_t limit = 1;
  Spanned<std::string> key;
  ConcurrencyScope scope = ConcurrencyScope::fn;
};

struct RateLimit {
  std::int64_t limit = 1;
  std::chrono::milliseconds period{};
  Spanned<std::string> key;
};

struct Throttle {
  std::int64_t limit = 1;
  std::chrono::milliseconds period{};
  std::int64_t burst = 1;
  Spanned<std::string> key;
};

struct Debounce {
  std::chrono::milliseconds period{};
  std::optional<std::chrono::milliseconds> timeout;
  Spanned<std::string> key;
  bool allEvents = false;
};

struct BatchEvents {
  std::int64_t maxSize = 0;
  std::chrono::milliseconds timeout{};
  Spanned<std::string> key;
  Spanned<std::string> condition;
};

struct Singleton {
  enum class Mode : std::uint8_t { skip, cancel };

  Mode mode = Mode::skip;
  Spanned<std::string> key;
};

struct CancelOn {
  const Event* event = nullptr;  ///< known once handlers are linked
  Spanned<std::string> match;    ///< a path such as `data.userId`
  Spanned<std::string> condition;
  std::optional<std::chrono::milliseconds> timeout;
};

struct Timeouts {
  std::optional<std::chrono::milliseconds> start, finish;
};

/// The runtime's presets, which say when finished steps are told to Inngest.
enum class Checkpointing : std::uint8_t { safe, blended, performant, off };

struct HandlerOptions {
  std::optional<std::int64_t> retries;
  std::vector<ConcurrencyLimit> concurrency;
  std::optional<RateLimit> rateLimit;
  std::optional<Throttle> throttle;
  std::optional<Debounce> debounce;
  Spanned<std::string> priority;
  std::optional<BatchEvents> batchEvents;
  std::optional<Singleton> singleton;
  std::vector<CancelOn> cancelOn;
  Timeouts timeouts;
  Spanned<std::string> idempotency;
  std::optional<Checkpointing> checkpointing;  ///< as the application says where it is not there
  bool onFailure = false;                      ///< a function of the user's runs when a run has failed for good

  /// Whether the handler gets several events at a time.
  bool collectsEvents() const noexcept { return batchEvents || (debounce && debounce->allEvents); }
};

}  // namespace event_codegen
