#include "read/diagnostics.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace event_codegen;

namespace {

std::string printed(const Diagnostics& diagnostics, ErrorFormat format, bool colour = false) {
  std::ostringstream out;
  printDiagnostics(out, diagnostics, format, colour);
  return out.str();
}

std::string excerpt(const std::string& line, std::uint32_t column, std::uint32_t length) {
  const SourceFile file("f", line);
  Diagnostics diagnostics;
  diagnostics.error("r", {&file, 1, column, length}, "m");
  const std::string text = printed(diagnostics, ErrorFormat::text);
  return text.substr(text.find('\n') + 1);
}

}  // namespace

TEST_CASE("text shows the place, the line, a caret and notes") {
  const SourceFile file("user/types.yaml", "a: 1\nb: two\n");
  Diagnostics diagnostics;
  diagnostics.error("some-rule", {&file, 2, 4, 3}, "wrong").notes.push_back({{&file, 1, 1, 1}, "first declared here"});
  diagnostics.warning("other", {&file, 0, 0, 0}, "about the file");
  CHECK(printed(diagnostics, ErrorFormat::text) ==
        "user/types.yaml:2:4: error: wrong [some-rule]\n"
        "  b: two\n"
        "     ^~~\n"
        "user/types.yaml:1:1: note: first declared here\n"
        "  a: 1\n"
        "  ^\n"
        "user/types.yaml: warning: about the file [other]\n");
}

TEST_CASE("the caret stands under its character, whatever stands before") {
  CHECK(excerpt("\tx: yy", 5, 2) == "  \tx: yy\n  \t   ^~\n");
  CHECK(excerpt("\xC3\xA9: yy", 5, 2) == "  \xC3\xA9: yy\n     ^~\n");
  CHECK(excerpt("\xE5\x90\x8D: yy", 6, 2) == "  \xE5\x90\x8D: yy\n      ^~\n");
  CHECK(excerpt("e\xCC\x81: yy", 6, 2) == "  e\xCC\x81: yy\n     ^~\n");
  CHECK(excerpt("abc", 2, 100) == "  abc\n   ^~\n");
  CHECK(excerpt("abc", 4, 1) == "  abc\n     ^\n");
  CHECK(excerpt("abc", 4'000'000'000, 4'000'000'000) == "  abc\n     ^\n");
}

TEST_CASE("a very long line is shown around the place") {
  const std::string shown = excerpt(std::string(10'000, 'x') + "y" + std::string(10'000, 'z'), 10'001, 1);
  CHECK(shown.size() < 500);
  CHECK(shown.starts_with("  …xxx"));
  CHECK(shown.find("zz…\n") != std::string::npos);
}

TEST_CASE("what could act on a terminal is not printed") {
  const SourceFile file("a\x1b[2Jb", "key: \x1b[31m\n");
  Diagnostics diagnostics;
  diagnostics.error("r", {&file, 1, 1, 3}, "about `\x1b]0;x\x07`");
  for (const auto format : {ErrorFormat::text, ErrorFormat::json, ErrorFormat::github}) {
    CHECK(printed(diagnostics, format).find('\x1b') == std::string::npos);
    CHECK(printed(diagnostics, format).find('\x07') == std::string::npos);
  }
}

TEST_CASE("colour is used when it is wanted") {
  const SourceFile file("f", "x");
  Diagnostics diagnostics;
  diagnostics.error("r", {&file, 1, 1, 1}, "m");
  CHECK(printed(diagnostics, ErrorFormat::text, true).find("\033[1;31merror") != std::string::npos);
  CHECK(printed(diagnostics, ErrorFormat::json, true).find('\033') == std::string::npos);
}

TEST_CASE("json is one object a line") {
  const SourceFile file("f", "x");
  Diagnostics diagnostics;
  diagnostics.error("r", {&file, 1, 2, 3}, "a \"quote\", a \\ and a\nline").notes.push_back({{&file, 0, 0, 0}, "n"});
  CHECK(printed(diagnostics, ErrorFormat::json) ==
        R"({"severity":"error","rule":"r","file":"f","line":1,"column":2,"length":3,)"
        R"("message":"a \"quote\", a \\ and a\nline","notes":[{"message":"n","file":"f"}]})"
        "\n");
}

TEST_CASE("github's commands are escaped as its runner reads them") {
  const SourceFile file("a,b:c.yaml", "x");
  Diagnostics diagnostics;
  diagnostics.error("r", {&file, 1, 2, 3}, "100%\nof: it, too").notes.push_back({{&file, 4, 1, 1}, "first here"});
  CHECK(printed(diagnostics, ErrorFormat::github) ==
        "::error file=a%2Cb%3Ac.yaml,line=1,col=2,endColumn=5,title=r::100%25%0Aof: it, too%0Afirst here: "
        "a,b:c.yaml:4\n");
}

TEST_CASE("complaints are sorted by file, line and column, and equal ones said once") {
  const SourceFile first("first", ""), second("second", "");
  Diagnostics diagnostics;
  diagnostics.error("r", {&second, 2, 1, 1}, "c");
  diagnostics.error("r", {&first, 1, 1, 1}, "d");
  diagnostics.error("r", {&second, 1, 5, 1}, "b");
  diagnostics.error("r", {&second, 1, 2, 1}, "a");
  diagnostics.error("r", {&second, 1, 5, 1}, "b");
  diagnostics.sort();
  std::string order;
  for (const Diagnostic& diagnostic : diagnostics.list()) order += diagnostic.message;
  CHECK(order == "abcd");
}

TEST_CASE("a rule that is off reports nothing") {
  Diagnostics diagnostics;
  diagnostics.report(Severity::off, "r", {}, "m").notes.push_back({{}, "n"});
  CHECK(diagnostics.empty());
  diagnostics.warning("r", {}, "m");
  CHECK_FALSE(diagnostics.hasErrors());
  CHECK(diagnostics.warningCount() == 1);
}
