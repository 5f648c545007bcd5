// ULIDs: their shape, their order, and what happens when time does odd things.
#include "event/ulid.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

namespace event_runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::int64_t millisecondsOf(std::string_view ulid) {
  std::int64_t value = 0;
  for (const char character : ulid.substr(0, 10))
    value = value * 32 + static_cast<std::int64_t>(ALPHABET.find(character));
  return value;
}

TEST_CASE("a ULID is 26 characters of Crockford's alphabet that begin with the time") {
  UlidGenerator generator;
  // The example of github.com/ulid/spec.
  const std::string id = generator.next(Timestamp(1469918176385ms));
  CHECK(id.size() == 26);
  CHECK(id.starts_with("01ARYZ6S41"));
  CHECK(id.find_first_not_of(ALPHABET) == std::string::npos);
}

TEST_CASE("ULIDs of one millisecond ascend") {
  UlidGenerator generator;
  const Timestamp now{1s};
  std::string last = generator.next(now);
  for (int i = 0; i < 10'000; ++i) {
    std::string next = generator.next(now);
    REQUIRE(last < next);
    REQUIRE(millisecondsOf(next) == 1000);
    last = std::move(next);
  }
}

TEST_CASE("ULIDs ascend while the clock is set back, and follow it when it has caught up") {
  UlidGenerator generator;
  const std::string first = generator.next(Timestamp(5000ms));
  const std::string second = generator.next(Timestamp(3000ms));
  const std::string third = generator.next(Timestamp(5001ms));
  CHECK(first < second);
  CHECK(second < third);
  CHECK(millisecondsOf(second) == 5000);
  CHECK(millisecondsOf(third) == 5001);
}

TEST_CASE("times that 48 bits do not hold are clamped, and order stays") {
  UlidGenerator generator;
  const std::string before = generator.next(Timestamp(-1ms));
  CHECK(millisecondsOf(before) == 0);
  const std::string after = generator.next(Timestamp::max());
  CHECK(after.starts_with("7ZZZZZZZZZ"));
  CHECK(before < after);
  CHECK(after < generator.next(Timestamp::max()));
}

TEST_CASE("generators differ") {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(UlidGenerator().next(Timestamp(1ms)));
  CHECK(ids.size() == 1000);
}

TEST_CASE("threads that share a generator get ids of their own, each in order") {
  UlidGenerator generator;
  constexpr std::size_t PER_THREAD = 5000;
  std::vector<std::vector<std::string>> ids(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : ids) {
      threads.emplace_back([&generator, &mine] {
        for (std::size_t i = 0; i < PER_THREAD; ++i) {
          mine.push_back(generator.next(Timestamp(std::chrono::milliseconds(i / 10))));
        }
      });
    }
  }
  std::set<std::string> all;
  for (const auto& mine : ids) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  CHECK(all.size() == ids.size() * PER_THREAD);
}

}  // namespace
}  // namespace event_runtime
