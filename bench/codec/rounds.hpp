#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace codec_bench {

/// Times things that are to be compared, in turns, so that whatever else a machine does meets all of them alike.
class Rounds {
 public:
  /// `run` does its work `times` times.
  void add(const std::string& name, std::function<void(std::size_t times)> run);
  /// Runs everything `rounds` times, each for about `milliseconds`.
  void run(int rounds, double milliseconds);
  /// The median of the rounds: nanoseconds of the processor for one time.
  double median(const std::string& name) const;
  bool has(const std::string& name) const { return entries_.contains(name); }

 private:
  struct Entry {
    std::function<void(std::size_t)> run;
    std::size_t times = 1;
    std::vector<double> nanoseconds;
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace codec_bench
