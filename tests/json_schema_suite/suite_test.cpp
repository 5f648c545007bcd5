// The generated decoders' verdicts beside those of the JSON-Schema-Test-Suite.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "suite_cases.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace {

std::string contentsOf(const char* path) {
  std::ifstream file(path);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("what the generator refuses of the suite has a documented reason") {
  CHECK(contentsOf(SUITE_DIRECTORY "/problems.txt") == "");
}

TEST_CASE("generated decoders give the suite's verdicts") {
  const auto cases = suiteCases();
  REQUIRE(cases.size() > 1000);
  // By test: why the verdict differs from the suite's; empty if it does not. A test may stand here twice, with its
  // schema as it is and with `required: []`.
  std::map<std::string, std::string> differences;
  for (const auto& test : cases) {
    const auto issues = test.issuesOf(test.payload);
    INFO(test.name);
    INFO(test.payload);
    if (!issues.empty()) INFO(issues.front().message);
    CHECK(issues.empty() == test.expectedValid);
    const bool agrees = issues.empty() == test.suiteSaysValid;
    const auto [known, isNew] = differences.emplace(test.name, agrees ? "" : test.rule);
    if (!isNew && agrees) known->second.clear();
  }
  std::map<std::string, std::size_t> byRule;
  for (const auto& [name, rule] : differences) ++byRule[rule];
  std::cout << contentsOf(SUITE_DIRECTORY "/report.txt") << "  " << byRule[""] << " of the " << differences.size()
            << " of schemas that the language has give the suite's verdict\n";
  for (const auto& [rule, count] : byRule) {
    if (!rule.empty()) std::cout << "    " << count << " differ: " << rule << '\n';
  }
}
