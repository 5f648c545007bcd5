#include "fixture.hpp"

#include <event_runtime/box.hpp>

namespace event_runtime::testing {
namespace {

struct Link {
  int value = 0;
  Box<Link> next = {};
  friend bool operator==(const Link&, const Link&) = default;
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
