// Cases of our own for what cel-spec's tests/simple/testdata covers: arithmetic, comparisons, logic, lists and maps.
#include "support.hpp"

#include <doctest/doctest.h>

using testing::Case;

TEST_CASE("integer_math: whole numbers of 64 bits, and an error beyond") {
  const Case cases[] = {
      {"40 + 2", "int 42"},
      {"-3 + 1", "int -2"},
      {"40u + 2u", "uint 42"},
      {"5 - 8", "int -3"},
      {"8u - 5u", "uint 3"},
      {"-4 * -3", "int 12"},
      {"6u * 7u", "uint 42"},
      {"7 / 2", "int 3"},
      {"-7 / 2", "int -3"},
      {"7u / 2u", "uint 3"},
      {"7 % 4", "int 3"},
      {"-7 % 4", "int -3"},
      {"7 % -4", "int 3"},
      {"7u % 4u", "uint 3"},
      {"9223372036854775807 + 1", "error"},
      {"-9223372036854775808 - 1", "error"},
      {"9223372036854775807 * 2", "error"},
      {"-9223372036854775808 * -1", "error"},
      {"-9223372036854775808 / -1", "error"},
      {"-(-9223372036854775808)", "error"},
      {"18446744073709551615u + 1u", "error"},
      {"1u - 2u", "error"},
      {"18446744073709551615u * 2u", "error"},
      {"1 / 0", "error"},
      {"1 % 0", "error"},
      {"1u / 0u", "error"},
      {"-9223372036854775808 % -1", "int 0"},
      {"9223372036854775807 - 9223372036854775807", "int 0"},
      {"-9223372036854775807 - 1", "int -9223372036854775808"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("fp_math: doubles, with their infinities") {
  const Case cases[] = {
      {"0.5 + 0.25", "double 0.75"},    {"0.5 - 2.0", "double -1.5"},
      {"1.5 * 1.5", "double 2.25"},     {"1.0 / 4.0", "double 0.25"},
      {"1.0 / 0.0", "double \"+Inf\""}, {"-1.0 / 0.0", "double \"-Inf\""},
      {"0.0 / 0.0", "double \"NaN\""},  {"1e308 * 10.0", "double \"+Inf\""},
      {"5e-324 / 2.0", "double 0"},     {"-(1.5)", "double -1.5"},
      {"4.5 % 2.0", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("comparisons: equality of one type") {
  const Case cases[] = {
      {"3 == 3", "bool true"},
      {"3 != 3", "bool false"},
      {"3u == 4u", "bool false"},
      {"2.5 == 25e-1", "bool true"},
      {"0.0 == -0.0", "bool true"},
      {"0.0 / 0.0 == 0.0 / 0.0", "bool false"},
      {"0.0 / 0.0 != 0.0 / 0.0", "bool true"},
      {"'ab' == \"ab\"", "bool true"},
      {"'ab' == 'Ab'", "bool false"},
      {"'\\u00e9' == 'e\\u0301'", "bool false"},
      {"b'a' == b'\\x61'", "bool true"},
      {"null == null", "bool true"},
      {"[] == []", "bool true"},
      {"[1, [2]] == [1, [2]]", "bool true"},
      {"[1, 2] == [2, 1]", "bool false"},
      {"[1] == [1, 1]", "bool false"},
      {"[null] == [null]", "bool true"},
      {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "bool true"},
      {"{'a': 1} == {'a': 2}", "bool false"},
      {"{'a': 1} == {'b': 1}", "bool false"},
      {"{'a': 1} == {'a': 1, 'b': 1}", "bool false"},
      {"{'a': null} == {}", "bool false"},
      {"timestamp(1) == timestamp('1970-01-01T00:00:01Z')", "bool true"},
      {"duration('60s') == duration('1m')", "bool true"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("comparisons: numbers of different types are compared by value, exactly") {
  const Case cases[] = {
      {"1 == 1u", "bool true"},
      {"1 == 1.0", "bool true"},
      {"1u == 1.5", "bool false"},
      {"-1 == 18446744073709551615u", "bool false"},
      {"[1, 2u, 3.0] == [1.0, 2, 3u]", "bool true"},
      {"{1: 'a'} == {1u: 'a'}", "bool true"},
      {"-1 < 0u", "bool true"},
      {"18446744073709551615u > -1", "bool true"},
      {"1 < 1.5", "bool true"},
      {"2u >= 1.5", "bool true"},
      {"9007199254740993 == 9007199254740992.0", "bool false"},
      {"9007199254740993 > 9007199254740992.0", "bool true"},
      {"9223372036854775807 < 9223372036854775808.0", "bool true"},
      {"18446744073709551615u < 1e20", "bool true"},
      {"-9223372036854775808 == -9223372036854775808.0", "bool true"},
      {"-9223372036854775808 > -1e20", "bool true"},
      {"1 < 1.0 / 0.0", "bool true"},
      {"1 > -1.0 / 0.0", "bool true"},
      {"1 < 0.0 / 0.0", "bool false"},
      {"1 >= 0.0 / 0.0", "bool false"},
      {"-1 > -1.5 && -2 < -1.5", "bool true"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("comparisons: order") {
  const Case cases[] = {
      {"1 < 2", "bool true"},
      {"2 <= 2", "bool true"},
      {"2 > 2", "bool false"},
      {"2 >= 2", "bool true"},
      {"1u < 2u", "bool true"},
      {"'a' < 'b'", "bool true"},
      {"'B' < 'a'", "bool true"},
      {"'' < 'a'", "bool true"},
      {"'ab' < 'b'", "bool true"},
      {"'z' < '\\u00e9'", "bool true"},
      {"'\\uffff' < '\\U00010000'", "bool true"},
      {"b'\\x01' < b'\\x02'", "bool true"},
      {"b'\\x7f' < b'\\x80'", "bool true"},
      {"false < true", "bool true"},
      {"true <= false", "bool false"},
      {"timestamp(1) < timestamp(2)", "bool true"},
      {"duration('-1s') < duration('0s')", "bool true"},
      {"duration('1h') >= duration('60m')", "bool true"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("logic: what decides alone does so, even beside an error") {
  const Case cases[] = {
      {"true && false", "bool false"},
      {"false || true", "bool true"},
      {"false && 1 / 0 == 1", "bool false"},
      {"1 / 0 == 1 && false", "bool false"},
      {"true || 1 / 0 == 1", "bool true"},
      {"1 / 0 == 1 || true", "bool true"},
      {"1 / 0 == 1 || false", "error"},
      {"true && 1 / 0 == 1", "error"},
      {"1 / 0 == 1 && 1 / 0 == 2", "error"},
      {"'a' && true", "error"},
      {"'a' && false", "bool false"},
      {"true || 'a'", "bool true"},
      {"false || 1", "error"},
      {"!(1 / 0 == 1)", "error"},
      {"!'a'", "error"},
      {"'a' ? 1 : 2", "error"},
      {"1 / 0 == 1 ? 1 : 2", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("lists and maps: joining, indexes, membership, size") {
  const Case cases[] = {
      {"[1] + [2, 3]", "list [1,2,3]"},
      {"[] + []", "list []"},
      {"['a', 'b'][1]", "string \"b\""},
      {"['a', 'b'][1u]", "string \"b\""},
      {"['a', 'b'][1.0]", "string \"b\""},
      {"{'a': 1}['a']", "int 1"},
      {"{1: 'a'}[1u]", "string \"a\""},
      {"{1: 'a'}[1.0]", "string \"a\""},
      {"{true: 'a'}[true]", "string \"a\""},
      {"2 in [1, 2]", "bool true"},
      {"3 in [1, 2]", "bool false"},
      {"2.0 in [1, 2]", "bool true"},
      {"'2' in [1, 2]", "bool false"},
      {"[1] in [[1], [2]]", "bool true"},
      {"1 in []", "bool false"},
      {"'a' in {'a': 1}", "bool true"},
      {"1 in {'a': 1}", "bool false"},
      {"size([1, 2])", "int 2"},
      {"{'a': 1}.size()", "int 1"},
      {"[] + 1", "error"},
      {"{} + {}", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("macros: all, exists, exists_one, map, filter, has") {
  const Case cases[] = {
      {"[1, 2].all(x, x > 0)", "bool true"},
      {"[1, 2].all(x, x > 1)", "bool false"},
      {"[].all(x, x > 1)", "bool true"},
      {"[1, 0].all(x, 4 / x > 5)", "bool false"},
      {"[1, 0].all(x, 4 / x > 3)", "error"},
      {"[1, 2].exists(x, x == 2)", "bool true"},
      {"[].exists(x, true)", "bool false"},
      {"[0, 1].exists(x, 1 / x == 1)", "bool true"},
      {"[0].exists(x, 1 / x == 1)", "error"},
      {"[1, 2, 2].exists_one(x, x == 1)", "bool true"},
      {"[1, 2, 2].exists_one(x, x == 2)", "bool false"},
      {"[1, 2].existsOne(x, x == 2)", "bool true"},
      {"[1, 0].exists_one(x, 1 / x == 1)", "error"},
      {"[1, 2].map(x, x * x)", "list [1,4]"},
      {"[1, 2, 3].map(x, x > 1, x * 10)", "list [20,30]"},
      {"[1, 0].map(x, 1 / x)", "error"},
      {"[1, 2, 3].filter(x, x != 2)", "list [1,3]"},
      {"[1].filter(x, 'a')", "error"},
      {"{'a': 1, 'b': 2}.all(k, k < 'c')", "bool true"},
      {"{'a': 1}.map(k, k + '!')", "list [\"a!\"]"},
      {"{'a': 1, 'b': 2}.filter(k, k == 'b')", "list [\"b\"]"},
      {"has({'a': null}.a)", "bool true"},
      {"has({'a': 1}.b)", "bool false"},
      {"has({'a-b': 1}['a-b'])", "bool true"},
      {"has({'a': {'b': 1}}.a.b)", "bool true"},
      {"1.all(x, true)", "error"},
      {"'abc'.exists(x, true)", "error"},
      {"[1].all(1, true)", "error"},
      {"[1].all(x)", "error"},
      {"[1].all(x, true, true)", "error"},
      {"[1].all(true, true)", "error"},
      {"has(1)", "error"},
      {"has([1][0])", "error"},
      {"all([1], x, true)", "error"},
  };
  CHECK_CASES(cases)
}
