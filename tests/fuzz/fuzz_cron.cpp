// Any text as a cron schedule: what is read has ticks that ascend, and its own text reads as the same schedule.
#include "schedule/cron.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

using event_runtime::Timestamp;
using event_runtime::schedule::CronSchedule;
using event_runtime::schedule::CronError;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::int64_t start = 0;
  if (size < sizeof start) return 0;
  std::memcpy(&start, data, sizeof start);
  const std::string_view text(reinterpret_cast<const char*>(data) + sizeof start, size - sizeof start);
  const auto parsed = CronSchedule::parse(text);
  if (const auto* error = std::get_if<CronError>(&parsed)) {
    require(error->offset <= text.size() && !error->message.empty() && !error->inTimezone);
    return 0;
  }
  const auto& cron = std::get<CronSchedule>(parsed);
  const auto again = CronSchedule::parse(cron.text());
  require(std::holds_alternative<CronSchedule>(again) && std::get<CronSchedule>(again).text() == cron.text());

  Timestamp time{std::chrono::milliseconds(start)};
  for (int i = 0; i < 5; ++i) {
    const auto next = cron.next(time);
    require(next == std::get<CronSchedule>(again).next(time));
    if (!next) break;
    require(*next > time);
    if (i > 0) require(cron.latest(time, *next, 3) == std::vector<Timestamp>{*next});
    time = *next;
  }
  return 0;
}
