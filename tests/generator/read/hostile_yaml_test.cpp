#include "read/yaml.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace event_codegen;

namespace {

/// The rule of the first complaint; empty if there is none.
std::string firstRule(const std::string& text) {
  const SourceFile file("x.yaml", text);
  Diagnostics diagnostics;
  YamlNode root;
  readYaml(file, root, diagnostics);
  return diagnostics.empty() ? "" : diagnostics.list().front().rule;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int time = 0; time < times; ++time) out += text;
  return out;
}

std::string inBrackets(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("nesting is limited before it takes the stack") {
  CHECK(firstRule(inBrackets(MAX_YAML_DEPTH)) == "");
  CHECK(firstRule(inBrackets(MAX_YAML_DEPTH + 1)) == "too-deep");
  CHECK(firstRule(inBrackets(100'000)) == "too-deep");
  CHECK(firstRule(repeated("{a: ", 100'000)) != "");
  CHECK(firstRule(repeated("- ", 100'000)) == "too-deep");
  CHECK(firstRule(repeated("? ", 100'000)) != "");
  CHECK(firstRule(repeated("]", 100'000)) != "");
  CHECK(firstRule(repeated("&a ", 100'000)) != "");
  CHECK(firstRule(repeated("!a ", 100'000)) != "");
}

TEST_CASE("aliases that expand without end are cut short") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 30; ++level) {
    const std::string before = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + before + repeated(", " + before, 9) +
            "]\n";
  }
  CHECK(firstRule(text) == "alias-expansion");
}

TEST_CASE("aliases cannot nest deeper than brackets may") {
  std::string text = "a0: &a0 [x]\n";
  for (int level = 1; level < 300; ++level) {
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [*a" + std::to_string(level - 1) + "]\n";
  }
  CHECK(firstRule(text) == "too-deep");
}

TEST_CASE("an alias within its own value is an error") {
  CHECK(firstRule("&a [*a]") == "alias-cycle");
  CHECK(firstRule("&a {b: {c: *a}}") == "alias-cycle");
}

TEST_CASE("a mapping of very many keys, half of them twice, is read in reasonable time") {
  std::string text;
  for (int index = 0; index < 50'000; ++index) text += "k" + std::to_string(index % 25'000) + ": x\n";
  CHECK(firstRule(text) == "duplicate-key");
}
