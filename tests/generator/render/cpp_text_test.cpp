#include "render/cpp_text.hpp"

#include <doctest/doctest.h>

using namespace event_codegen;
using namespace std::string_literals;

TEST_CASE("string literals say what the text says") {
  CHECK(quoted("plain") == R"("plain")");
  CHECK(quoted("say \"hi\" \\") == R"("say \"hi\" \\")");
  CHECK(quoted("a\nb\tc\rd\x7f") == R"("a\nb\tc\015d\177")");
  CHECK(quoted("naïve ключ 🎉") == "\"naïve ключ 🎉\"");

  SUBCASE("octal escapes end after three digits, whatever follows") {
    CHECK(quoted("\x01"
                 "23") == R"("\00123")");
  }
  SUBCASE("trigraphs are broken up") { CHECK(quoted("what?\?/ ?\?\?=") == R"("what?\?/ ?\?\?=")"); }
  SUBCASE("what cannot be seen is written out") {
    CHECK(quoted("a\u202Eb") == R"("a\342\200\256b")");
    CHECK(quoted("a\u2066b\u200Bc\uFEFFd\u2028e\u0085f\u061Cg") ==
          R"("a\342\201\246b\342\200\213c\357\273\277d\342\200\250e\302\205f\330\234g")");
  }
}

TEST_CASE("a text with NUL keeps its length") {
  CHECK(viewLiteral("ab") == R"("ab")");
  CHECK(viewLiteral("a\0b"s) == R"(std::string_view("a\000b", 3))");
  CHECK(stringInitializer("a\0b"s) == R"(std::string("a\000b", 3))");
}

TEST_CASE("JSON strings are escaped as RFC 8259 asks") {
  CHECK(jsonString("a\"b\\c\nd\0e"s) == R"("a\"b\\c\u000ad\u0000e")");
}

TEST_CASE("comments stay comments") {
  CHECK(docComment("") == "");
  CHECK(docComment(" \n \n") == "");
  CHECK(docComment("one\ntwo", 2) == "  /// one\n  /// two\n");
  CHECK(docComment("one\n\n\ntwo\n\n") == "/// one\n///\n///\n/// two\n");
  CHECK(docComment("*/ int x; /*") == "/// */ int x; /*\n");

  SUBCASE("a backslash at the end of a line would join the next line to the comment") {
    CHECK(docComment("path C:\\\nnext") == "/// path C:\\.\n/// next\n");
    CHECK(docComment("blanks after it \\ \t\nnext") == "/// blanks after it \\.\n/// next\n");
    CHECK(docComment("a trigraph ?\?/\nnext") == "/// a trigraph ?\?/.\n/// next\n");
  }
  SUBCASE("other line ends and controls become spaces") {
    CHECK(docComment("a\rb\vc\fd\0e\u2028f\u2029g\u0085h\x1b[31mi"s) == "/// a b c d e f g h [31mi\n");
  }
  SUBCASE("nothing turns the direction of the text around") { CHECK(docComment("a\u202Eb\u2067c") == "/// a b c\n"); }
}

TEST_CASE("indenting leaves empty lines empty") { CHECK(indented("a\n\n  b\n", 2) == "  a\n\n    b\n"); }
