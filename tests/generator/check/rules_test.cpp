#include "check/check.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

using namespace event_codegen;
namespace fs = std::filesystem;

namespace {

/// The rules that the expected output of the error cases names.
std::set<std::string> rulesInGoldenFiles() {
  std::set<std::string> rules;
  const std::regex ending(R"((error|warning): .* \[([a-z0-9-]+)\]$)");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(GENERATOR_CASES) / "errors")) {
    if (entry.path().filename() != "expected.stderr") continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);) {
      std::smatch match;
      if (std::regex_search(line, match, ending)) rules.insert(match[2]);
    }
  }
  return rules;
}

}  // namespace

TEST_CASE("rules are in order, each once and explained") {
  const auto& rules = allRules();
  for (std::size_t index = 0; index < rules.size(); ++index) {
    CHECK(rules[index].purpose.ends_with("."));
    if (index > 0) CHECK(rules[index - 1].id < rules[index].id);
  }
}

TEST_CASE("every complaint is of a rule that is listed") {
  std::set<std::string> listed;
  for (const Rule& rule : allRules()) listed.insert(std::string(rule.id));
  for (const std::string& rule : rulesInGoldenFiles()) {
    CAPTURE(rule);
    CHECK(listed.contains(rule));
  }
}

TEST_CASE("every rule has a golden case") {
  const std::set<std::string> shown = rulesInGoldenFiles();
  for (const Rule& rule : allRules()) {
    CAPTURE(rule.id);
    CHECK(shown.contains(std::string(rule.id)));
  }
}
