// Patterns: what becomes a loop matches what RE2 matches.
#include "codec/patterns.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

namespace event_runtime {
namespace {

bool re2Matches(const std::string& text, const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 regex(pattern, options);
  return regex.ok() && re2::RE2::PartialMatch(text, regex);
}

TEST_CASE("patterns match as RE2 matches them") {
  const std::vector<std::string> patterns = {
      "^[0-9]{5}$",
      "^[a-z]+$",
      "^[a-z0-9-]{1,32}$",
      "^[A-Z]*$",
      "^[abc]$",
      "^\\d{5}$",
      "^\\d+$",
      "^\\w{2,4}$",
      "^[\\w.-]+$",
      "^[\\w-]+$",
      "^[a\\-z]+$",
      "^[a-]$",
      "^[a-z]{3,}$",
      "^[ -~]{0,3}$",
      "^[.$*+]{2}$",
      "^a$",
      "^[^a]+$",
      "^[[:alpha:]]+$",
      "^[a-z]+?$",
      "^[a-z]{2}[0-9]$",
      "[0-9]{5}",
      "^[0-9]",
      "[0-9]$",
      "a|b",
      "^(a|b)+$",
      "^$",
      "^.{2,3}$",
      "^[é]+$",
      "^[a-z]+\\$",
      "^[\\]a]+$",
      "^[a\\]]+$",
      "^\\.+$",
      "^[0-9]{05}$",
      "^[0-9]{,5}$",
      "^[0-9]{2,1}$",
      "^[z-a]$",
      "^[a-z$",
      "^[]a]$",
      "^[a-c-e]+$",
      "^[a-c-]+$",
      "^[\\d-a]+$",
      "^[a-\\d]+$",
      "^[0-9]{1001}$",
      "^[a]{2}{3}$",
      "^+$",
      "^\\",
      "(",
      "^[\\x41]+$",
      "^\\s+$",
      "^[\\s]+$",
      "^[\\D]$",
      "(?i)^[a-z]+$",
      "^[a-z]++$",
      "^[a-z]*+$",
  };
  const std::vector<std::string> texts = {
      "",
      "1",
      "12345",
      "123456",
      "1234",
      "abc",
      "ABC",
      "a",
      "b",
      "-",
      "a-b",
      "é",
      "éé",
      "aé",
      "a\n",
      "12345\n",
      "\n",
      "$",
      "$*",
      "..",
      "]",
      "]a",
      "a]",
      "a$",
      "_a",
      "aaaaaa",
      "ab1",
      "xyz",
      "^",
      "\\",
      "d",
      ",5",
      "{,5}",
      "0{,5}",
      "c-e",
      "c",
      "-a",
      " ",
      "a b",
      "A",
      std::string("a\0", 2),
      "~~~",
      std::string(1001, '1'),
      "a{2}{3}",
  };
  for (const std::string& pattern : patterns) {
    for (const std::string& text : texts) {
      CHECK_MESSAGE(matchesPattern(text, pattern) == re2Matches(text, pattern), pattern << " on " << text);
    }
  }
}

TEST_CASE("random classes match as RE2 matches them") {
  std::mt19937 random(7);
  const std::string_view parts[] = {"a",   "z",   "0",   "9", "-", "\\d", "\\w", ".", "\\-", "\\]",
                                    "a-f", "0-5", " -/", "$", "^", "\\.", "[",   "_", ","};
  const std::string_view quantifiers[] = {"", "+", "*", "{2}", "{0,2}", "{1,}", "{3,2}", "?"};
  const std::string_view alphabet = "az09-_.]$^[ ,/fB\\";
  for (int i = 0; i < 1000; ++i) {
    std::string pattern = "^[";
    for (auto n = random() % 4 + 1; n > 0; --n) pattern += parts[random() % std::size(parts)];
    pattern += "]";
    pattern += quantifiers[random() % std::size(quantifiers)];
    pattern += "$";
    for (int j = 0; j < 20; ++j) {
      std::string text;
      for (auto n = random() % 4; n > 0; --n) text += alphabet[random() % alphabet.size()];
      REQUIRE_MESSAGE(matchesPattern(text, pattern) == re2Matches(text, pattern), pattern << " on " << text);
    }
  }
}

TEST_CASE("every byte of a long text counts, wherever it stands") {
  struct Class {
    std::string pattern;
    std::string members;
  };
  // Of two ranges; of as many as are looked for in blocks, and of one more.
  const Class classes[] = {{"^[0-9a-f]+$", "0123456789abcdef"}, {"^[acegik]+$", "acegik"}, {"^[acegikm]+$", "acegikm"}};
  for (const Class& c : classes) {
    for (const std::size_t size : {16u, 17u, 31u, 32u, 33u, 48u}) {
      for (std::size_t place = 0; place < size; ++place) {
        for (int code = 0; code < 256; ++code) {
          std::string text(size, 'a');
          text[place] = static_cast<char>(code);
          const bool isMember = c.members.find(text[place]) != std::string::npos;
          if (matchesPattern(text, c.pattern) != isMember) FAIL(c.pattern << " with " << code << " at " << place);
        }
      }
    }
  }
}

TEST_CASE("patterns are told apart by their text, not by where it lies") {
  std::string pattern = "^[0-9]$";
  CHECK(matchesPattern("1", pattern));
  CHECK(!matchesPattern("a", pattern));
  pattern = "^[a-z]$";  // in the same memory
  CHECK(!matchesPattern("1", pattern));
  CHECK(matchesPattern("a", pattern));
}

TEST_CASE("a pattern that explodes elsewhere takes linear time") {
  CHECK(!matchesPattern(std::string(100'000, 'a') + "!", "^(a+)+$"));
}

TEST_CASE("threads share compiled patterns") {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) {
        const std::string digits = std::to_string(i % 50);
        const std::string pattern = "^x" + digits + "y?$";
        if (!matchesPattern("x" + digits, pattern) || matchesPattern("z", pattern)) std::terminate();
      }
    });
  }
}

}  // namespace
}  // namespace event_runtime
