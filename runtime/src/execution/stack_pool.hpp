#pragma once

#include <boost/context/stack_context.hpp>

#include <cstddef>
#include <mutex>
#include <vector>

namespace event_runtime::execution {

/// Stacks for fibers: address space that takes memory only where it is touched, with a guard below that may
/// not be touched, so that an overflow ends the process instead of corrupting its neighbour. Released stacks are kept for the
/// next fiber. A stack allocator in the sense of Boost.Context. Thread-safe.
class StackPool {
 public:
  /// Keeps at most `maxFree` released stacks, the first `maxWarm` of them with the memory they have touched.
  /// `stackSize` in bytes is rounded up to pages, and to 16 KiB at least.
  explicit StackPool(std::size_t stackSize = std::size_t{256} * 1024, std::size_t maxFree = 1024,
                     std::size_t maxWarm = 256);
  /// All stacks must have been released.
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// `sp` is the upper end of the stack, `size` its usable bytes. Throws std::system_error where the system gives none.
  boost::context::stack_context allocate();
  void deallocate(boost::context::stack_context& stack) noexcept;

  /// Usable bytes of a stack.
  std::size_t stackSize() const noexcept { return stackSize_; }
  /// Bytes of the guard below a stack; a frame as large is still caught.
  static constexpr std::size_t guardSize() noexcept { return std::size_t{64} * 1024; }
  /// How many released stacks are kept.
  std::size_t freeCount() const;

 private:
  std::size_t stackSize_;
  std::size_t maxFree_;
  std::size_t maxWarm_;
  mutable std::mutex mutex_;
  std::vector<boost::context::stack_context> free_;  ///< the last one was used last
};

}  // namespace event_runtime::execution
