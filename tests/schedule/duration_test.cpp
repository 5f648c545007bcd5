// Durations as Inngest writes them: numbers with units, the largest first.
#include <event_runtime/time.hpp>

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a duration is the sum of its parts") {
  struct Case {
    std::string_view text;
    std::chrono::milliseconds expected;
  };
  const Case cases[] = {
      {"0s", 0ms},
      {"0ms", 0ms},
      {"1ms", 1ms},
      {"1500ms", 1500ms},
      {"1s", 1s},
      {"90s", 90s},
      {"2h30m", 2h + 30min},
      {"1d", 24h},
      {"2w", 14 * 24h},
      {"1w2d3h4m5s6ms", 9 * 24h + 3h + 4min + 5s + 6ms},
      {"1m1ms", 1min + 1ms},
      {"007s", 7s},
      {"3660d", 3660 * 24h},
      {"316224000000ms", 3660 * 24h},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(parseDuration(c.text) == c.expected);
  }
}

TEST_CASE("what is no duration is refused, by name") {
  const std::string_view cases[] = {
      "",
      " ",
      "1",
      "s",
      "ms",
      "-1s",
      "+1s",
      "1 s",
      " 1s",
      "1s ",
      "1S",
      "1D",
      "1y",
      "1sec",
      "1.5h",
      "1,5h",
      "1e3s",
      "1m1h",
      "1s1s",
      "1ms1s",
      "1h-5m",
      "1hh",
      "P1D",
      "１s",
      // Beyond ten years, alone, as a sum, and beyond 64 bits.
      "3661d",
      "3660d1ms",
      "316224000001ms",
      "9223372036854775807w",
      "9223372036854775807ms",
      "9223372036854775808ms",
      "99999999999999999999999999d",
  };
  for (const std::string_view text : cases) {
    CAPTURE(text);
    CHECK_THROWS_AS(parseDuration(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parseDuration("5"),
                    "'5' is no duration: a unit is missing (w, d, h, m, s or ms); write it like 1d, 2h30m or 1500ms");
  CHECK_THROWS_AS(parseDuration(std::string_view("1s\0", 3)), std::invalid_argument);
}

TEST_CASE("a duration is written with the largest units first") {
  CHECK(formatDuration(0ms) == "0s");
  CHECK(formatDuration(1500ms) == "1s500ms");
  CHECK(formatDuration(26h) == "1d2h");
  CHECK(formatDuration(7 * 24h + 1ms) == "1w1ms");
}

TEST_CASE("every duration up to ten years reads back as itself") {
  std::mt19937_64 random(42);
  for (int i = 0; i < 20'000; ++i) {
    // Of every order of magnitude.
    const auto bound = std::int64_t{1} << (random() % 39);
    const std::chrono::milliseconds duration(std::min<std::int64_t>(
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)), 316'224'000'000));
    REQUIRE(parseDuration(formatDuration(duration)) == duration);
  }
}

}  // namespace
}  // namespace event_runtime
