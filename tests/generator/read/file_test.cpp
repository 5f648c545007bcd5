#include "read/file.hpp"
#include "read/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace event_codegen;

namespace {

/// `line:column rule` of the one complaint about a text; empty if there is none.
std::string complaintAbout(std::string text) {
  Diagnostics diagnostics;
  const auto file = makeSource("x.yaml", std::move(text), diagnostics);
  CHECK(file->usable() == diagnostics.empty());
  if (diagnostics.empty()) return {};
  CHECK(diagnostics.list().size() == 1);
  const Diagnostic& diagnostic = diagnostics.list().front();
  return std::to_string(diagnostic.span.line) + ":" + std::to_string(diagnostic.span.column) + " " + diagnostic.rule;
}

}  // namespace

TEST_CASE("proper text is taken, and a byte order mark taken off") {
  CHECK(complaintAbout("") == "");
  CHECK(complaintAbout("a: \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\r\n\tb\n") == "");
  Diagnostics diagnostics;
  CHECK(makeSource("x",
                   "\xEF\xBB\xBF"
                   "a: b",
                   diagnostics)
            ->text() == "a: b");
}

TEST_CASE("what is not UTF-8 is found at its byte") {
  CHECK(complaintAbout("a\nb \xFF") == "2:3 invalid-encoding");
  CHECK(complaintAbout("\xC0\x80") == "1:1 invalid-encoding");          // overlong
  CHECK(complaintAbout("\xE0\x9F\xBF") == "1:1 invalid-encoding");      // overlong
  CHECK(complaintAbout("\xED\xA0\x80") == "1:1 invalid-encoding");      // a surrogate
  CHECK(complaintAbout("\xF4\x90\x80\x80") == "1:1 invalid-encoding");  // beyond U+10FFFF
  CHECK(complaintAbout("ab\xE2\x82") == "1:3 invalid-encoding");        // cut off
  CHECK(complaintAbout("\x80") == "1:1 invalid-encoding");
}

TEST_CASE("characters that YAML does not allow are found") {
  CHECK(complaintAbout(std::string("a\0b", 3)) == "1:2 invalid-character");
  CHECK(complaintAbout("a\n\x1b") == "2:1 invalid-character");
  CHECK(complaintAbout("a\x7f") == "1:2 invalid-character");
  CHECK(complaintAbout("a\x04") == "1:2 invalid-character");  // the end of the input, to yaml-cpp
  CHECK(complaintAbout("a\xEF\xBB\xBF") == "1:2 invalid-character");
}

TEST_CASE("lines and places are those of the text") {
  const SourceFile file("x", "one\r\n\ntwo");
  CHECK(file.line(1) == "one");
  CHECK(file.line(2) == "");
  CHECK(file.line(3) == "two");
  CHECK(file.line(4) == "");
  CHECK(file.line(0) == "");
  const Span span = spanAt(file, 7);
  CHECK(span.line == 3);
  CHECK(span.column == 2);
}

TEST_CASE("what a user wrote stays on one line in a message") {
  CHECK(inBackticks("a\nb\tc") == "`a\\nb\\tc`");
  CHECK(inBackticks(std::string(100, 'x')) == "`" + std::string(80, 'x') + "…`");
  CHECK(inBackticks(std::string(79, 'x') + "\xC3\xA9") == "`" + std::string(79, 'x') + "…`");
  CHECK(printable("a\x1b[0m\xE2\x80\xAE\xFF") == "a\xEF\xBF\xBD[0m\xEF\xBF\xBD\xEF\xBF\xBD");
}
