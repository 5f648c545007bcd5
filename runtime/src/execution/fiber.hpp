#pragma once

#include <boost/context/stack_context.hpp>

#include <cstddef>

namespace event_runtime::execution {

class StackPool;

/// A function with a stack of its own, which can be left in the middle and gone on with later, on another thread if
/// need be. Whoever resumes it, a thread or another fiber, gets control back when it suspends or ends.
///
/// Every switch tells AddressSanitizer and ThreadSanitizer, and gives the fiber the C++ runtime's exception state that
/// it left with: which exceptions are being handled is kept per thread, but belongs to the stack.
///
/// Boost.Context's own boost::context::fiber is a thin cover over the same switch; it enters the new stack once in its
/// constructor and unwinds by an exception of its own in its destructor, neither of which the sanitizers are told of.
class Fiber {
 public:
  using Entry = void (*)(void* argument);

  /// Nothing runs before resume(). `entry` must not let an exception escape. Throws std::system_error where there is no
  /// stack to be had.
  Fiber(StackPool& stacks, Entry entry, void* argument);
  /// Releases the stack as it is; unwinding it is up to the owner.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Goes on with the fiber until it suspends or ends. Not for one that is running or has ended.
  void resume() noexcept;

  /// Called on the fiber: goes back to who resumed it, and returns at the next resume().
  void suspend() noexcept;

  /// Called on the fiber: goes back for good and leaves its stack as it is.
  [[noreturn]] void abandon() noexcept;

  /// Whether `entry` has returned, or the fiber was abandoned.
  bool ended() const noexcept { return ended_; }

  /// Whether an address lies on the fiber's stack.
  bool contains(const void* address) const noexcept;

 private:
  /// The exceptions being handled and the number being thrown (Itanium C++ ABI, 2.2.2: __cxa_eh_globals).
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };
  struct Switch;

  [[noreturn]] void leaveForGood() noexcept;

  StackPool& stacks_;
  Entry entry_;
  void* argument_;
  boost::context::stack_context stack_;
  void* context_ = nullptr;  ///< where the fiber goes on
  void* resumer_ = nullptr;  ///< where who resumed it goes on
  ExceptionState exceptions_;
  bool ended_ = false;
  const void* resumerStack_ = nullptr;  ///< for AddressSanitizer
  std::size_t resumerStackSize_ = 0;
  void* sanitizerFiber_ = nullptr;  ///< for ThreadSanitizer
};

}  // namespace event_runtime::execution
