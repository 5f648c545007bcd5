// Prints the next ticks of schedules for cron_oracle.py: reads lines `<after> <count> <schedule>`, writes a line of
// minutes since 1970 for each.
#include "schedule/cron.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iostream>
#include <string>

int main() {
  using event_runtime::schedule::CronSchedule;
  std::string after, text;
  for (std::size_t count = 0; std::cin >> after >> count && std::getline(std::cin >> std::ws, text);) {
    const auto cron = CronSchedule::parse(text);
    std::string line;
    if (const auto* error = std::get_if<event_runtime::schedule::CronError>(&cron)) {
      line = error->message;
    } else {
      auto tick = std::get<CronSchedule>(cron).next(event_runtime::parseTimestamp(after));
      for (; tick && count > 0; tick = std::get<CronSchedule>(cron).next(*tick), --count)
        line += fmt::format("{} ", std::chrono::floor<std::chrono::minutes>(*tick).time_since_epoch().count());
    }
    std::cout << line << '\n';
  }
}
