#include "schedule/cron.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using event_runtime::formatTimestamp;
using event_runtime::parseTimestamp;
using event_runtime::Timestamp;
using event_runtime::schedule::CronSchedule;
using event_runtime::schedule::CronError;

namespace {

CronSchedule cronOf(std::string_view text, std::string_view timezone = {}) {
  auto cron = CronSchedule::parse(text, timezone);
  if (const auto* error = std::get_if<CronError>(&cron)) FAIL(error->message);
  return std::get<CronSchedule>(std::move(cron));
}

/// `column: message`
std::string errorOf(std::string_view text, std::string_view timezone = {}) {
  const auto cron = CronSchedule::parse(text, timezone);
  const auto* error = std::get_if<CronError>(&cron);
  if (error == nullptr) return "none";
  return (error->inTimezone ? "timezone " : "") + std::to_string(error->offset + 1) + ": " + error->message;
}

using Times = std::vector<std::string>;

/// The ticks after a time, to the minute, as UTC.
Times ticks(std::string_view text, std::string_view after, std::size_t count) {
  const CronSchedule cron = cronOf(text);
  Times times;
  auto tick = cron.next(parseTimestamp(after));
  for (; tick && times.size() < count; tick = cron.next(*tick)) times.push_back(formatTimestamp(*tick).substr(0, 16));
  return times;
}

}  // namespace

TEST_CASE("fields: lists, ranges, steps and names") {
  CHECK(ticks("*/20 9-10 * * *", "2026-11-21T09:30:00Z", 5) ==
        Times{"2026-11-21T09:40", "2026-11-21T10:00", "2026-11-21T10:20", "2026-11-21T10:40", "2026-11-22T09:00"});
  CHECK(ticks("0 9 * * 1-5", "2026-11-20T09:00:00Z", 2) == Times{"2026-11-23T09:00", "2026-11-24T09:00"});
  CHECK(ticks("0 9 * * mon,Wed-FRI", "2026-11-20T09:00:00Z", 2) == Times{"2026-11-23T09:00", "2026-11-25T09:00"});
  CHECK(ticks("5,50 0 1 JAN,jul ?", "2026-01-01T00:05:00Z", 3) ==
        Times{"2026-01-01T00:50", "2026-07-01T00:05", "2026-07-01T00:50"});
  // A value with a step goes on to the end of the field.
  CHECK(ticks("50/5 12/6 * * *", "2026-11-21T00:00:00Z", 4) ==
        Times{"2026-11-21T12:50", "2026-11-21T12:55", "2026-11-21T18:50", "2026-11-21T18:55"});
  CHECK(ticks("0-30/15 23 31 12 *", "2026-01-01T00:00:00Z", 4) ==
        Times{"2026-12-31T23:00", "2026-12-31T23:15", "2026-12-31T23:30", "2027-12-31T23:00"});
  CHECK(ticks("\t* *  * *\n* \r\n", "2026-11-21T09:30:59.999Z", 2) == Times{"2026-11-21T09:31", "2026-11-21T09:32"});
}

TEST_CASE("where both days are restricted, either is enough; a star with a step is a restriction") {
  CHECK(ticks("0 0 13 * FRI", "2026-11-01T00:00:00Z", 4) ==
        Times{"2026-11-06T00:00", "2026-11-13T00:00", "2026-11-20T00:00", "2026-11-27T00:00"});
  CHECK(ticks("0 0 13 * *", "2026-11-01T00:00:00Z", 1) == Times{"2026-11-13T00:00"});
  CHECK(ticks("0 0 * * FRI", "2026-11-08T00:00:00Z", 1) == Times{"2026-11-13T00:00"});
  CHECK(ticks("0 0 */1 * FRI", "2026-11-08T00:00:00Z", 1) == Times{"2026-11-13T00:00"});
  CHECK(ticks("0 0 */10 * FRI", "2026-11-02T00:00:00Z", 3) ==
        Times{"2026-11-06T00:00", "2026-11-11T00:00", "2026-11-13T00:00"});
}

TEST_CASE("the rarest day") {
  CHECK(ticks("0 0 29 2 *", "2096-03-01T00:00:00Z", 2) == Times{"2104-02-29T00:00", "2108-02-29T00:00"});
  CHECK(ticks("59 23 31 12 *", "2026-12-31T23:59:00Z", 1) == Times{"2027-12-31T23:59"});
  CHECK(cronOf("* * * * *").next(Timestamp::max()) == std::nullopt);
  CHECK(cronOf("* * * * *").next(Timestamp::min()) == parseTimestamp("1900-01-01T00:01:00Z"));
}

TEST_CASE("time zones: before the fields, or beside the expression") {
  CHECK(ticks("TZ=Europe/Paris 0 12 * * *", "2026-07-01T00:00:00Z", 1) == Times{"2026-07-01T10:00"});
  CHECK(ticks("CRON_TZ=Europe/Paris 0 12 * * *", "2026-12-01T00:00:00Z", 1) == Times{"2026-12-01T11:00"});
  CHECK(cronOf("0  9 * * 1-5", "Asia/Kathmandu").next(parseTimestamp("2026-11-20T12:00:00Z")) ==
        parseTimestamp("2026-11-23T03:15:00Z"));
  CHECK(cronOf("0  9 * * 1-5", "Europe/Paris").text() == "TZ=Europe/Paris 0 9 * * 1-5");
  CHECK(cronOf(" CRON_TZ=Europe/Paris\t0 0 1 1 0").text() == "TZ=Europe/Paris 0 0 1 1 0");
  CHECK(cronOf("TZ=UTC 0 9 * * *").text() == "0 9 * * *");
  // The rules hold for good, not only as far as the database's tables go.
  CHECK(ticks("TZ=Europe/Paris 0 12 * * *", "2060-07-01T00:00:00Z", 1) == Times{"2060-07-01T10:00"});
}

TEST_CASE("clocks are set forward: a time they skip counts once, as the first instant after") {
  // Paris, 2026-03-29: 02:00 becomes 03:00, at 01:00 UTC.
  CHECK(ticks("TZ=Europe/Paris 30 2 * * *", "2026-03-28T00:00:00Z", 3) ==
        Times{"2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"});
  CHECK(ticks("TZ=Europe/Paris */20 2,3 * * *", "2026-03-29T00:00:00Z", 4) ==
        Times{"2026-03-29T01:00", "2026-03-29T01:20", "2026-03-29T01:40", "2026-03-30T00:00"});
  CHECK(ticks("TZ=America/New_York 30 2 8 3 *", "2026-01-01T00:00:00Z", 1) == Times{"2026-03-08T07:00"});
  // A day that Samoa skipped as a whole.
  CHECK(ticks("TZ=Pacific/Apia 0 12 30 12 *", "2011-12-01T00:00:00Z", 2) ==
        Times{"2011-12-30T10:00", "2012-12-29T22:00"});
}

TEST_CASE("clocks are set back: a time they show twice counts the first time") {
  // Paris, 2026-10-25: 03:00 becomes 02:00, at 01:00 UTC.
  CHECK(ticks("TZ=Europe/Paris 30 2 * * *", "2026-10-24T12:00:00Z", 2) ==
        Times{"2026-10-25T00:30", "2026-10-26T01:30"});
  CHECK(ticks("TZ=Europe/Paris */30 2,3 * * *", "2026-10-25T00:45:00Z", 3) ==
        Times{"2026-10-25T02:00", "2026-10-25T02:30", "2026-10-26T01:00"});
  CHECK(ticks("TZ=America/New_York 30 1 1 11 *", "2026-10-25T00:00:00Z", 2) ==
        Times{"2026-11-01T05:30", "2027-11-01T05:30"});
}

TEST_CASE("every hour means every hour that passes, whatever clocks show") {
  CHECK(ticks("TZ=Europe/Paris 30 * * * *", "2026-03-29T00:00:00Z", 3) ==
        Times{"2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T02:30"});
  CHECK(ticks("TZ=Europe/Paris 30 * * * *", "2026-10-24T23:45:00Z", 3) ==
        Times{"2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"});
  // Half an hour on Lord Howe Island.
  CHECK(ticks("TZ=Australia/Lord_Howe 0 * * * *", "2026-04-04T13:30:00Z", 3) ==
        Times{"2026-04-04T14:00", "2026-04-04T15:30", "2026-04-04T16:30"});
  // Clocks that are set back at midnight show the end of the day before once more: it is Sunday twice.
  CHECK(ticks("TZ=America/Havana 30 * * * SUN", "2026-11-01T03:45:00Z", 3) ==
        Times{"2026-11-01T04:30", "2026-11-01T05:30", "2026-11-01T06:30"});
}

TEST_CASE("the last ticks of a time") {
  const auto latest = [](std::string_view text, std::string_view after, std::string_view until, std::size_t limit) {
    Times times;
    for (const Timestamp tick : cronOf(text).latest(parseTimestamp(after), parseTimestamp(until), limit))
      times.push_back(formatTimestamp(tick).substr(0, 16));
    return times;
  };
  CHECK(latest("0 9 * * *", "2026-11-20T09:00:00Z", "2026-11-22T09:00:00Z", 10) ==
        Times{"2026-11-21T09:00", "2026-11-22T09:00"});
  CHECK(latest("0 0 29 2 *", "1999-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 2) ==
        Times{"2020-02-29T00:00", "2024-02-29T00:00"});
  CHECK(latest("* * * * *", "1970-01-01T00:00:00Z", "2026-01-01T00:00:30Z", 1) == Times{"2026-01-01T00:00"});
  CHECK(latest("* * * * *", "1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 5000).size() == 5000);
  CHECK(latest("0 9 * * *", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z", 3).empty());
  CHECK(latest("0 9 * * *", "2026-11-22T09:00:00Z", "2026-11-20T09:00:00Z", 3).empty());
  CHECK(latest("0 9 * * *", "2026-11-20T09:00:00Z", "2026-11-22T09:00:00Z", 0).empty());
}

TEST_CASE("errors say where and what to do") {
  CHECK(errorOf("@daily") == "1: write `0 0 * * *` for `@daily`");
  CHECK(errorOf("TZ=Europe/Paris @hourly") == "17: write `0 * * * *` for `@hourly`");
  CHECK(errorOf("@every 1h").starts_with("1: `@every` is no cron expression; write five fields"));
  CHECK(errorOf("").starts_with("1: has 0 of five fields; the minute is missing"));
  CHECK(errorOf("0 9 * *").starts_with("8: has 4 of five fields; the day of the week is missing"));
  CHECK(errorOf("0 0 9 * * *").starts_with("11: has 6 fields; there are five"));
  CHECK(errorOf("60 9 * * *") == "1: the minute 60 does not exist; it is 0 to 59");
  CHECK(errorOf("0 24 * * *") == "3: the hour 24 does not exist; it is 0 to 23");
  CHECK(errorOf("0 0 0 * *") == "5: the day of the month 0 does not exist; it is 1 to 31");
  CHECK(errorOf("0 0 * * 1,7") == "11: the day of the week 7 does not exist; it is 0 to 6, and Sunday is 0");
  CHECK(errorOf("0 0 1 99999999999999999999 *") == "7: the month 99999999999999999999 does not exist; it is 1 to 12");
  CHECK(errorOf("0 0 1 JANUARY *") == "7: `JANUARY` is no month; it is a number from 1 to 12, or JAN to DEC");
  CHECK(errorOf("0 0 1 MON *") == "7: `MON` is no month; it is a number from 1 to 12, or JAN to DEC");
  CHECK(errorOf("-1 0 * * *") == "1: a minute is missing here");
  CHECK(errorOf("1- 0 * * *") == "3: a minute is missing here");
  CHECK(errorOf("1-2-3 0 * * *") == "3: `2-3` is no minute; it is a number from 0 to 59");
  CHECK(errorOf("0,,5 0 * * *") == "3: a minute is missing beside the comma");
  CHECK(errorOf("0, 0 * * *") == "3: a minute is missing beside the comma");
  CHECK(errorOf("*/0 * * * *") == "3: a step is a number from 1, such as `*/2`, but this is `0`");
  CHECK(errorOf("*/x * * * *") == "3: a step is a number from 1, such as `*/2`, but this is `x`");
  CHECK(errorOf("*/2/3 * * * *") == "3: a step is a number from 1, such as `*/2`, but this is `2/3`");
  CHECK(errorOf("*/90 * * * *") == "3: the step 90 is longer than the minute goes (0 to 59)");
  CHECK(errorOf("0 22-2 * * *") == "3: `22-2` runs backwards; write two ranges, such as `22-23,0-2`");
  CHECK(errorOf("0 0 31 2 *") == "5: this never happens: none of these months has such a day");
  CHECK(errorOf("0 0 31 FEB,4-6/2 *") == "5: this never happens: none of these months has such a day");
  CHECK(errorOf("0 0 31 2 MON") == "none");
  CHECK(errorOf("TZ=Mars 0 0 * * *").starts_with("4: there is no time zone 'Mars'; names are those of IANA"));
  CHECK(errorOf("0 0 * * *", "europe/paris").starts_with("timezone 1: there is no time zone 'europe/paris'"));
  CHECK(errorOf("TZ=UTC 0 0 * * *", "UTC").starts_with("1: the time zone is given twice"));
  CHECK(errorOf(std::string(2000, ' ')).starts_with("1: is longer than 1000 bytes"));
  for (const std::string_view hostile : {"../../etc/passwd", "/etc/passwd", "localtime", "right/Europe/Paris",
                                         "Europe/", "Europe//Paris", ".", "tzdata.zi", "Europe"}) {
    CAPTURE(hostile);
    CHECK(errorOf("0 0 * * *", hostile).starts_with("timezone 1: there is no time zone"));
  }
}

TEST_SUITE("tzdata") {
  // Run by the test schedule_without_tzdata, for which TZDIR names no directory.
  TEST_CASE("a machine without time zones" * doctest::skip()) {
    CHECK(errorOf("0 9 * * *") == "none");
    CHECK(errorOf("TZ=Europe/Paris 0 9 * * *") ==
          "4: this machine has no time zones: there is no directory /nowhere; install the package tzdata, or let TZDIR "
          "say where they are");
  }
}
