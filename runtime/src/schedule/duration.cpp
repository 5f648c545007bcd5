#include <event_runtime/time.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace event_runtime {

namespace {

struct Unit {
  std::string_view name;
  std::chrono::milliseconds length;
};

/// Largest first, the order they must be written in.
constexpr std::array UNITS{
    Unit{"w", std::chrono::weeks(1)},   Unit{"d", std::chrono::days(1)},    Unit{"h", std::chrono::hours(1)},
    Unit{"m", std::chrono::minutes(1)}, Unit{"s", std::chrono::seconds(1)}, Unit{"ms", std::chrono::milliseconds(1)},
};

constexpr std::chrono::milliseconds LONGEST = std::chrono::days(3660);

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw std::invalid_argument(
      fmt::format("'{}' is no duration: {}; write it like 1d, 2h30m or 1500ms", text.substr(0, 64), why));
}

}  // namespace

std::chrono::milliseconds parseDuration(std::string_view text) {
  std::chrono::milliseconds total{0};
  std::string_view rest = text;
  auto unit = UNITS.begin();
  if (rest.empty()) refuse(text, "it is empty");
  while (!rest.empty()) {
    std::int64_t count = 0;
    // from_chars would take a minus sign.
    if (rest.front() < '0' || rest.front() > '9') refuse(text, "a number is missing");
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (error != std::errc{}) refuse(text, "it is longer than ten years");
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const std::string_view name = rest.substr(0, rest.find_first_of("0123456789"));
    if (name.empty()) refuse(text, "a unit is missing (w, d, h, m, s or ms)");
    while (unit != UNITS.end() && unit->name != name) ++unit;
    if (unit == UNITS.end()) refuse(text, "units are w, d, h, m, s and ms, each once, the largest first");
    if (count > LONGEST / unit->length) refuse(text, "it is longer than ten years");
    total += count * unit->length;
    if (total > LONGEST) refuse(text, "it is longer than ten years");
    ++unit;
    rest.remove_prefix(name.size());
  }
  return total;
}

std::string formatDuration(std::chrono::milliseconds duration) {
  if (duration <= std::chrono::milliseconds(0)) return "0s";
  std::string text;
  for (const Unit& unit : UNITS) {
    if (const auto count = duration / unit.length; count > 0) text += fmt::format("{}{}", count, unit.name);
    duration %= unit.length;
  }
  return text;
}

}  // namespace event_runtime
