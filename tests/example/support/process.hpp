#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace example_test {

/// How a process ended and what it wrote.
struct Exit {
  int code = -1;   ///< -1: by a signal
  int signal = 0;  ///< 0: by itself
  std::string output;
  std::string errors;
};

struct ProcessOptions {
  /// The largest file the process may write, in bytes; writing more fails as on a full disk (EFBIG), without a signal.
  std::optional<std::uint64_t> maxFileSize = {};
  /// As root: run as the user `nobody`, whom file permissions stop.
  bool withoutPrivileges = false;
};

/// A program under test. Killed with SIGKILL, and waited for, if it still runs when this goes out of scope.
class Process {
 public:
  /// Throws std::runtime_error when it cannot be started.
  Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
          const ProcessOptions& options = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Waits until it has ended, or until the time is over: then std::nullopt.
  std::optional<Exit> waitFor(std::chrono::milliseconds time);
  /// What it has written to standard output so far.
  std::string output() const;

 private:
  pid_t pid_ = -1;
  int handle_ = -1;  ///< becomes readable when the process ends
  int output_ = -1;
  int errors_ = -1;
  std::optional<Exit> exit_;
};

/// Starts a program and waits for its end. Throws std::runtime_error, with what it wrote, if that takes longer than
/// `limit`.
Exit runToEnd(const std::filesystem::path& program, const std::vector<std::string>& arguments,
              std::chrono::milliseconds limit, const ProcessOptions& options = {});

/// Asks again and again until `condition` holds; false when the time is over first.
bool waitUntil(const std::function<bool()>& condition, std::chrono::milliseconds limit);

}  // namespace example_test
