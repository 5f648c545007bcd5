#pragma once

#include <functional>
#include <memory>

namespace event_runtime::engine {

/// Handles SIGINT and SIGTERM as long as it lives, and puts back afterwards what handled them before. A signal that the
/// process ignores stays ignored.
class Signals {
 public:
  /// `first` and `second` are called, on a thread of this class's own, at the first and the second signal. After
  /// `second` the previous handlers are put back and the signal is raised once more, which as a rule ends the process.
  Signals(std::function<void()> first, std::function<void()> second);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// False: another engine of this process handles the signals already, or the platform has none.
  bool active() const noexcept { return impl_ != nullptr; }

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace event_runtime::engine
