// Cases of our own for what cel-spec's tests/simple/testdata covers, file by file: literals, names and grammar.
// docs/expressions.md says which of its files apply.
#include "support.hpp"

#include <doctest/doctest.h>

using testing::Case;

TEST_CASE("basic: literals are what they say") {
  const Case cases[] = {
      {"7", "int 7"},
      {"0", "int 0"},
      {"-7", "int -7"},
      {"-9223372036854775808", "int -9223372036854775808"},
      {"9223372036854775807", "int 9223372036854775807"},
      {"7u", "uint 7"},
      {"18446744073709551615U", "uint 18446744073709551615"},
      {"0xff", "int 255"},
      {"-0x10", "int -16"},
      {"0xFFu", "uint 255"},
      {"1.5", "double 1.5"},
      {".5", "double 0.5"},
      {"2e3", "double 2000"},
      {"25E-1", "double 2.5"},
      {"-1.5e+1", "double -15"},
      {"true", "bool true"},
      {"false", "bool false"},
      {"null", "null_type null"},
      {"''", "string \"\""},
      {"\"a'b\"", "string \"a'b\""},
      {"'a\"b'", "string \"a\\\"b\""},
      {"[]", "list []"},
      {"[1, 'a', null,]", "list [1,\"a\",null]"},
      {"{}", "map {}"},
      {"{'b': 1, 'a': [true],}", "map {\"a\":[true],\"b\":1}"},
      {"{1: 2, true: 3, 4u: 5}", "map {\"1\":2,\"4\":5,\"true\":3}"},
      {"type(1)", "type \"int\""},
      {"google.protobuf.Timestamp", "type \"google.protobuf.Timestamp\""},
      {"b'abc'", "bytes \"YWJj\""},
  };
  CHECK_CASES(cases)
}

TEST_CASE("basic: what is no value is an error") {
  const Case cases[] = {
      {"9223372036854775808", "error"},
      {"-9223372036854775809", "error"},
      {"18446744073709551616u", "error"},
      {"1e999", "error"},
      {"0x", "error"},
      {"1.5u", "error"},
      {"nonsense", "error"},
      {"nonsense(1)", "error"},
      {"1 +", "error"},
      {"(1", "error"},
      {"1 2", "error"},
      {"{1: 2, 1: 3}", "error"},
      {"{1.5: 2}", "error"},
      {"{null: 2}", "error"},
      {"Message{field: 1}", "error"},
      {"google.protobuf.Any{}", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("parse: strings and their escapes") {
  const Case cases[] = {
      {R"('a\tb\nc')", R"(string "a\tb\nc")"},
      {R"('\a\b\f\v')", R"(string "\u0007\b\f\u000b")"},
      {R"('\\ \? \" \' \`')", R"(string "\\ ? \" ' `")"},
      {R"('\x41\X42')", "string \"AB\""},
      {R"('\101')", "string \"A\""},
      {R"('\u00e9\U0001F40D')", "string \"\u00e9\U0001F40D\""},
      {R"('\xff')", "string \"\u00ff\""},
      {R"('\377')", "string \"\u00ff\""},
      {R"(b'\xff\377')", "bytes \"//8=\""},
      {"b'\u00ff'", "bytes \"w78=\""},
      {R"(r'\n')", R"(string "\\n")"},
      {R"(R"a\")", R"(string "a\\")"},
      {R"(br'\x41')", "bytes \"XHg0MQ==\""},
      {"'''it's\n\"two\" lines'''", "string \"it's\\n\\\"two\\\" lines\""},
      {"\"\"\"a\"\"b\"\"\"", "string \"a\\\"\\\"b\""},
      {"r'''\\'''", "string \"\\\\\""},
      {"''''''", "string \"\""},
      {"'open", "error"},
      {"'line\nbreak'", "error"},
      {"'''open''", "error"},
      {R"('\q')", "error"},
      {R"('\u12')", "error"},
      {R"('\x4')", "error"},
      {R"('\477')", "error"},
      {R"('\ud83d')", "error"},
      {R"('\U00110000')", "error"},
      {R"(b'\u0041')", "error"},
      {"'\xff'", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("parse: precedence, associativity, comments and space") {
  const Case cases[] = {
      {"2 + 3 * 4", "int 14"},
      {"(2 + 3) * 4", "int 20"},
      {"20 - 5 - 3", "int 12"},
      {"100 / 5 / 2", "int 10"},
      {"17 % 10 % 4", "int 3"},
      {"-2 * 3", "int -6"},
      {"2 - -2", "int 4"},
      {"--2", "int 2"},
      {"-(1)", "int -1"},
      {"!true || true", "bool true"},
      {"!!true", "bool true"},
      {"!!!true", "bool false"},
      {"1 < 2 == true", "bool true"},
      {"1 + 1 == 2 && 2 in [2]", "bool true"},
      {"true || false && false", "bool true"},
      {"false ? 1 : true ? 2 : 3", "int 2"},
      {"(true ? false : true) ? 1 : 2", "int 2"},
      {"true ? 1 : 1 / 0", "int 1"},
      {"1 // the rest is said to nobody\n+ 1", "int 2"},
      {" \t\r\n\f 1 ", "int 1"},
      {"[1, 2][0] + {'a': 5}.a", "int 6"},
      {"{'a': {'b': [1, {'c': 9}]}}.a['b'][1].c", "int 9"},
      {"{'odd-key': 3}.`odd-key`", "int 3"},
      {"{'if': 3}.if", "int 3"},
      {"'abc'.size() + [1].size()", "int 4"},
      {"if", "error"},
      {"a.in", "error"},
      {"1 = 1", "error"},
      {"1 & 1", "error"},
      {"true and false", "error"},
      {"[1,,2]", "error"},
      {"size(1,)", "error"},
      {"?", "error"},
      {"@", "error"},
      {"!-1", "error"},
      {"x.?y", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("parse: what CEL asks every implementation to take") {
  const auto repeated = [](std::string_view begin, std::string_view part, int count, std::string_view end) {
    std::string text(begin);
    for (int i = 0; i < count; ++i) text += part;
    return text.append(end);
  };
  CHECK(testing::brief(repeated("false", " || false", 200, "")) == "bool false");
  CHECK(testing::brief(repeated("true", " && true", 200, "")) == "bool true");
  CHECK(testing::brief(repeated("", "false ? 0 : ", 32, "1")) == "int 1");
  CHECK(testing::brief(repeated("1", " + 1", 32, "")) == "int 33");
  CHECK(testing::brief(repeated("true", " == true", 32, "")) == "bool true");
  CHECK(testing::brief(repeated("size([0", ", 0", 199, "])")) == "int 200");
  CHECK(testing::brief(repeated("", "(", 32, "1") + std::string(32, ')')) == "int 1");
  CHECK(testing::brief(repeated("size(", "[", 32, "") + std::string(32, ']') + ")") == "int 1");
  CHECK(testing::brief(repeated("data", ".a", 100, "")) == "null_type null");
  CHECK(testing::brief(repeated("", "dyn(", 32, "7") + std::string(32, ')')) == "int 7");
  CHECK(testing::brief(repeated("", "!", 500, "true")) == "bool true");
  CHECK(testing::brief(repeated("", "-", 501, "(1)")) == "int -1");
}

TEST_CASE("namespace, macros: a variable of a macro hides others, and a leading dot finds them") {
  CHECK(testing::brief("[1, 2].map(data, data * 2)") == "list [2,4]");
  CHECK(testing::brief("[1].all(data, .data == null && data == 1)") == "bool true");
  CHECK(testing::brief("[1].map(x, [2].map(x, x))") == "list [[2]]");
  CHECK(testing::brief("[1].map(x, [2].map(y, x + y))") == "list [[3]]");
  CHECK(testing::brief("[[1, 2], [3]].map(x, x.map(x, x + 1).size() + x.size())") == "list [4,2]");
  CHECK(testing::brief("[1].exists(x, x == 1) && x == 1") == "error");
}

TEST_CASE("type_deduction, dynamic, plumbing: types are values") {
  const Case cases[] = {
      {"type(1u) == uint", "bool true"},
      {"type(1.0) == double", "bool true"},
      {"type('') == string && type(b'') == bytes", "bool true"},
      {"type([]) == list && type({}) == map", "bool true"},
      {"type(null) == null_type", "bool true"},
      {"type(type(1)) == type", "bool true"},
      {"type(type) == type", "bool true"},
      {"type(timestamp(0)) == google.protobuf.Timestamp", "bool true"},
      {"type(duration('1s')) == google.protobuf.Duration", "bool true"},
      {"type(1) == type(1u)", "bool false"},
      {"int == int && int != uint", "bool true"},
      {"dyn(1) + 1", "int 2"},
      {"(true ? 1 : 'a')", "int 1"},
      {"google.protobuf.Other", "error"},
  };
  CHECK_CASES(cases)
}
