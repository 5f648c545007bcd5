#include "read/yaml.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace event_codegen;
using Kind = YamlNode::Kind;

namespace {

struct Read {
  SourceFile file;
  YamlNode root;
  Diagnostics diagnostics;
  bool complete = false;

  explicit Read(std::string text) : file("x.yaml", std::move(text)) { complete = readYaml(file, root, diagnostics); }
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;

  std::string complaints() const {
    std::ostringstream out;
    for (const Diagnostic& diagnostic : diagnostics.list()) {
      out << diagnostic.span.line << ':' << diagnostic.span.column << ' ' << diagnostic.rule << ' ';
    }
    return out.str();
  }
};

/// What stands in the file where a node says it does.
std::string_view written(const Span& span) { return span.file->line(span.line).substr(span.column - 1, span.length); }

}  // namespace

TEST_CASE("every part has the place where it was written") {
  const Read read(
      "app: max-amex\n"
      "é: \"two words\"\n"
      "list:\n"
      "  - 'it''s'\n"
      "  - { key: 1.5 }\n"
      "text: |\n"
      "  several\n"
      "  lines\n"
      "long: several\n"
      "  words\n");
  REQUIRE(read.complete);
  const YamlNode& root = read.root;
  CHECK(written(root.members[0].keySpan) == "app");
  CHECK(written(root.find("app")->span) == "max-amex");
  CHECK(written(root.find("é")->span) == "\"two words\"");
  CHECK(root.find("é")->scalar == "two words");
  CHECK(root.find("é")->quoted);
  const YamlNode& list = *root.find("list");
  CHECK(written(list.items[0].span) == "'it''s'");
  CHECK(list.items[0].scalar == "it's");
  CHECK(written(list.items[1].find("key")->span) == "1.5");
  CHECK(list.items[1].find("key")->kind == Kind::number);
  CHECK(written(root.find("text")->span) == "|");
  CHECK(root.find("text")->scalar == "several\nlines\n");
  CHECK(written(root.find("long")->span) == "several");
  CHECK(root.find("long")->scalar == "several words");
}

TEST_CASE("places are right in files with carriage returns and after anchors and tags") {
  const Read read("a: 1\r\nb: &anchor two\r\nc: !!str 3\r\nd: *anchor\r\ne: &x \"q\"\r\n");
  REQUIRE(read.complete);
  CHECK(written(read.root.find("b")->span) == "two");
  CHECK(written(read.root.find("c")->span) == "3");
  CHECK(read.root.find("c")->kind == Kind::string);
  CHECK(read.root.find("d")->scalar == "two");
  CHECK(written(read.root.find("e")->span) == "\"q\"");
}

TEST_CASE("a value that is not there has the place of its key") {
  const Read read("a:\nb: ~\nc: null\n\nd:\n");
  REQUIRE(read.complete);
  CHECK(written(read.root.find("a")->span) == "a");
  CHECK(written(read.root.find("b")->span) == "~");
  CHECK(written(read.root.find("c")->span) == "null");
  CHECK(written(read.root.find("d")->span) == "d");
  for (const auto& member : read.root.members) CHECK(member.value.kind == Kind::null);
}

TEST_CASE("an empty file is null") {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "---\n...\n"}) {
    const Read read(text);
    CAPTURE(text);
    CHECK(read.complete);
    CHECK(read.root.kind == Kind::null);
  }
}

TEST_CASE("quoted scalars are strings, plain ones may be something else") {
  const Read read("[1, \"1\", '1', yes, true, \"true\", !!str true]");
  REQUIRE(read.complete);
  CHECK(read.root.items[0].kind == Kind::integer);
  for (std::size_t index : {1U, 2U, 3U, 5U, 6U}) CHECK(read.root.items[index].kind == Kind::string);
  CHECK(read.root.items[4].kind == Kind::boolean);
}

TEST_CASE("duplicate keys are errors, and the first one counts") {
  const Read read("a: 1\nb: 2\na: 3\n\"a\": 4\n");
  CHECK(read.complaints() == "3:1 duplicate-key 4:1 duplicate-key ");
  CHECK(read.complete);
  REQUIRE(read.root.members.size() == 2);
  CHECK(read.root.find("a")->scalar == "1");
  CHECK(read.diagnostics.list()[0].notes[0].span.line == 1);
}

TEST_CASE("duplicate keys are found in large mappings too") {
  std::string text;
  for (int index = 0; index < 1000; ++index) text += "key" + std::to_string(index) + ": x\n";
  const Read read(text + "key0: y\nkey999: y\nnew: y\nnew: z\n");
  CHECK(read.complaints() == "1001:1 duplicate-key 1002:1 duplicate-key 1004:1 duplicate-key ");
}

TEST_CASE("keys that are no strings are errors") {
  CHECK(Read("[a]: b\nc: d\n").complaints() == "1:1 bad-key ");
  CHECK(Read("? {a: b}\n: c\n").complaints() == "1:3 bad-key ");
  CHECK(Read(": a\n").complaints().find("bad-key") != std::string::npos);
  CHECK(Read("<<: {a: b}\n").complaints() == "1:1 unsupported-merge-key ");
  CHECK(Read("\"<<\": {a: b}\n").complaints() == "");
  const Read scalars("1: a\ntrue: b\nnull: c\n");
  CHECK(scalars.complaints() == "");
  CHECK(scalars.root.find("null")->scalar == "c");
}

TEST_CASE("what yaml-cpp takes and YAML does not is an error") {
  CHECK(Read("a: \"never ends\n").complaints() == "1:4 malformed-yaml ");
  CHECK(Read("a: 'it''s\n").complaints() == "1:4 malformed-yaml ");
  CHECK(Read("a: \"x\\\"").complaints() == "1:7 malformed-yaml ");
}

TEST_CASE("one document is read, not several") {
  CHECK(Read("---\na: b\n...\n").complaints() == "");
  CHECK(Read("a: b\n---\nc: d\n").complaints().find("multiple-documents") != std::string::npos);
  CHECK_FALSE(Read("a: b\n---\nc: d\n").complete);
}

TEST_CASE("aliases repeat a value where it is named") {
  const Read read("a: &a { x: [1, 2] }\nb: *a\n*a : c\n");
  CHECK(read.root.find("b")->find("x")->items[1].scalar == "2");
  CHECK(read.complaints() == "3:1 bad-key ");
  CHECK(Read("&k key: 1\nb: *k\n").root.find("b")->scalar == "key");
}
