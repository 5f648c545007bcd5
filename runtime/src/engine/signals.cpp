#include "engine/signals.hpp"

#if defined(__unix__) || defined(__APPLE__)

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace event_runtime::engine {
namespace {

constexpr std::array SIGNALS{SIGINT, SIGTERM};

/// A signal handler takes no argument of ours, so this one thing is global: where it writes to, or -1.
std::atomic<int> signalPipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void writeSignal(int signal) {
  const int error = errno;
  const auto byte = static_cast<unsigned char>(signal);
  // A full pipe has signals enough.
  [[maybe_unused]] const auto written = write(signalPipe.load(), &byte, 1);
  errno = error;
}

}  // namespace

class Signals::Impl {
 public:
  Impl(std::array<int, 2> pipe, std::function<void()> first, std::function<void()> second)
      : read_(pipe[0]), write_(pipe[1]), first_(std::move(first)), second_(std::move(second)) {
    for (std::size_t i = 0; i < SIGNALS.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = &writeSignal;
      sigemptyset(&action.sa_mask);
      action.sa_flags = SA_RESTART;
      sigaction(SIGNALS[i], nullptr, &previous_[i]);
      if (previous_[i].sa_handler != SIG_IGN) sigaction(SIGNALS[i], &action, nullptr);
    }
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() {
    restore();
    const unsigned char end = 0;
    while (write(write_, &end, 1) < 0 && (errno == EINTR || errno == EAGAIN)) {
    }
    thread_.join();
    signalPipe = -1;
    close(read_);
    close(write_);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

 private:
  void run() {
    int count = 0;
    for (;;) {
      unsigned char signal = 0;
      const auto size = read(read_, &signal, 1);
      if (size < 0 && errno == EINTR) continue;
      if (size != 1 || signal == 0) return;
      if (++count == 1) {
        first_();
      } else if (count == 2) {
        second_();
        restore();
        kill(getpid(), signal);
      }
    }
  }

  void restore() {
    if (restored_.exchange(true)) return;
    for (std::size_t i = 0; i < SIGNALS.size(); ++i) sigaction(SIGNALS[i], &previous_[i], nullptr);
  }

  const int read_;
  const int write_;
  std::function<void()> first_;
  std::function<void()> second_;
  std::array<struct sigaction, SIGNALS.size()> previous_{};
  std::atomic<bool> restored_ = false;
  std::thread thread_;
};

Signals::Signals(std::function<void()> first, std::function<void()> second) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "making a pipe for signals");
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);  // the handler must never block
  int none = -1;
  if (!signalPipe.compare_exchange_strong(none, ends[1])) {
    close(ends[0]);
    close(ends[1]);
    return;
  }
  impl_ = std::make_unique<Impl>(ends, std::move(first), std::move(second));
}

Signals::~Signals() = default;

}  // namespace event_runtime::engine

#else

namespace event_runtime::engine {
class Signals::Impl {};
Signals::Signals(std::function<void()>, std::function<void()>) {}
Signals::~Signals() = default;
}  // namespace event_runtime::engine

#endif
