#include "write/diff.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>
#include <vector>

namespace {

std::string diff(std::string_view before, std::string_view after) {
  std::ostringstream out;
  event_codegen::printDiff(out, "old", before, "new", after, false);
  return out.str();
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// What `patch` makes of a text and a diff; fails the test where the diff does not fit.
std::string patched(const std::string& before, const std::string& diff) {
  const auto old = linesOf(before), script = linesOf(diff);
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 2; i < script.size(); ++i) {
    const auto& line = script[i];
    if (line.starts_with("@@ ")) {
      std::size_t start = 0, count = 0;
      REQUIRE(std::sscanf(line.c_str(), "@@ -%zu,%zu", &start, &count) == 2);
      for (const auto begin = count == 0 ? start : start - 1; next < begin; ++next) out += old.at(next) + '\n';
    } else if (line.starts_with('+')) {
      out += line.substr(1) + '\n';
    } else {
      REQUIRE(old.at(next) == line.substr(1));
      if (line.starts_with(' ')) out += line.substr(1) + '\n';
      ++next;
    }
  }
  for (; next < old.size(); ++next) out += old[next] + '\n';
  return out;
}

}  // namespace

TEST_CASE("equal texts have no diff") {
  CHECK(diff("", "") == "");
  CHECK(diff("a\nb\n", "a\nb\n") == "");
}

TEST_CASE("a diff has three lines of context") {
  CHECK(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") ==
        "--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  CHECK(diff("", "a\nb\n") == "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  CHECK(diff("a\n", "") == "--- old\n+++ new\n@@ -1,1 +0,0 @@\n-a\n");
}

TEST_CASE("a diff turns one text into the other, whatever they are") {
  std::mt19937 random(7);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> lines(below(60));
    for (auto& line : lines) line = std::to_string(below(20)) + '\n';
    auto changed = lines;
    for (std::size_t edits = below(12); edits > 0; --edits) {
      if (changed.empty() || below(2) == 0) {
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(below(changed.size() + 1)),
                       std::to_string(below(30)) + '\n');
      } else {
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(below(changed.size())));
      }
    }
    std::string before, after;
    for (const auto& line : lines) before += line;
    for (const auto& line : changed) after += line;
    CHECK(patched(before, diff(before, after)) == after);
  }
}

TEST_CASE("texts that have little in common are still compared in reasonable time") {
  std::string before, after;
  for (int i = 0; i < 20'000; ++i) {
    before += "old " + std::to_string(i) + '\n';
    after += "new " + std::to_string(i) + '\n';
  }
  CHECK(patched(before, diff(before, after)) == after);
}
