#pragma once

#include <expression/expression.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace testing {

/// An expression and what it gives: `int 3`, `string "a"`, or `error`.
struct Case {
  std::string_view expression;
  std::string_view expected;
};

/// The kind and the canonical text of what an expression gives over a payload; `error at 3+2: …` where it gives none
/// or is none. The clock stands at 2023-11-14T22:13:20.123Z.
std::string evaluated(std::string_view expression, std::string_view data = "null");
/// The same without what is said of an error.
std::string brief(std::string_view expression, std::string_view data = "null");

event_runtime::expression::Expression parsed(std::string_view expression);

}  // namespace testing

/// Runs a table of cases.
#define CHECK_CASES(...)                                     \
  for (const testing::Case& each : __VA_ARGS__) {            \
    CAPTURE(each.expression);                                \
    CHECK(testing::brief(each.expression) == each.expected); \
  }
