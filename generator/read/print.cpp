#include "read/diagnostics.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ostream>

namespace event_codegen {
namespace {

constexpr std::size_t WIDEST_EXCERPT = 160;  // bytes of a source line that are shown

struct Palette {
  std::string_view strong, error, warning, note, caret, reset;
};

constexpr Palette PLAIN{};
constexpr Palette COLOURED{"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1;32m", "\033[0m"};

std::string_view word(Severity severity) noexcept { return severity == Severity::error ? "error" : "warning"; }

/// The part of a line around the place that is shown; whole, unless it is very long.
struct Excerpt {
  std::string_view text;
  std::size_t mark = 0;  ///< where the place begins within it
  bool cutLeft = false, cutRight = false;
};

bool isContinuation(char c) noexcept { return (static_cast<std::uint8_t>(c) & 0xC0U) == 0x80; }

Excerpt excerptOf(const Span& span) {
  Excerpt excerpt{span.file->line(span.line), 0};
  excerpt.mark = std::min<std::size_t>(span.column == 0 ? 0 : span.column - 1, excerpt.text.size());
  if (excerpt.text.size() <= WIDEST_EXCERPT) return excerpt;
  std::size_t begin = excerpt.mark > WIDEST_EXCERPT / 2 ? excerpt.mark - WIDEST_EXCERPT / 2 : 0;
  while (begin > 0 && begin < excerpt.text.size() && isContinuation(excerpt.text[begin])) --begin;
  std::size_t end = std::min(begin + WIDEST_EXCERPT, excerpt.text.size());
  while (end < excerpt.text.size() && isContinuation(excerpt.text[end])) ++end;
  excerpt.cutLeft = begin > 0;
  excerpt.cutRight = end < excerpt.text.size();
  excerpt.text = excerpt.text.substr(begin, end - begin);
  excerpt.mark -= begin;
  return excerpt;
}

void printPlace(std::ostream& out, const Span& span) {
  if (!span.known()) return;
  out << printable(span.file->path()) << ':';
  if (span.line != 0) out << span.line << ':' << span.column << ':';
  out << ' ';
}

/// The line and, under it, a caret. Tabs stay tabs, so that both lines are indented alike; other characters become as
/// many spaces as they take columns.
void printExcerpt(std::ostream& out, const Span& span, const Palette& palette) {
  if (!span.known() || span.line == 0) return;
  const Excerpt excerpt = excerptOf(span);
  if (excerpt.text.empty()) return;
  out << "  " << (excerpt.cutLeft ? "…" : "") << printable(excerpt.text) << (excerpt.cutRight ? "…" : "") << '\n';

  const auto columns = [](std::string_view text, const auto& each) {
    while (!text.empty()) {
      const CodePoint point = firstCodePoint(text);
      each(point.value, terminalColumns(point.value));
      text.remove_prefix(point.length);
    }
  };
  out << "  " << (excerpt.cutLeft ? " " : "");
  columns(excerpt.text.substr(0, excerpt.mark), [&](char32_t point, std::size_t width) {
    if (point == '\t')
      out << '\t';
    else
      out << std::string(width, ' ');
  });
  std::size_t marked = 0;
  const std::size_t length = std::min<std::size_t>(span.length, excerpt.text.size() - excerpt.mark);
  columns(excerpt.text.substr(excerpt.mark, length), [&](char32_t, std::size_t width) { marked += width; });
  out << palette.caret << '^' << std::string(marked > 1 ? marked - 1 : 0, '~') << palette.reset << '\n';
}

void printText(std::ostream& out, const Diagnostic& diagnostic, const Palette& palette) {
  out << palette.strong;
  printPlace(out, diagnostic.span);
  out << palette.reset << (diagnostic.severity == Severity::error ? palette.error : palette.warning)
      << word(diagnostic.severity) << ": " << palette.reset << palette.strong << printable(diagnostic.message)
      << palette.reset;
  if (!diagnostic.rule.empty()) out << " [" << diagnostic.rule << ']';
  out << '\n';
  printExcerpt(out, diagnostic.span, palette);
  for (const Note& note : diagnostic.notes) {
    out << palette.strong;
    printPlace(out, note.span);
    out << palette.reset << palette.note << "note: " << palette.reset << printable(note.message) << '\n';
    printExcerpt(out, note.span, palette);
  }
}

std::string jsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out += '"';
}

void printJsonPlace(std::ostream& out, const Span& span) {
  if (!span.known()) return;
  out << ",\"file\":" << jsonText(span.file->path());
  if (span.line != 0) {
    out << ",\"line\":" << span.line << ",\"column\":" << span.column << ",\"length\":" << span.length;
  }
}

void printJson(std::ostream& out, const Diagnostic& diagnostic) {
  out << "{\"severity\":\"" << word(diagnostic.severity) << "\",\"rule\":" << jsonText(diagnostic.rule);
  printJsonPlace(out, diagnostic.span);
  out << ",\"message\":" << jsonText(diagnostic.message) << ",\"notes\":[";
  bool first = true;
  for (const Note& note : diagnostic.notes) {
    out << (first ? "" : ",") << "{\"message\":" << jsonText(note.message);
    printJsonPlace(out, note.span);
    out << '}';
    first = false;
  }
  out << "]}\n";
}

/// What a workflow command needs escaped: https://github.com/actions/toolkit, packages/core/src/command.ts.
std::string githubText(std::string_view text, bool property) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void printGithub(std::ostream& out, const Diagnostic& diagnostic) {
  out << "::" << word(diagnostic.severity) << ' ';
  const Span& span = diagnostic.span;
  if (span.known()) {
    out << "file=" << githubText(span.file->path(), true);
    if (span.line != 0) {
      out << ",line=" << span.line << ",col=" << span.column << ",endColumn=" << span.column + span.length;
    }
    out << ',';
  }
  out << "title=" << githubText(diagnostic.rule, true) << "::";
  std::string message = diagnostic.message;
  for (const Note& note : diagnostic.notes) {
    message += "\n" + note.message;
    if (note.span.known()) message += ": " + note.span.file->path() + ":" + std::to_string(note.span.line);
  }
  out << githubText(message, false) << '\n';
}

}  // namespace

void printDiagnostics(std::ostream& out, const Diagnostics& diagnostics, ErrorFormat format, bool colour) {
  for (const Diagnostic& diagnostic : diagnostics.list()) {
    switch (format) {
      case ErrorFormat::text:
        printText(out, diagnostic, colour ? COLOURED : PLAIN);
        break;
      case ErrorFormat::json:
        printJson(out, diagnostic);
        break;
      case ErrorFormat::github:
        printGithub(out, diagnostic);
        break;
    }
  }
}

}  // namespace event_codegen
