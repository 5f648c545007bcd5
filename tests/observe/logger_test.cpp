// What stands on standard error.
#include <event_runtime/logger.hpp>

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace event_runtime {
namespace {

/// What is written to standard error while this lives.
class StandardError {
 public:
  StandardError() : file_(std::tmpfile()), before_(dup(STDERR_FILENO)) {
    REQUIRE(file_ != nullptr);
    std::fflush(stderr);
    dup2(fileno(file_), STDERR_FILENO);
  }
  ~StandardError() {
    restore();
    std::fclose(file_);
  }
  StandardError(const StandardError&) = delete;
  StandardError& operator=(const StandardError&) = delete;

  std::string text() {
    restore();
    std::rewind(file_);
    std::string out;
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) out += static_cast<char>(c);
    return out;
  }

 private:
  void restore() {
    if (before_ < 0) return;
    std::fflush(stderr);
    dup2(before_, STDERR_FILENO);
    close(before_);
    before_ = -1;
  }
  std::FILE* file_;
  int before_;
};

template <class Log>
std::string logged(LogLevel lowest, Log log) {
  StandardError capture;
  const auto logger = consoleLogger(lowest);
  log(*logger);
  return capture.text();
}

/// A line without its time.
std::string withoutTime(const std::string& line) {
  REQUIRE(line.size() > 25);
  CHECK(line.substr(10, 1) == "T");
  CHECK(line.substr(23, 2) == "Z ");
  return line.substr(25);
}

TEST_CASE("a line has time, level, message and fields") {
  const auto text = logged(LogLevel::info, [](Logger& logger) {
    logger.log(LogLevel::warning, "a run has failed", {{"run", "01ARZ"}, {"why", "no \"luck\""}, {"empty", ""}});
  });
  CHECK(withoutTime(text) == "warning a run has failed run=01ARZ why=\"no \\\"luck\\\"\" empty=\"\"\n");
}

TEST_CASE("messages below the lowest level are dropped") {
  const auto all = [](Logger& logger) {
    logger.log(LogLevel::debug, "d");
    logger.log(LogLevel::info, "i");
    logger.log(LogLevel::warning, "w");
    logger.log(LogLevel::error, "e");
  };
  const auto lines = [&](LogLevel lowest) {
    const std::string text = logged(lowest, all);
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines(LogLevel::debug) == 4);
  CHECK(lines(LogLevel::info) == 3);
  CHECK(lines(LogLevel::warning) == 2);
  CHECK(lines(LogLevel::error) == 1);
}

TEST_CASE("no value begins a line of its own or moves the cursor") {
  const auto text = logged(LogLevel::info, [](Logger& logger) {
    logger.log(LogLevel::info, "one\ntwo {} %v",
               {{"a", "x\r\nerror y"}, {"b", "\x1b[31m"}, {"c", "\xc2\x9b[0m"}, {"d", "back\\slash"}, {"e", "é"}});
  });
  CHECK(withoutTime(text) ==
        "info one\\ntwo {} %v a=\"x\\x0d\\nerror y\" b=\"\\x1b[31m\" c=\\u009b[0m d=\"back\\\\slash\" e=é\n");
}

TEST_CASE("threads write whole lines") {
  constexpr int LINES = 200;
  const std::string value(500, 'v');
  const auto text = logged(LogLevel::info, [&](Logger& logger) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < LINES; ++i) logger.log(LogLevel::info, "m", {{"value", value}});
      });
    }
  });
  std::size_t begin = 0, count = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos;
       begin = end + 1, end = text.find('\n', begin), ++count) {
    REQUIRE(text.substr(begin + 25, end - begin - 25) == "info m value=" + value);
  }
  CHECK(count == 4 * LINES);
}

TEST_CASE("the silent logger is silent") {
  StandardError capture;
  silentLogger()->log(LogLevel::error, "nothing");
  CHECK(capture.text().empty());
}

}  // namespace
}  // namespace event_runtime
