#pragma once

#include <cstddef>

/// What the sanitizers must be told of stacks that the program switches itself; nothing in a build without them.

#if defined(__SANITIZE_ADDRESS__)
#define EVENT_RUNTIME_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVENT_RUNTIME_ASAN 1
#endif
#endif
#ifndef EVENT_RUNTIME_ASAN
#define EVENT_RUNTIME_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__)
#define EVENT_RUNTIME_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EVENT_RUNTIME_TSAN 1
#endif
#endif
#ifndef EVENT_RUNTIME_TSAN
#define EVENT_RUNTIME_TSAN 0
#endif

#if EVENT_RUNTIME_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if EVENT_RUNTIME_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace event_runtime::execution::sanitizers {

inline void forgetMarks([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t size) noexcept {
#if EVENT_RUNTIME_ASAN
  __asan_unpoison_memory_region(bottom, size);
#endif
}

}  // namespace event_runtime::execution::sanitizers
