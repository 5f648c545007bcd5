#include "process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace example_test {

namespace {
constexpr uid_t NOBODY = 65534;
constexpr int NOT_STARTED = 127;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

std::string contentOf(int file) {
  std::string content;
  std::array<char, 4096> part{};
  for (off_t at = 0;;) {
    const ssize_t count = ::pread(file, part.data(), part.size(), at);
    if (count <= 0) return content;
    content.append(part.data(), static_cast<std::size_t>(count));
    at += count;
  }
}

/// Between fork() and exec(): calls that are safe there, nothing else.
[[noreturn]] void becomeProgram(const char* program, char* const* arguments, int output, int errors,
                                const ProcessOptions& options) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  if (options.maxFileSize) {
    ::signal(SIGXFSZ, SIG_IGN);  // the write then fails with EFBIG
    const rlimit limit{*options.maxFileSize, *options.maxFileSize};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(NOT_STARTED);
  }
  if (options.withoutPrivileges && ::geteuid() == 0 &&
      (::setgroups(0, nullptr) != 0 || ::setgid(NOBODY) != 0 || ::setuid(NOBODY) != 0)) {
    ::_exit(NOT_STARTED);
  }
  ::execv(program, arguments);
  ::_exit(NOT_STARTED);
}
}  // namespace

Process::Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                 const ProcessOptions& options) {
  if (::access(program.c_str(), X_OK) != 0) fail("cannot run " + program.string());
  output_ = ::memfd_create("output", MFD_CLOEXEC);
  errors_ = ::memfd_create("errors", MFD_CLOEXEC);
  if (output_ < 0 || errors_ < 0) fail("memfd_create");

  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  pid_ = ::fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) becomeProgram(words.front().c_str(), pointers.data(), output_, errors_, options);
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (handle_ < 0) fail("pidfd_open");
}

Process::~Process() {
  if (!exit_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (const int file : {handle_, output_, errors_}) {
    if (file >= 0) ::close(file);
  }
}

void Process::signal(int number) const {
  if (!exit_) ::kill(pid_, number);
}

std::optional<Exit> Process::waitFor(std::chrono::milliseconds time) {
  if (exit_) return exit_;
  pollfd ended{.fd = handle_, .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, static_cast<int>(time.count())) <= 0) return std::nullopt;
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) fail("waitpid");
  exit_ = Exit{.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
               .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
               .output = contentOf(output_),
               .errors = contentOf(errors_)};
  return exit_;
}

std::string Process::output() const { return contentOf(output_); }

Exit runToEnd(const std::filesystem::path& program, const std::vector<std::string>& arguments,
              std::chrono::milliseconds limit, const ProcessOptions& options) {
  Process process(program, arguments, options);
  if (const auto exit = process.waitFor(limit)) return *exit;
  process.signal(SIGKILL);
  const auto killed = process.waitFor(std::chrono::seconds(10));
  throw std::runtime_error(program.string() + " had not ended after " + std::to_string(limit.count()) + " ms.\n" +
                           (killed ? killed->output + killed->errors : ""));
}

bool waitUntil(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace example_test
