// Generated decoders check the rules of a payload, after its members.
#include "booking/types.hpp"

#include <event_runtime/codec/codec.hpp>

#include <doctest/doctest.h>

#include <string>

using event_runtime::Issue;

namespace {

hotel::BookingMade booking() {
  using namespace std::chrono;
  return {.guests = {"Ada", "Grace"},
          .from = sys_days(2026y / 11 / 21),
          .until = sys_days(2026y / 11 / 28),
          .board = hotel::Board::full,
          .price = 700};
}

/// The messages of a payload's issues, each on its line.
std::string complaints(const hotel::BookingMade& payload) {
  std::string out;
  for (const Issue& issue : event_runtime::validate(payload)) {
    CHECK((issue.code == event_runtime::IssueCode::custom));
    out += issue.message + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("a payload that satisfies its rules is taken") {
  auto made = booking();
  CHECK(complaints(made) == "");
  made.discount = 350;
  made.code = "0815";
  CHECK(complaints(made) == "");
}

TEST_CASE("each rule that is broken is told with its message, or with the rule") {
  auto made = booking();
  made.guests.assign(5, "Nobody");
  made.until = made.from;
  made.board = hotel::Board::none;
  made.discount = 351;
  made.code = "12a4";
  CHECK(complaints(made) ==
        "at most 4 guests\n"
        "must end after it begins\n"
        "must satisfy `data.board != \"none\" || data.price < 100`\n"
        "the \"discount\" is at most half of the price\n"
        "must satisfy `!has(data.code) ||\ndata.code.matches(\"^\\\\d{4}$\")\n`\n");
}

TEST_CASE("a payload that does not fit its schema is not asked about its rules") {
  const auto issues =
      event_runtime::parse<hotel::BookingMade>(
          R"({"guests": ["a","b","c","d","e"], "from": "2026-11-21T00:00:00Z", "until": "never", "board": "full", "price": 1})")
          .issues();
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].path == "/until");
}

TEST_CASE("a price of zero makes no error of a division") {
  auto made = booking();
  made.price = 0;
  made.discount = 0;
  CHECK(complaints(made) == "the \"discount\" is at most half of the price\n");
}
