#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace event_codegen {

/// Calls `work(index, worker)` for every index, on as many threads as there are cores. `makeWorker()` gives what one
/// thread keeps to itself. The first exception is thrown again here, once all threads have ended.
template <class MakeWorker, class Work>
void forEachInParallel(std::size_t count, MakeWorker makeWorker, Work work) {
  constexpr std::size_t FEW = 8;  // not worth a thread
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto run = [&]() noexcept {
    try {
      auto worker = makeWorker();
      for (std::size_t index = next++; index < count; index = next++) work(index, worker);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t wanted = count < FEW ? 0 : std::thread::hardware_concurrency();
    for (std::size_t index = 1; index < wanted; ++index) {
      try {
        threads.emplace_back(run);
      } catch (const std::system_error&) {
        break;  // no more threads to be had: the ones there are do the work
      }
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace event_codegen
