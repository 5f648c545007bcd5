#include "execution/stack_pool.hpp"

#include "execution/sanitizers.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#if defined(__unix__) || defined(__APPLE__)
#define EVENT_RUNTIME_MMAP_STACKS 1
#include <sys/mman.h>
#include <unistd.h>
#else
#define EVENT_RUNTIME_MMAP_STACKS 0
#include <boost/context/protected_fixedsize_stack.hpp>
#endif

namespace event_runtime::execution {

using boost::context::stack_context;

namespace {
constexpr std::size_t MIN_STACK_SIZE = std::size_t{16} * 1024;

#if EVENT_RUNTIME_MMAP_STACKS
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif
#ifndef MAP_STACK
#define MAP_STACK 0
#endif

std::size_t pageSize() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

char* bottomOf(const stack_context& stack) { return static_cast<char*>(stack.sp) - stack.size; }

[[noreturn]] void throwNoStack(std::size_t size) {
  throw std::system_error(
      errno, std::generic_category(),
      "cannot get a stack of " + std::to_string(size / 1024) +
          " KiB for a handler (where memory is left, raise vm.max_map_count, or run fewer at a time)");
}

stack_context mapStack(std::size_t size) {
  constexpr std::size_t GUARD = StackPool::guardSize();
  void* const base = mmap(nullptr, GUARD + size, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base == MAP_FAILED) throwNoStack(size);
  if (mprotect(base, GUARD, PROT_NONE) != 0) {
    const int error = errno;
    munmap(base, GUARD + size);
    errno = error;
    throwNoStack(size);
  }
  stack_context stack;
  stack.sp = static_cast<char*>(base) + GUARD + size;
  stack.size = size;
  return stack;
}

void unmapStack(stack_context& stack) noexcept {
  munmap(bottomOf(stack) - StackPool::guardSize(), StackPool::guardSize() + stack.size);
}

/// Gives the touched pages back to the system and keeps the address space.
void coolStack(stack_context& stack) noexcept {
#ifdef MADV_DONTNEED
  madvise(bottomOf(stack), stack.size, MADV_DONTNEED);
#else
  static_cast<void>(stack);
#endif
}

std::size_t roundUpToPages(std::size_t size) {
  const std::size_t page = pageSize();
  return (size + page - 1) / page * page;
}
#else
stack_context mapStack(std::size_t size) { return boost::context::protected_fixedsize_stack(size).allocate(); }
void unmapStack(stack_context& stack) noexcept {
  boost::context::protected_fixedsize_stack(stack.size).deallocate(stack);
}
void coolStack(stack_context&) noexcept {}
std::size_t roundUpToPages(std::size_t size) { return size; }
#endif

}  // namespace

StackPool::StackPool(std::size_t stackSize, std::size_t maxFree, std::size_t maxWarm)
    : stackSize_(roundUpToPages(std::max(stackSize, MIN_STACK_SIZE))), maxFree_(maxFree), maxWarm_(maxWarm) {
  // So that deallocate(), which must not fail, never has to grow it.
  free_.reserve(maxFree_);
}

StackPool::~StackPool() {
  for (stack_context& stack : free_) unmapStack(stack);
}

stack_context StackPool::allocate() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      const stack_context stack = free_.back();
      free_.pop_back();
      return stack;
    }
  }
  return mapStack(stackSize_);
}

void StackPool::deallocate(stack_context& stack) noexcept {
  // Frames that were left by a switch have not taken their marks off.
  sanitizers::forgetMarks(static_cast<char*>(stack.sp) - stack.size, stack.size);
  {
    const std::lock_guard lock(mutex_);
    if (free_.size() < maxFree_) {
      if (free_.size() >= maxWarm_) coolStack(stack);
      free_.push_back(stack);
      return;
    }
  }
  unmapStack(stack);
}

std::size_t StackPool::freeCount() const {
  const std::lock_guard lock(mutex_);
  return free_.size();
}

}  // namespace event_runtime::execution
