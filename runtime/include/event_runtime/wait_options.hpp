#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace event_runtime {

/// What Step::waitForEvent() waits for, besides the event's name.
struct WaitOptions {
  /// How long to wait, at most 366 days; zero and less give up at once.
  std::chrono::milliseconds timeout{0};
  /// A path such as `data.userId` that must have the same value in the event that has started the run and in the one
  /// that is awaited. Empty: any event of the name.
  std::string match = {};
  /// Inngest's `if`: an expression that must be true, such as `async.data.amount >= event.data.amount`, where `event`
  /// has started the run and `async` is the one that is awaited. Every run that waits for the event evaluates it, so
  /// `match` is what scales to many.
  std::string condition = {};
  /// Events that arrived this long before the wait began count too, the earliest first, unless an earlier wait of the
  /// run was given them: for an event that may overtake the step that asks for it. At most 366 days. The event that has
  /// started the run never counts.
  std::chrono::milliseconds lookback{0};
};

/// What Step::waitForSignal() does where another run waits for the signal already.
enum class SignalConflict {
  fail,     ///< the step fails
  replace,  ///< the other no longer gets the signal and goes on after its timeout
};

struct SignalOptions {
  /// How long to wait, at most 366 days; zero and less give up at once.
  std::chrono::milliseconds timeout{0};
  SignalConflict onConflict = SignalConflict::fail;
};

struct InvokeOptions {
  /// How long to wait for the function's end, at most 366 days. It goes on after that.
  std::chrono::milliseconds timeout = std::chrono::hours{24 * 365};
};

/// A handler's id together with the types of what it takes and gives, for Step::invoke():
/// `inline constexpr FunctionTag<CardCharge, Receipt> CHARGE_CARD{"charge-card"};`
template <class InputType, class ReturnType>
struct FunctionTag {
  using Input = InputType;
  using Returns = ReturnType;
  std::string_view id;  ///< of the handler, without the application's
};

}  // namespace event_runtime
