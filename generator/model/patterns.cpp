#include "model/constraints.hpp"
#include "read/text.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace event_codegen {
namespace {

/// What other engines have and RE2 has not, and how to do without it.
struct Missing {
  std::string_view begin;  ///< what it begins with in a pattern
  std::string_view name;
  std::string_view remedy;
};

constexpr std::string_view SPLIT =
    "write what must be there as a second pattern, with `allOf`, or as `startsWith`, `endsWith`, `includes` or a rule";
constexpr std::string_view MEMORY = "compare the parts in a rule of the event";
constexpr std::string_view NEVER_BACKTRACKS = "leave the second `+` out: RE2 never backtracks anyway";

// Longer beginnings stand before shorter ones.
constexpr auto MISSING = std::to_array<Missing>({
    {"(?=", "lookahead", SPLIT},
    {"(?!", "negative lookahead", "say what the text may be, or what it may not be in a rule of the event"},
    {"(?<=", "lookbehind", SPLIT},
    {"(?<!", "negative lookbehind", "say what the text may be, or what it may not be in a rule of the event"},
    {"(?<", "groups named by `(?<name>`", "write `(?P<name>`, or `(` without a name"},
    {"(?'", "groups named by `(?'name'`", "write `(?P<name>`, or `(` without a name"},
    {"(?P=", "backreferences", MEMORY},
    {"(?P>", "recursion", "write the nesting out as deep as it may be"},
    {"(?R", "recursion", "write the nesting out as deep as it may be"},
    {"(?>", "atomic groups", "write `(?:`: RE2 never backtracks, so it means the same"},
    {"(?(", "conditions", "write the cases as alternatives, with `|`"},
    {"(?|", "branch reset", "write `(?:`"},
    {"(?#", "comments", "write it into the description"},
    {"\\k", "backreferences", MEMORY},
    {"\\g", "backreferences", MEMORY},
    {"\\u", "`\\u` escapes", "write `\\x{20AC}` for U+20AC"},
    {"\\c", "`\\c` escapes", "write the character's number, as in `\\x0A`"},
    {"\\e", "`\\e`", "write `\\x1B`"},
    {"\\h", "`\\h`", "write `[ \\t]`"},
    {"\\H", "`\\H`", "write `[^ \\t]`"},
    {"\\R", "`\\R`", "write `(?:\\r?\\n)`"},
    {"\\X", "`\\X`", "write `.`, one code point"},
    {"\\Z", "`\\Z`", "write `\\z`, or `$`"},
    {"\\K", "`\\K`", "remove it: a pattern only tells whether it matches"},
    {"\\G", "`\\G`", "remove it: a pattern is looked for once"},
    {"++", "possessive quantifiers", NEVER_BACKTRACKS},
    {"*+", "possessive quantifiers", NEVER_BACKTRACKS},
    {"?+", "possessive quantifiers", NEVER_BACKTRACKS},
    {"}+", "possessive quantifiers", NEVER_BACKTRACKS},
});

std::string missing(std::string_view name, std::string_view remedy, std::string_view written) {
  return "RE2, which takes no more than linear time, has no " + std::string(name) + " (" + inBackticks(written) +
         "): " + std::string(remedy);
}

std::string explain(const std::string& pattern, const re2::RE2& expression) {
  using re2::RE2;
  const std::string& argument = expression.error_arg();
  const std::size_t at = pattern.find(argument);
  const std::string_view rest =
      at == std::string::npos ? std::string_view(argument) : std::string_view(pattern).substr(at);
  const auto code = expression.error_code();
  if (code == RE2::ErrorBadPerlOp || code == RE2::ErrorBadEscape || code == RE2::ErrorRepeatOp) {
    for (const Missing& entry : MISSING) {
      if (rest.starts_with(entry.begin)) return missing(entry.name, entry.remedy, entry.begin);
    }
    const bool digit = rest.size() > 1 && rest[0] == '\\' && rest[1] >= '1' && rest[1] <= '9';
    if (digit) return missing("backreferences", MEMORY, rest.substr(0, 2));
  }
  switch (code) {
    case RE2::ErrorBadEscape:
      return "the escape " + inBackticks(argument) + " means nothing: write the character without `\\`";
    case RE2::ErrorTrailingBackslash:
      return "the pattern ends in `\\`: write `\\\\` for the character itself";
    case RE2::ErrorBadCharClass:
    case RE2::ErrorBadCharRange:
      return inBackticks(argument) +
             " is no class or range of characters: a range goes from the lower to the higher one";
    case RE2::ErrorMissingBracket:
      return "a `[` has no `]`: write `\\[` for the character itself";
    case RE2::ErrorMissingParen:
      return "a `(` has no `)`: write `\\(` for the character itself";
    case RE2::ErrorUnexpectedParen:
      return "a `)` has no `(`: write `\\)` for the character itself";
    case RE2::ErrorRepeatArgument:
      return "there is nothing before " + inBackticks(argument) + " to repeat: write `\\" + argument.substr(0, 1) +
             "` for the character itself";
    case RE2::ErrorRepeatSize:
      return "RE2 repeats up to 1000 times, repetitions within each other multiplied, and this is " +
             inBackticks(argument) + ": bound the text by `maxLength` instead";
    case RE2::ErrorRepeatOp:
      return "two repetitions follow each other, " + inBackticks(argument) + ": put the inner one in `(?:…)`";
    case RE2::ErrorBadPerlOp:
      return "RE2 has no " + inBackticks(argument) + ": write it without";
    case RE2::ErrorPatternTooLarge:
      return "this pattern is too large for RE2: make it shorter, or bound the text by `maxLength`";
    default:
      return "RE2 cannot compile this pattern: " + inBackticks(expression.error());
  }
}

}  // namespace

std::string PatternCache::check(const std::string& pattern) {
  if (good_.contains(pattern)) return {};
  if (instructions_ > MAX_PATTERN_INSTRUCTIONS) {
    if (std::exchange(told_, true)) return {};
    return "the patterns up to here are more than can be compiled: write fewer large repetitions, or `maxLength`";
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 expression(pattern, options);
  if (!expression.ok()) return explain(pattern, expression);
  instructions_ += static_cast<std::size_t>(std::max(expression.ProgramSize(), 0));
  good_.insert(pattern);
  return {};
}

}  // namespace event_codegen
