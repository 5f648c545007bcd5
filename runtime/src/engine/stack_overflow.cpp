#include "engine/stack_overflow.hpp"

#include "execution/current_code.hpp"
#include "execution/stack_pool.hpp"

#include <algorithm>
#include <fstream>

#if defined(__unix__) || defined(__APPLE__)

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string_view>

namespace event_runtime::engine {
namespace {

constexpr std::array FAULTS{SIGSEGV, SIGBUS};
constexpr std::size_t SIGNAL_STACK_SIZE = std::size_t{128} * 1024;

/// A signal handler takes no argument of ours, so this is global: who handled the faults before, and for how many
/// engines we do.
struct Installation {
  std::mutex mutex;
  std::size_t engines = 0;
  std::array<struct sigaction, FAULTS.size()> previous{};
};
Installation& installation() {
  static Installation one;
  return one;
}

// From here to onFault(): nothing that a signal handler may not do (signal-safety(7)).

/// Text in a buffer that never grows.
class Line {
 public:
  Line& add(std::string_view text) noexcept {
    const auto length = std::min(text.size(), bytes_.size() - size_);
    std::memcpy(bytes_.data() + size_, text.data(), length);
    size_ += length;
    return *this;
  }
  /// The same, with nothing in it that ends a line or a field; at most 255 bytes.
  Line& addId(const char* text) noexcept {
    for (int i = 0; text[i] != '\0' && i < 255; ++i) {
      const char character = static_cast<unsigned char>(text[i]) < ' ' ? '?' : text[i];
      add({&character, 1});
    }
    return *this;
  }
  Line& add(std::size_t number) noexcept {
    std::array<char, 20> digits{};
    auto first = digits.end();
    do {
      *--first = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number > 0);
    return add({first, static_cast<std::size_t>(digits.end() - first)});
  }
  void writeTo(int descriptor) const noexcept {
    [[maybe_unused]] const auto written = write(descriptor, bytes_.data(), size_);
  }

 private:
  std::array<char, 2048> bytes_{};
  std::size_t size_ = 0;
};

void report(const execution::CurrentCode& code) noexcept {
  Line line;
  line.add("event_runtime: the stack of ").add(code.stackSize / 1024).add(" KiB has overflowed in ");
  if (code.step[0] == '\0') {
    line.add("the handler of function '").addId(code.function).add("'");
  } else {
    line.add("step '").addId(code.step).add("' of function '").addId(code.function).add("'");
  }
  line.add(", run ").addId(code.run).add("; recurse less, keep large data on the heap or raise EngineOptions::stackSize");
  line.add(code.notes[0] == '\0' ? "\n" : ". The run will have failed at the next start\n");
  line.writeTo(STDERR_FILENO);
}

void note(const execution::CurrentCode& code) noexcept {
  if (code.notes[0] == '\0') return;
  const int file = open(code.notes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return;
  Line line;
  line.addId(code.run).add("\t").addId(code.step).add("\n");
  line.writeTo(file);
  fsync(file);
  close(file);
}

bool isOverflow(const execution::CurrentCode& code, const void* address) noexcept {
  if (code.stackBottom == nullptr) return false;
  const auto position = reinterpret_cast<std::uintptr_t>(address);
  const auto bottom = reinterpret_cast<std::uintptr_t>(code.stackBottom);
  return position < bottom && position >= bottom - execution::StackPool::guardSize();
}

extern "C" void onFault(int signal, siginfo_t* info, void* context) {
  const int error = errno;
  if (const auto& code = execution::currentCode(); isOverflow(code, info->si_addr)) {
    report(code);
    note(code);
  }
  errno = error;
  const auto which = static_cast<std::size_t>(std::find(FAULTS.begin(), FAULTS.end(), signal) - FAULTS.begin());
  const struct sigaction& previous = installation().previous[which];
  if ((previous.sa_flags & SA_SIGINFO) != 0 && previous.sa_sigaction != nullptr) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    // The instruction faults once more and ends the process, with a core dump where there is to be one.
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    sigaction(signal, &standard, nullptr);
  }
}

}  // namespace

StackOverflowReporter::StackOverflowReporter() {
  Installation& ours = installation();
  const std::lock_guard lock(ours.mutex);
  if (ours.engines++ > 0) return;
  for (std::size_t i = 0; i < FAULTS.size(); ++i) {
    struct sigaction action {};
    action.sa_sigaction = &onFault;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(FAULTS[i], &action, &ours.previous[i]);
  }
}

StackOverflowReporter::~StackOverflowReporter() {
  Installation& ours = installation();
  const std::lock_guard lock(ours.mutex);
  if (--ours.engines > 0) return;
  for (std::size_t i = 0; i < FAULTS.size(); ++i) {
    struct sigaction current {};
    sigaction(FAULTS[i], nullptr, &current);
    // Somebody who came later may pass on to us, which still works, and goes on doing so.
    if ((current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == &onFault) {
      sigaction(FAULTS[i], &ours.previous[i], nullptr);
    }
  }
}

class SignalStack::Impl {
 public:
  Impl() : memory_(std::make_unique<char[]>(SIGNAL_STACK_SIZE)) {
    stack_t own{};
    own.ss_sp = memory_.get();
    own.ss_size = SIGNAL_STACK_SIZE;
    sigaltstack(&own, &previous_);
  }
  ~Impl() { sigaltstack(&previous_, nullptr); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

 private:
  std::unique_ptr<char[]> memory_;
  stack_t previous_{};
};

}  // namespace event_runtime::engine

#else

namespace event_runtime::engine {
StackOverflowReporter::StackOverflowReporter() = default;
StackOverflowReporter::~StackOverflowReporter() = default;
class SignalStack::Impl {};
}  // namespace event_runtime::engine

#endif

namespace event_runtime::engine {

SignalStack::SignalStack() : impl_(std::make_unique<Impl>()) {}
SignalStack::~SignalStack() = default;

std::vector<OverflownRun> readOverflownRuns(const std::filesystem::path& notes) {
  constexpr std::size_t MOST = 10'000;
  std::vector<OverflownRun> runs;
  std::ifstream in(notes, std::ios::binary);
  for (std::string line; runs.size() < MOST && std::getline(in, line);) {
    const auto tab = line.find('\t');
    // One that was cut short has said too little.
    if (tab == std::string::npos || in.eof()) continue;
    runs.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return runs;
}

}  // namespace event_runtime::engine
