#include "execution/fiber.hpp"

#include "execution/current_code.hpp"
#include "execution/sanitizers.hpp"
#include "execution/stack_pool.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <cxxabi.h>
#include <cstdint>
#include <cstdlib>
#include <utility>

#if defined(__clang__)
#define EVENT_RUNTIME_SWITCH __attribute__((noinline, no_sanitize("thread")))
#else
#define EVENT_RUNTIME_SWITCH __attribute__((noinline, no_sanitize_thread))
#endif

namespace event_runtime::execution {

namespace context = boost::context::detail;

CurrentCode& currentCode() noexcept {
  static thread_local constinit CurrentCode code;
  return code;
}

/// The steps of a switch. Functions that switch are not inlined, so that no address of a thread's own data is kept
/// across a switch after which the code may be running on another thread.
struct Fiber::Switch {
  /// Says which stack the running thread is on and gives the one that it was on.
  static std::pair<const char*, std::size_t> exchangeStack(const char* bottom, std::size_t size) noexcept {
    CurrentCode& code = currentCode();
    return {std::exchange(code.stackBottom, bottom), std::exchange(code.stackSize, size)};
  }

  /// Puts `next` in the place of the running thread's exception state and gives what was there.
  static ExceptionState exchangeExceptions(ExceptionState next) noexcept {
    // The type is opaque; the ABI lays down these two members at its beginning.
    auto* const globals = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
    return std::exchange(*globals, next);
  }

  /// The fiber's first frame.
  [[noreturn]] static EVENT_RUNTIME_SWITCH void enter(context::transfer_t transfer) noexcept {
    auto& fiber = *static_cast<Fiber*>(transfer.data);
    fiber.resumer_ = transfer.fctx;
#if EVENT_RUNTIME_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &fiber.resumerStack_, &fiber.resumerStackSize_);
#endif
    fiber.entry_(fiber.argument_);
    fiber.leaveForGood();
  }
};

Fiber::Fiber(StackPool& stacks, Entry entry, void* argument)
    : stacks_(stacks), entry_(entry), argument_(argument), stack_(stacks.allocate()) {
  context_ = context::make_fcontext(stack_.sp, stack_.size, &Switch::enter);
#if EVENT_RUNTIME_TSAN
  sanitizerFiber_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
#if EVENT_RUNTIME_TSAN
  __tsan_destroy_fiber(sanitizerFiber_);
#endif
  stacks_.deallocate(stack_);
}

EVENT_RUNTIME_SWITCH void Fiber::resume() noexcept {
  // Both exchanges are on this side of the switch, so that the thread is the same one.
  const ExceptionState own = Switch::exchangeExceptions(exceptions_);
  const auto [bottom, size] = Switch::exchangeStack(static_cast<char*>(stack_.sp) - stack_.size, stack_.size);
#if EVENT_RUNTIME_ASAN
  void* fakeStack = nullptr;
  __sanitizer_start_switch_fiber(&fakeStack, static_cast<char*>(stack_.sp) - stack_.size, stack_.size);
#endif
#if EVENT_RUNTIME_TSAN
  void* const ownFiber = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(sanitizerFiber_, 0);
#endif
  context_ = context::jump_fcontext(context_, this).fctx;
#if EVENT_RUNTIME_TSAN
  // Here, not on the fiber: only who resumed it knows where it came from.
  __tsan_switch_to_fiber(ownFiber, 0);
#endif
#if EVENT_RUNTIME_ASAN
  __sanitizer_finish_switch_fiber(fakeStack, nullptr, nullptr);
#endif
  Switch::exchangeStack(bottom, size);
  exceptions_ = Switch::exchangeExceptions(own);
}

EVENT_RUNTIME_SWITCH void Fiber::suspend() noexcept {
#if EVENT_RUNTIME_ASAN
  void* fakeStack = nullptr;
  __sanitizer_start_switch_fiber(&fakeStack, resumerStack_, resumerStackSize_);
#endif
  resumer_ = context::jump_fcontext(resumer_, nullptr).fctx;
#if EVENT_RUNTIME_ASAN
  __sanitizer_finish_switch_fiber(fakeStack, &resumerStack_, &resumerStackSize_);
#endif
}

EVENT_RUNTIME_SWITCH void Fiber::leaveForGood() noexcept {
  ended_ = true;
#if EVENT_RUNTIME_ASAN
  __sanitizer_start_switch_fiber(nullptr, resumerStack_, resumerStackSize_);
#endif
  context::jump_fcontext(resumer_, nullptr);
  std::abort();  // nobody resumes a fiber that has ended
}

void Fiber::abandon() noexcept { leaveForGood(); }

bool Fiber::contains(const void* address) const noexcept {
  const auto position = reinterpret_cast<std::uintptr_t>(address);
  const auto top = reinterpret_cast<std::uintptr_t>(stack_.sp);
  return position < top && position >= top - stack_.size;
}

}  // namespace event_runtime::execution
