#include "read/yaml_errors.hpp"

#include "read/file.hpp"
#include "read/text.hpp"

#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace event_codegen {
namespace {

struct Explanation {
  std::string_view message;  ///< yaml-cpp's
  std::string_view ours;
};

const std::array<Explanation, 16> EXPLANATIONS{{
    {YAML::ErrorMsg::END_OF_MAP, "a key was expected here: check that its indentation is that of the keys above it"},
    {YAML::ErrorMsg::END_OF_SEQ, "`- ` was expected here: check that the indentation is that of the items above"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "`,` or `}` was expected here, to go on with the mapping that `{` began"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "`,` or `]` was expected here, to go on with the list that `[` began"},
    {YAML::ErrorMsg::FLOW_END, "this bracket closes nothing that is open"},
    {YAML::ErrorMsg::MAP_VALUE, "a key may not stand here: check the indentation, and quote text that contains `: `"},
    {YAML::ErrorMsg::MAP_KEY, "a key may not stand here: check the indentation"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a list item may not stand here: begin it on a line of its own"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "YAML is indented with spaces: replace the tab"},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, "no anchor of this name stands before it"},
    {YAML::ErrorMsg::ALIAS_CONTENT, "an alias stands alone: it can have neither a tag nor an anchor"},
    {YAML::ErrorMsg::MULTIPLE_ANCHORS, "a value can have only one anchor"},
    {YAML::ErrorMsg::MULTIPLE_TAGS, "a value can have only one tag"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "the text in quotes does not end before the file does: add the closing quote"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "the text in quotes does not end before the document does: add the closing quote"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "after `|` or `>` only an indentation, `+` or `-` may follow on the line"},
}};

bool isWordCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

bool isSuffixCharacter(char c) noexcept { return c == '[' || c == ']' || c == '?'; }

/// Text that needs quotes.
struct UnquotedText {
  std::size_t begin = 0, end = 0;
};

/// Text with `[]` or `?` in it that ends at, or before, where reading stopped: inside { } and [ ] YAML takes brackets
/// and `?` as its own.
std::optional<UnquotedText> findUnquotedSuffix(std::string_view text, std::size_t position) {
  // yaml-cpp stops at the suffix's first character, or a few behind it.
  const std::size_t last = std::min(position + 1, text.size());
  for (std::size_t at = last; at-- > 0 && last - at <= 4;) {
    if (text[at] == '\n') break;
    const bool suffix = text[at] == '?' || text.substr(at).starts_with("[]");
    if (!suffix || at == 0 || !isWordCharacter(text[at - 1])) continue;
    UnquotedText found{at, at};
    const std::size_t before = text.find_last_of("{[,:\n", at - 1);
    found.begin = text.find_first_not_of(' ', before == std::string_view::npos ? 0 : before + 1);
    // Brackets belong to the text in pairs only: the `]` after `[string?]` ends the list.
    while (found.end < text.size() && isSuffixCharacter(text[found.end])) {
      if (text[found.end] == '?')
        ++found.end;
      else if (text.substr(found.end).starts_with("[]"))
        found.end += 2;
      else
        break;
    }
    return found;
  }
  return std::nullopt;
}

/// Text of several words that begins with `*`, as cron expressions do, at or before where reading stopped: YAML takes
/// its first word for an alias.
std::optional<UnquotedText> findUnquotedStar(std::string_view text, std::size_t position, bool inBrackets) {
  for (std::size_t at = std::min(position + 1, text.size()); at-- > 0 && text[at] != '\n';) {
    if (text[at] != '*') continue;
    const std::size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of(' ', at - 1);
    const bool beginsValue =
        before == std::string_view::npos || std::string_view("\n:-[{,").find(text[before]) != std::string_view::npos;
    if (!beginsValue) continue;
    UnquotedText found{at, std::min(text.find('\n', at), text.size())};
    const auto endAt = [&](std::string_view mark) { found.end = std::min(text.find(mark, at), found.end); };
    endAt(" #");
    if (inBrackets) {
      for (const char* mark : {"]", "}", ", "}) endAt(mark);
    }
    found.end = text.find_last_not_of(" \t\r", found.end - 1) + 1;
    const bool severalWords = text.substr(at, found.end - at).find(' ') != std::string_view::npos;
    return severalWords ? std::optional(found) : std::nullopt;
  }
  return std::nullopt;
}

/// Whether the line of a position is indented with a tab; then where.
std::optional<std::size_t> findIndentingTab(std::string_view text, std::size_t position) {
  const std::size_t newline = position == 0 ? std::string_view::npos : text.rfind('\n', position - 1);
  std::size_t at = newline == std::string_view::npos ? 0 : newline + 1;
  while (at < text.size() && text[at] == ' ') ++at;
  return at < text.size() && text[at] == '\t' ? std::optional(at) : std::nullopt;
}

}  // namespace

void reportMalformedYaml(const SourceFile& file, std::size_t position, std::string_view message,
                         const Span& openBracket, Diagnostics& diagnostics) {
  const std::string rule = "malformed-yaml";
  const std::string_view text = file.text();
  position = std::min(position, text.size());
  if (openBracket.known()) {
    if (const auto unquoted = findUnquotedSuffix(text, position)) {
      const std::string written(text.substr(unquoted->begin, unquoted->end - unquoted->begin));
      const Span span = spanAt(file, unquoted->begin, static_cast<std::uint32_t>(written.size()));
      diagnostics.error(rule, span,
                        inBackticks(written) + " must be in quotes inside { } and [ ]: write '" + written + "'");
      return;
    }
  } else if (const auto tab = findIndentingTab(text, position)) {
    diagnostics.error(rule, spanAt(file, *tab), "YAML is indented with spaces: replace the tab");
    return;
  }
  if (message == YAML::ErrorMsg::UNKNOWN_ANCHOR || message == YAML::ErrorMsg::ALIAS_NOT_FOUND ||
      message == YAML::ErrorMsg::CHAR_IN_ALIAS) {
    if (const auto unquoted = findUnquotedStar(text, position, openBracket.known())) {
      const std::string written(text.substr(unquoted->begin, unquoted->end - unquoted->begin));
      diagnostics.error(
          rule, spanAt(file, unquoted->begin, static_cast<std::uint32_t>(written.size())),
          inBackticks(written) + " begins with `*`, which YAML takes for an alias: put the text in quotes");
      return;
    }
  }
  // What is missing at the end of the file is missing after the last thing that stands in it.
  const bool atEnd = text.find_first_not_of(" \t\r\n", position) == std::string_view::npos;
  if (atEnd) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    position = last == std::string_view::npos ? 0 : last;
  }
  const Span span = spanAt(file, position);
  if (!atEnd && message == YAML::ErrorMsg::UNKNOWN_TOKEN) {
    const CodePoint point = firstCodePoint(text.substr(position));
    diagnostics.error(
        rule, span,
        "nothing can begin with " + inBackticks(text.substr(position, point.length)) + " here: put the text in quotes");
    return;
  }
  const auto known = std::find_if(EXPLANATIONS.begin(), EXPLANATIONS.end(),
                                  [&](const Explanation& entry) { return entry.message == message; });
  const std::string ours(known != EXPLANATIONS.end() ? known->ours : message);
  Diagnostic& diagnostic = diagnostics.error(rule, span, (atEnd ? "the file ends too early: " : "") + ours);
  const bool unclosed = message == YAML::ErrorMsg::END_OF_MAP_FLOW || message == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (unclosed && openBracket.known()) diagnostic.notes.push_back({openBracket, "it began here"});
}

}  // namespace event_codegen
