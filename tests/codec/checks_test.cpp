// Constraints, at their edges.
#include "fixture.hpp"

#include <limits>

namespace event_runtime::testing {
namespace {

bool hasLength(std::string_view text, std::size_t minimum, std::size_t maximum) {
  return check([&](Decoder& decoder, const Path& path) {
           decoder.check(std::string_view(text), StringConstraints{.minLength = minimum, .maxLength = maximum}, path);
         })
      .empty();
}

constexpr std::string_view FIVE_DIGITS[] = {"^[0-9]{5}$"};

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
  CHECK(check([](Decoder& decoder, const Path& path) {
          decoder.check(std::string_view("éé"), StringConstraints{.minLength = 3, .maxLength = 9}, path);
        }) == std::vector<Issue>{{IssueCode::tooSmall, "", "must have at least 3 characters", ">= 3", "2"}});
  CHECK(check([](Decoder& decoder, const Path& path) {
          decoder.check(std::string_view("éé"), StringConstraints{.minLength = 0, .maxLength = 1}, path);
        }) == std::vector<Issue>{{IssueCode::tooBig, "", "must have at most 1 character", "<= 1", "2"}});
}

TEST_CASE("formats, patterns and parts are told with the text") {
  CHECK(check([](Decoder& d, const Path& path) { d.check(std::string_view("nobody"), StringFormat::email, path); }) ==
        std::vector<Issue>{{IssueCode::invalidFormat, "", "must be an email", "email", "\"nobody\""}});
  CHECK(check([](Decoder& d, const Path& path) { d.check(std::string_view("x"), StringFormat::uuid, path); })[0]
            .message == "must be a uuid");
  CHECK(check([](Decoder& d, const Path& path) { d.check("x", StringConstraints{.patterns = FIVE_DIGITS}, path); }) ==
        std::vector<Issue>{{IssueCode::invalidFormat, "", "must match ^[0-9]{5}$", "^[0-9]{5}$", "\"x\""}});
  CHECK(check([](Decoder& d, const Path& path) { d.check("abc", StringConstraints{.startsWith = "b"}, path); })[0]
            .message == "must start with \"b\"");
  CHECK(check([](Decoder& d, const Path& path) { d.check("abc", StringConstraints{.endsWith = "b"}, path); })[0]
            .message == "must end with \"b\"");
  CHECK(check([](Decoder& d, const Path& path) { d.check("abc", StringConstraints{.includes = "x"}, path); })[0]
            .message == "must include \"x\"");
  CHECK(check([](Decoder& d, const Path& path) {
          d.check(std::string_view("a@b.co"), StringFormat::email, path);
          d.check("12345", StringConstraints{.patterns = FIVE_DIGITS}, path);
          d.check("abc", StringConstraints{.startsWith = "ab"}, path);
          d.check("abc", StringConstraints{.endsWith = "bc"}, path);
          d.check("abc", StringConstraints{.includes = "b"}, path);
          d.check("abc", StringConstraints{.includes = ""}, path);
        }).empty());
}

template <class T>
using Bounds = IntegerConstraints<T>;

TEST_CASE("bounds are inclusive, exclusive ones are not") {
  using I = std::int64_t;
  using U = std::uint64_t;
  constexpr U LARGEST = std::numeric_limits<U>::max();
  CHECK(check([](Decoder& d, const Path& path) {
          d.check(I{5}, Bounds<I>{.minimum = 5, .maximum = 5}, path);
          d.check(U{5}, Bounds<U>{.minimum = 5, .maximum = 5}, path);
          d.check(LARGEST, Bounds<U>{.minimum = LARGEST}, path);
          d.check(std::int32_t{-5}, Bounds<std::int32_t>{.minimum = -5, .maximum = -5}, path);
          d.check(0.5, NumberConstraints{.minimum = 0.5, .maximum = 0.5}, path);
          d.check(0.5, NumberConstraints{.exclusiveMinimum = 0.4, .exclusiveMaximum = 0.6}, path);
          d.check(1e308, NumberConstraints{}, path);
        }).empty());
  const auto issues = check([](Decoder& d, const Path& path) {
    d.check(I{4}, Bounds<I>{.minimum = 5}, path);
    d.check(I{6}, Bounds<I>{.maximum = 5}, path);
    d.check(U{4}, Bounds<U>{.minimum = 5}, path);
    d.check(U{6}, Bounds<U>{.maximum = 5}, path);
    d.check(0.4, NumberConstraints{.minimum = 0.5}, path);
    d.check(0.6, NumberConstraints{.maximum = 0.5}, path);
    d.check(0.5, NumberConstraints{.exclusiveMinimum = 0.5}, path);
    d.check(0.5, NumberConstraints{.exclusiveMaximum = 0.5}, path);
  });
  Strings told;
  for (const Issue& issue : issues) told.push_back(issue.message + " " + issue.expected + " " + issue.received);
  CHECK(told == Strings{"must be at least 5 >= 5 4", "must be at most 5 <= 5 6", "must be at least 5 >= 5 4",
                        "must be at most 5 <= 5 6", "must be at least 0.5 >= 0.5 0.4", "must be at most 0.5 <= 0.5 0.6",
                        "must be greater than 0.5 > 0.5 0.5", "must be less than 0.5 < 0.5 0.5"});
  CHECK((issues[0].code == IssueCode::tooSmall));
  CHECK((issues[1].code == IssueCode::tooBig));
}

template <class T>
bool isMultiple(T value, T divisor) {
  return check([&](Decoder& decoder, const Path& path) {
           if constexpr (std::floating_point<T>) {
             decoder.check(value, NumberConstraints{.multipleOf = divisor}, path);
           } else {
             decoder.check(value, Bounds<T>{.multipleOf = divisor}, path);
           }
         })
      .empty();
}

TEST_CASE("multiples of integers") {
  using I = std::int64_t;
  using U = std::uint64_t;
  CHECK(isMultiple(I{9}, I{3}));
  CHECK(isMultiple(I{-9}, I{3}));
  CHECK(isMultiple(I{0}, I{3}));
  CHECK(!isMultiple(I{10}, I{3}));
  CHECK(isMultiple(std::numeric_limits<I>::min(), I{-1}));
  CHECK(isMultiple(std::numeric_limits<U>::max(), U{5}));
  CHECK(!isMultiple(std::numeric_limits<U>::max(), U{2}));
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
  CHECK(check([](Decoder& d, const Path& path) { d.check(0.35, NumberConstraints{.multipleOf = 0.1}, path); }) ==
        std::vector<Issue>{{IssueCode::notMultipleOf, "", "must be a multiple of 0.1", "multiple of 0.1", "0.35"}});
}

TEST_CASE("counts of items") {
  CHECK(check([](Decoder& d, const Path& path) { d.checkItemCount(3, {3, 3}, path); }).empty());
  CHECK(check([](Decoder& d, const Path& path) {
          d.checkItemCount(0, {1, 3}, path);
        }) == std::vector<Issue>{{IssueCode::tooSmall, "", "must have at least 1 item", ">= 1", "0"}});
  CHECK(check([](Decoder& d, const Path& path) {
          d.checkItemCount(4, {1, 3}, path);
        }) == std::vector<Issue>{{IssueCode::tooBig, "", "must have at most 3 items", "<= 3", "4"}});
}

}  // namespace
}  // namespace event_runtime::testing
