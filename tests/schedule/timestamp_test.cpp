// RFC 3339, section 5.6: what is read, what is refused, what is written.
#include <event_runtime/time.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <stdexcept>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp at(int year, unsigned month, unsigned day, std::chrono::milliseconds time = 0ms) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) + time;
}

TEST_CASE("a date-time is read to the millisecond, in UTC") {
  struct Case {
    std::string_view text;
    Timestamp expected;
  };
  const Case cases[] = {
      {"1970-01-01T00:00:00Z", at(1970, 1, 1)},
      {"2026-11-21T09:30:00.250+01:00", at(2026, 11, 21, 8h + 30min + 250ms)},
      {"2026-11-21t09:30:00z", at(2026, 11, 21, 9h + 30min)},
      {"2026-11-21T09:30:00.2Z", at(2026, 11, 21, 9h + 30min + 200ms)},
      {"2026-11-21T09:30:00.2509999999999999999999999Z", at(2026, 11, 21, 9h + 30min + 250ms)},
      {"2026-11-21T00:30:00+23:59", at(2026, 11, 20, 31min)},
      {"2026-11-21T23:30:00-23:59", at(2026, 11, 22, 23h + 29min)},
      {"2026-11-21T09:30:00-00:00", at(2026, 11, 21, 9h + 30min)},
      {"1969-12-31T23:59:59.999Z", at(1970, 1, 1, -1ms)},
      // The first and the last that four digits can write.
      {"0000-01-01T00:00:00Z", at(0, 1, 1)},
      {"9999-12-31T23:59:59.999Z", at(10000, 1, 1, -1ms)},
      // Leap days.
      {"2024-02-29T00:00:00Z", at(2024, 2, 29)},
      {"2000-02-29T00:00:00Z", at(2000, 2, 29)},
      {"0000-02-29T00:00:00Z", at(0, 2, 29)},
      // Leap seconds stand at the end of a day in UTC.
      {"2016-12-31T23:59:60Z", at(2017, 1, 1)},
      {"2016-12-31T23:59:60.5Z", at(2017, 1, 1)},
      {"1990-12-31T15:59:60-08:00", at(1991, 1, 1)},
      {"2017-01-01T00:59:60+01:00", at(2017, 1, 1)},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(parseTimestamp(c.text) == c.expected);
  }
}

TEST_CASE("what is no date-time is refused, by name") {
  const std::string_view cases[] = {
      "",
      "2026",
      "2026-11-21",
      "2026-11-21 09:30:00Z",
      "2026-11-21T09:30:00",
      "2026-11-21T09:30Z",
      "2026-11-21T09:30:00.Z",
      "2026-11-21T09:30:00,5Z",
      " 2026-11-21T09:30:00Z",
      "2026-11-21T09:30:00Z ",
      "2026-11-21T09:30:00ZZ",
      "2026-11-21T09:30:00+01",
      "2026-11-21T09:30:00+0100",
      "2026-11-21T09:30:00+1:00",
      "2026-11-21T09:30:00+24:00",
      "2026-11-21T09:30:00+01:60",
      "2026-13-21T09:30:00Z",
      "2026-00-21T09:30:00Z",
      "2026-11-00T09:30:00Z",
      "2026-11-31T09:30:00Z",
      "2023-02-29T09:30:00Z",
      "1900-02-29T09:30:00Z",
      "2026-11-21T24:00:00Z",
      "2026-11-21T09:60:00Z",
      "2026-11-21T09:30:61Z",
      "2026-11-21T09:30:60Z",
      "2016-12-31T23:59:60+01:00",
      "-026-11-21T09:30:00Z",
      "+2026-11-21T09:30:00Z",
      "12026-11-21T09:30:00Z",
      "2026-1-21T09:30:00Z",
      "2026-11-21T9:30:00Z",
      "2026-11-21T09:30:0aZ",
      "２026-11-21T09:30:00Z",
      // These are well-formed, but the instant lies outside the years that can be written.
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "9999-12-31T23:59:60Z",
  };
  for (const std::string_view text : cases) {
    CAPTURE(text);
    CHECK_THROWS_AS(parseTimestamp(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parseTimestamp("tomorrow"),
                    "'tomorrow' is no RFC 3339 date-time; write it like 2026-11-21T09:30:00Z");
  // A NUL is a character like another.
  CHECK_THROWS_AS(parseTimestamp(std::string_view("2026-11-21T09:30:00Z\0", 21)), std::invalid_argument);
}

TEST_CASE("a timestamp is written in UTC with three digits") {
  CHECK(formatTimestamp(at(1970, 1, 1)) == "1970-01-01T00:00:00.000Z");
  CHECK(formatTimestamp(at(1970, 1, 1, -1ms)) == "1969-12-31T23:59:59.999Z");
  CHECK(formatTimestamp(at(2026, 11, 21, 8h + 5ms)) == "2026-11-21T08:00:00.005Z");
  CHECK(formatTimestamp(at(0, 1, 1)) == "0000-01-01T00:00:00.000Z");
  CHECK(formatTimestamp(at(9999, 12, 31)) == "9999-12-31T00:00:00.000Z");
}

TEST_CASE("a time that four digits cannot write is written so that it is not taken for another") {
  for (const Timestamp time : {at(10000, 1, 1), at(0, 1, 1, -1ms), Timestamp::max(), Timestamp::min()}) {
    const std::string text = formatTimestamp(time);
    CAPTURE(text);
    CHECK_THROWS_AS(parseTimestamp(text), std::invalid_argument);
  }
  CHECK(formatTimestamp(at(10000, 1, 1)) == "+10000-01-01T00:00:00.000Z");
  CHECK(formatTimestamp(at(0, 1, 1, -1ms)) == "-0001-12-31T23:59:59.999Z");
}

TEST_CASE("every timestamp between the years 0 and 9999 reads back as itself") {
  std::mt19937_64 random(42);
  std::uniform_int_distribution<std::int64_t> times(at(0, 1, 1).time_since_epoch().count(),
                                                    at(10000, 1, 1, -1ms).time_since_epoch().count());
  for (int i = 0; i < 20'000; ++i) {
    const Timestamp time{std::chrono::milliseconds(times(random))};
    const std::string text = formatTimestamp(time);
    REQUIRE_MESSAGE(parseTimestamp(text) == time, text);
  }
}

}  // namespace
}  // namespace event_runtime
