// Constraints, at their edges.
#include "fixture.hpp"

#include <limits>

namespace event_runtime::testing {
namespace {

constexpr std::size_t UNLIMITED = std::numeric_limits<std::size_t>::max();

bool hasLength(std::string_view text, std::size_t minimum, std::size_t maximum) {
  return check([&](Decoder& decoder, const Path& path) { decoder.checkLength(text, minimum, maximum, path); }).empty();
}

TEST_CASE("lengths count code points") {
  CHECK(hasLength("", 0, 0));
  CHECK(hasLength("abc", 3, 3));
  CHECK(!hasLength("abc", 4, UNLIMITED));
  CHECK(!hasLength("abc", 0, 2));
  CHECK(hasLength("éé", 2, 2));
  CHECK(!hasLength("éé", 3, UNLIMITED));
  CHECK(hasLength("😀😀😀😀", 4, 4));
  CHECK(!hasLength("😀😀😀😀", 5, UNLIMITED));
  CHECK(!hasLength("😀😀😀😀", 0, 3));
  CHECK(!hasLength("x", UNLIMITED, UNLIMITED));
  CHECK(!hasLength("x", UNLIMITED / 2 + 1, UNLIMITED));
  CHECK(check([](Decoder& decoder, const Path& path) { decoder.checkLength("éé", 3, 9, path); }) ==
        std::vector<Issue>{{IssueCode::tooSmall, "", "must have at least 3 characters", ">= 3", "2"}});
  CHECK(check([](Decoder& decoder, const Path& path) { decoder.checkLength("éé", 0, 1, path); }) ==
        std::vector<Issue>{{IssueCode::tooBig, "", "must have at most 1 character", "<= 1", "2"}});
}

TEST_CASE("formats, patterns and parts are told with the text") {
  CHECK(check([](Decoder& d, const Path& path) { d.checkFormat("nobody", StringFormat::email, path); }) ==
        std::vector<Issue>{{IssueCode::invalidFormat, "", "must be an email", "email", "\"nobody\""}});
  CHECK(check([](Decoder& d, const Path& path) { d.checkFormat("x", StringFormat::uuid, path); })[0].message ==
        "must be a uuid");
  CHECK(check([](Decoder& d, const Path& path) { d.checkPattern("x", "^[0-9]{5}$", path); }) ==
        std::vector<Issue>{{IssueCode::invalidFormat, "", "must match ^[0-9]{5}$", "^[0-9]{5}$", "\"x\""}});
  CHECK(check([](Decoder& d, const Path& path) { d.checkStartsWith("abc", "b", path); })[0].message ==
        "must start with \"b\"");
  CHECK(check([](Decoder& d, const Path& path) { d.checkEndsWith("abc", "b", path); })[0].message ==
        "must end with \"b\"");
  CHECK(check([](Decoder& d, const Path& path) { d.checkIncludes("abc", "x", path); })[0].message ==
        "must include \"x\"");
  CHECK(check([](Decoder& d, const Path& path) {
          d.checkFormat("a@b.co", StringFormat::email, path);
          d.checkPattern("12345", "^[0-9]{5}$", path);
          d.checkStartsWith("abc", "ab", path);
          d.checkEndsWith("abc", "bc", path);
          d.checkIncludes("abc", "b", path);
          d.checkIncludes("abc", "", path);
        }).empty());
}

TEST_CASE("bounds are inclusive, exclusive ones are not") {
  CHECK(check([](Decoder& d, const Path& path) {
          d.checkMinimum(std::int64_t{5}, std::int64_t{5}, path);
          d.checkMaximum(std::int64_t{5}, std::int64_t{5}, path);
          d.checkMinimum(std::uint64_t{5}, std::uint64_t{5}, path);
          d.checkMaximum(std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max(), path);
          d.checkMinimum(0.5, 0.5, path);
          d.checkMaximum(0.5, 0.5, path);
          d.checkExclusiveMinimum(0.6, 0.5, path);
          d.checkExclusiveMaximum(0.4, 0.5, path);
        }).empty());
  const auto issues = check([](Decoder& d, const Path& path) {
    d.checkMinimum(std::int64_t{4}, std::int64_t{5}, path);
    d.checkMaximum(std::int64_t{6}, std::int64_t{5}, path);
    d.checkMinimum(std::uint64_t{4}, std::uint64_t{5}, path);
    d.checkMaximum(std::uint64_t{6}, std::uint64_t{5}, path);
    d.checkMinimum(0.4, 0.5, path);
    d.checkMaximum(0.6, 0.5, path);
    d.checkExclusiveMinimum(0.5, 0.5, path);
    d.checkExclusiveMaximum(0.5, 0.5, path);
  });
  Strings told;
  for (const Issue& issue : issues) told.push_back(issue.message + " " + issue.expected + " " + issue.received);
  CHECK(told == Strings{"must be at least 5 >= 5 4", "must be at most 5 <= 5 6", "must be at least 5 >= 5 4",
                        "must be at most 5 <= 5 6", "must be at least 0.5 >= 0.5 0.4", "must be at most 0.5 <= 0.5 0.6",
                        "must be greater than 0.5 > 0.5 0.5", "must be less than 0.5 < 0.5 0.5"});
  CHECK((issues[0].code == IssueCode::tooSmall));
  CHECK((issues[1].code == IssueCode::tooBig));
}

bool isMultiple(auto value, auto divisor) {
  return check([&](Decoder& decoder, const Path& path) { decoder.checkMultipleOf(value, divisor, path); }).empty();
}

TEST_CASE("multiples of integers") {
  using I = std::int64_t;
  using U = std::uint64_t;
  CHECK(isMultiple(I{9}, I{3}));
  CHECK(isMultiple(I{-9}, I{3}));
  CHECK(isMultiple(I{0}, I{3}));
  CHECK(!isMultiple(I{10}, I{3}));
  CHECK(isMultiple(std::numeric_limits<I>::min(), I{-1}));
  CHECK(!isMultiple(I{1}, I{0}));
  CHECK(isMultiple(std::numeric_limits<U>::max(), U{5}));
  CHECK(!isMultiple(std::numeric_limits<U>::max(), U{2}));
  CHECK(!isMultiple(U{1}, U{0}));
}

TEST_CASE("multiples of doubles are decimal, as they are written") {
  CHECK(isMultiple(0.3, 0.1));
  CHECK(isMultiple(0.07, 0.01));
  CHECK(isMultiple(19.99, 0.01));
  CHECK(isMultiple(1e22, 0.01));
  CHECK(isMultiple(1e300, 1e-300));
  CHECK(isMultiple(4.5, 1.5));
  CHECK(isMultiple(-4.5, 1.5));
  CHECK(isMultiple(0.0, 1.5));
  CHECK(isMultiple(3.0, 1.0));
  CHECK(isMultiple(1e308, 1e308));
  CHECK(!isMultiple(0.35, 0.1));
  CHECK(!isMultiple(19.999, 0.01));
  CHECK(!isMultiple(1e-300, 1e300));
  CHECK(!isMultiple(1e-7, 1.0));
  CHECK(!isMultiple(0.1, 3.0));
  CHECK(!isMultiple(123456789012345.67, 0.02));
  CHECK(!isMultiple(1.0, 0.0));
  CHECK(check([](Decoder& d, const Path& path) { d.checkMultipleOf(0.35, 0.1, path); }) ==
        std::vector<Issue>{{IssueCode::notMultipleOf, "", "must be a multiple of 0.1", "multiple of 0.1", "0.35"}});
}

TEST_CASE("counts of items") {
  CHECK(check([](Decoder& d, const Path& path) { d.checkItemCount(3, 3, 3, path); }).empty());
  CHECK(check([](Decoder& d, const Path& path) { d.checkItemCount(0, 1, 3, path); }) ==
        std::vector<Issue>{{IssueCode::tooSmall, "", "must have at least 1 item", ">= 1", "0"}});
  CHECK(check([](Decoder& d, const Path& path) { d.checkItemCount(4, 1, 3, path); }) ==
        std::vector<Issue>{{IssueCode::tooBig, "", "must have at most 3 items", "<= 3", "4"}});
}

}  // namespace
}  // namespace event_runtime::testing
