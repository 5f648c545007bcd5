#include "codec/rounds.hpp"

#include <time.h>

#include <algorithm>

namespace codec_bench {

namespace {

/// Of the processor, so that it does not count when the machine does something else.
double processorTime() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double nanosecondsOf(const std::function<void(std::size_t)>& run, std::size_t times) {
  const double begin = processorTime();
  run(times);
  return processorTime() - begin;
}

}  // namespace

void Rounds::add(const std::string& name, std::function<void(std::size_t)> run) { entries_[name].run = std::move(run); }

void Rounds::run(int rounds, double milliseconds) {
  for (auto& [name, entry] : entries_) {
    // How often fits into the time; this also warms everything up.
    while (nanosecondsOf(entry.run, entry.times) < milliseconds * 1e6 / 2) entry.times *= 2;
  }
  for (int round = 0; round < rounds; ++round) {
    for (auto& [name, entry] : entries_) {
      entry.nanoseconds.push_back(nanosecondsOf(entry.run, entry.times) / static_cast<double>(entry.times));
    }
  }
}

double Rounds::median(const std::string& name) const {
  auto sorted = entries_.at(name).nanoseconds;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() / 2];
}

}  // namespace codec_bench
