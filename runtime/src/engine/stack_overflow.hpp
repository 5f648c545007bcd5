#pragma once

#include <event_runtime/time.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace event_runtime::engine {

/// While one exists, a fault in the guard page of a fiber's stack is told of on standard error, with the function, run
/// and step and what to do, and noted in the run's file (CurrentCode::notes), before the process ends as it would
/// have without. Any other fault goes straight to whoever handled it before. Nothing where there are no such signals.
class StackOverflowReporter {
 public:
  StackOverflowReporter();
  ~StackOverflowReporter();
  StackOverflowReporter(const StackOverflowReporter&) = delete;
  StackOverflowReporter& operator=(const StackOverflowReporter&) = delete;
};

/// A stack for signal handlers on the thread that makes it, which cannot run on the one that is spent.
class SignalStack {
 public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A run that has overflowed its stack and so ended a process.
struct OverflownRun {
  std::string run;
  std::string step;  ///< empty: outside of steps
};

/// The runs that are noted in a file. What makes no sense there is left out.
std::vector<OverflownRun> readOverflownRuns(const std::filesystem::path& notes);

}  // namespace event_runtime::engine
