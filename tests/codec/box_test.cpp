#include "fixture.hpp"

#include <event_runtime/box.hpp>

#include <compare>
#include <concepts>

namespace event_runtime::testing {
namespace {

struct Link {
  int value = 0;
  Box<Link> next = {};
  friend bool operator==(const Link&, const Link&) = default;
  friend std::partial_ordering operator<=>(const Link& left, const Link& right) {
    if (const auto order = left.value <=> right.value; order != 0) return order;
    return left.next <=> right.next;
  }
};

Link chain(int length) {
  Link link{.value = length};
  if (length > 0) link.next = chain(length - 1);
  return link;
}

TEST_CASE("a Box is its value") {
  const Link three = chain(3);
  Link copy = three;
  CHECK((copy == three));
  copy.next->next->value = 9;
  CHECK(!(copy == three));
  CHECK(three.next->next->value == 1);
  copy = three;
  CHECK((copy == three));
  const Box<int> five = 5;
  CHECK(*five == 5);
}

TEST_CASE("a Box may be assigned what is inside of it") {
  Link link = chain(3);
  link.next = Box<Link>(link.next->next);
  CHECK((link.next == Box<Link>(chain(1))));
  Link other = chain(3);
  other.next = std::move(other.next->next);
  CHECK((other.next == Box<Link>(chain(1))));
  Link self = chain(1);
  self.next = static_cast<const Box<Link>&>(self.next);
  CHECK((self == chain(1)));
}

TEST_CASE("a Box is ordered as its value is, and an empty one comes first") {
  static_assert(std::three_way_comparable<Box<double>> && std::totally_ordered<Box<int>>);
  CHECK(Box<int>(1) < Box<int>(2));
  CHECK(Box<int>() < Box<int>(-1));
  CHECK(!(Box<int>() < Box<int>()));
  Link longer = chain(3);
  longer.next->next->next->value = 7;
  CHECK(chain(3) < longer);
  longer.next->next->next = Box<Link>();
  CHECK(longer < chain(3));
}

TEST_CASE("an empty Box is equal to an empty one, and is not looked into") {
  Box<int> empty;
  CHECK(!empty);
  CHECK(empty == Box<int>());
  CHECK(!(empty == Box<int>(0)));
  CHECK_THROWS_AS((void)*empty, std::logic_error);
  CHECK(toJsonText(empty) == "null");
  Box<int> full = 3;
  const Box<int> moved = std::move(full);
  CHECK(*moved == 3);
  CHECK(issuesOf<Box<int>>("null") == Strings{"invalid_type : must be an integer"});
  CHECK(*read<Box<int>>("4") == 4);
}

}  // namespace
}  // namespace event_runtime::testing
