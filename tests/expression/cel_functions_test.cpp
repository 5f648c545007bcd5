// Cases of our own for what cel-spec's tests/simple/testdata covers: strings, conversions and times.
#include "support.hpp"

#include <doctest/doctest.h>

using testing::Case;

TEST_CASE("string: searching, matching, size") {
  const Case cases[] = {
      {"'a' + 'b'", "string \"ab\""},
      {"b'a' + b'b'", "bytes \"YWI=\""},
      {"size('')", "int 0"},
      {"size('h\\u00e9llo')", "int 5"},
      {"'\\U0001F40D'.size()", "int 1"},
      {"size(b'\\u00e9')", "error"},
      {"size(bytes('\\u00e9'))", "int 2"},
      {"'hello'.contains('ell')", "bool true"},
      {"'hello'.contains('')", "bool true"},
      {"'hello'.contains('El')", "bool false"},
      {"'hello'.startsWith('he')", "bool true"},
      {"'he'.startsWith('hello')", "bool false"},
      {"'hello'.endsWith('lo')", "bool true"},
      {"''.endsWith('')", "bool true"},
      {"'hello'.matches('^h.*o$')", "bool true"},
      {"'hello'.matches('l+')", "bool true"},
      {"matches('hello', 'x')", "bool false"},
      {"'hello'.matches('h' + '.l')", "bool true"},
      {"'\\u00e9'.matches('^.$')", "bool true"},
      {"'hello'.matches('(')", "error"},
      {"'hello'.matches(data == null ? '(' : 'x')", "error"},
      {"'hello'.matches('(?=x)')", "error"},
      {"'hello'.contains(1)", "error"},
      {"1.contains('a')", "error"},
      {"'a'.contains()", "error"},
      {"contains('a', 'a')", "error"},
      {"'a'.nonsense()", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("string_ext: positions count code points") {
  const Case cases[] = {
      {"'t\\u00e9a'.charAt(1)", "string \"\u00e9\""},
      {"'tea'.charAt(3)", "string \"\""},
      {"'tea'.charAt(4)", "error"},
      {"'tea'.charAt(-1)", "error"},
      {"'t\\u00e9a'.indexOf('a')", "int 2"},
      {"'tea'.indexOf('x')", "int -1"},
      {"'tea'.indexOf('')", "int 0"},
      {"'banana'.indexOf('an', 2)", "int 3"},
      {"'banana'.indexOf('an', 7)", "error"},
      {"'banana'.lastIndexOf('an')", "int 3"},
      {"'banana'.lastIndexOf('an', 2)", "int 1"},
      {"'banana'.lastIndexOf('x')", "int -1"},
      {"'banana'.lastIndexOf('')", "int 6"},
      {"['a', 'b'].join()", "string \"ab\""},
      {"['a', 'b'].join(', ')", "string \"a, b\""},
      {"[].join('-')", "string \"\""},
      {"['a', 1].join()", "error"},
      {"'TeA\\u00c9'.lowerAscii()", "string \"tea\u00c9\""},
      {"'TeA\\u00e9'.upperAscii()", "string \"TEA\u00e9\""},
      {"'banana'.replace('an', 'o')", "string \"booa\""},
      {"'banana'.replace('an', 'o', 1)", "string \"boana\""},
      {"'banana'.replace('an', 'o', 0)", "string \"banana\""},
      {"'banana'.replace('an', 'o', -1)", "string \"booa\""},
      {"'ab'.replace('', '-')", "string \"-a-b-\""},
      {"'ab'.replace('', '-', 2)", "string \"-a-b\""},
      {"'a,b,c'.split(',')", "list [\"a\",\"b\",\"c\"]"},
      {"'a,b,c'.split(',', 2)", "list [\"a\",\"b,c\"]"},
      {"'a,b'.split(',', 0)", "list []"},
      {"'a,b'.split(',', 1)", "list [\"a,b\"]"},
      {"'h\\u00e9'.split('')", "list [\"h\",\"\u00e9\"]"},
      {"''.split(',')", "list [\"\"]"},
      {"'t\\u00e9as'.substring(1)", "string \"\u00e9as\""},
      {"'teas'.substring(1, 3)", "string \"ea\""},
      {"'teas'.substring(4)", "string \"\""},
      {"'teas'.substring(3, 1)", "error"},
      {"'teas'.substring(0, 5)", "error"},
      {"' \\u00a0 tea\\t\\n\\u3000'.trim()", "string \"tea\""},
      {"'   '.trim()", "string \"\""},
      {"'t\\u00e9a'.reverse()", "string \"a\u00e9t\""},
  };
  CHECK_CASES(cases)
}

TEST_CASE("conversions: numbers") {
  const Case cases[] = {
      {"int(3u)", "int 3"},
      {"int(3.9)", "int 3"},
      {"int(-3.9)", "int -3"},
      {"int('-12')", "int -12"},
      {"int(true)", "error"},
      {"int('1.5')", "error"},
      {"int('')", "error"},
      {"int(' 1')", "error"},
      {"int(18446744073709551615u)", "error"},
      {"int(1e19)", "error"},
      {"int(double('NaN'))", "error"},
      {"int(timestamp('1970-01-01T00:01:00Z'))", "int 60"},
      {"uint(3)", "uint 3"},
      {"uint(3.9)", "uint 3"},
      {"uint('12')", "uint 12"},
      {"uint(-1)", "error"},
      {"uint(-0.5)", "error"},
      {"uint(2e19)", "error"},
      {"uint('-1')", "error"},
      {"double(3)", "double 3"},
      {"double(3u)", "double 3"},
      {"double('2.5')", "double 2.5"},
      {"double('x')", "error"},
      {"double('NaN') == double('NaN')", "bool false"},
      {"double('-Infinity') < 0.0", "bool true"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("conversions: texts, bytes, booleans") {
  const Case cases[] = {
      {"string(12)", "string \"12\""},
      {"string(12u)", "string \"12\""},
      {"string(-0.5)", "string \"-0.5\""},
      {"string(2.0)", "string \"2\""},
      {"string(true)", "string \"true\""},
      {"string('a')", "string \"a\""},
      {"string(b'a')", "string \"a\""},
      {"string(b'\\xff')", "error"},
      {"string([])", "error"},
      {"string(timestamp('2023-04-05T06:07:08.5+01:00'))", "string \"2023-04-05T05:07:08.5Z\""},
      {"string(duration('1m1ms'))", "string \"60.001s\""},
      {"string(duration('-1.5s'))", "string \"-1.5s\""},
      {"bytes('\\u00e9')", "bytes \"w6k=\""},
      {"bytes(1)", "error"},
      {"bool('true')", "bool true"},
      {"bool('TRUE')", "bool true"},
      {"bool('1')", "bool true"},
      {"bool('f')", "bool false"},
      {"bool('yes')", "error"},
      {"bool('tRuE')", "error"},
      {"bool(1)", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("timestamps: reading, writing and reckoning") {
  const Case cases[] = {
      {"timestamp('2023-04-05T06:07:08Z')", "google.protobuf.Timestamp \"2023-04-05T06:07:08Z\""},
      {"timestamp('2023-04-05T06:07:08.123456789-02:30')",
       "google.protobuf.Timestamp \"2023-04-05T08:37:08.123456789Z\""},
      {"timestamp(1700000000)", "google.protobuf.Timestamp \"2023-11-14T22:13:20Z\""},
      {"timestamp('0001-01-01T00:00:00Z')", "google.protobuf.Timestamp \"0001-01-01T00:00:00Z\""},
      {"timestamp('9999-12-31T23:59:59.999999999Z')", "google.protobuf.Timestamp \"9999-12-31T23:59:59.999999999Z\""},
      {"timestamp('0000-12-31T23:59:59Z')", "error"},
      {"timestamp('10000-01-01T00:00:00Z')", "error"},
      {"timestamp('2023-02-29T00:00:00Z')", "error"},
      {"timestamp('2023-04-05')", "error"},
      {"timestamp(999999999999)", "error"},
      {"timestamp(1) + duration('1s')", "google.protobuf.Timestamp \"1970-01-01T00:00:02Z\""},
      {"duration('1s') + timestamp(1)", "google.protobuf.Timestamp \"1970-01-01T00:00:02Z\""},
      {"timestamp(1) - duration('1500ms')", "google.protobuf.Timestamp \"1969-12-31T23:59:59.5Z\""},
      {"timestamp(90) - timestamp(30)", "google.protobuf.Duration \"60s\""},
      {"duration('1m') - duration('90s')", "google.protobuf.Duration \"-30s\""},
      {"duration('1m') + duration('1us')", "google.protobuf.Duration \"60.000001s\""},
      {"-duration('1m')", "google.protobuf.Duration \"-60s\""},
      {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", "error"},
      {"timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "error"},
      {"timestamp(1) + timestamp(1)", "error"},
      {"duration('1h') * 2", "error"},
      {"duration('1h30m15.5s')", "google.protobuf.Duration \"5415.5s\""},
      {"duration('-.5s')", "google.protobuf.Duration \"-0.5s\""},
      {"duration('0')", "google.protobuf.Duration \"0s\""},
      {"duration('1ns')", "google.protobuf.Duration \"0.000000001s\""},
      {"duration('1d')", "error"},
      {"duration('')", "error"},
      {"duration('5')", "error"},
      {"duration('h')", "error"},
      {"duration('320000000000s')", "error"},
      {"duration('999999999999999999999999999999h')", "error"},
  };
  CHECK_CASES(cases)
}

TEST_CASE("timestamps: their parts") {
  const Case cases[] = {
      {"timestamp('2024-12-31T23:04:05.678Z').getFullYear()", "int 2024"},
      {"timestamp('2024-12-31T23:04:05.678Z').getMonth()", "int 11"},
      {"timestamp('2024-12-31T23:04:05.678Z').getDate()", "int 31"},
      {"timestamp('2024-12-31T23:04:05.678Z').getDayOfMonth()", "int 30"},
      {"timestamp('2024-12-31T23:04:05.678Z').getDayOfYear()", "int 365"},
      {"timestamp('2024-12-31T23:04:05.678Z').getDayOfWeek()", "int 2"},
      {"timestamp('2024-12-29T00:00:00Z').getDayOfWeek()", "int 0"},
      {"timestamp('2024-12-31T23:04:05.678Z').getHours()", "int 23"},
      {"timestamp('2024-12-31T23:04:05.678Z').getMinutes()", "int 4"},
      {"timestamp('2024-12-31T23:04:05.678Z').getSeconds()", "int 5"},
      {"timestamp('2024-12-31T23:04:05.678Z').getMilliseconds()", "int 678"},
      {"timestamp('2024-12-31T23:04:05Z').getHours('+02:00')", "int 1"},
      {"timestamp('2024-12-31T23:04:05Z').getFullYear('+02:00')", "int 2025"},
      {"timestamp('2024-12-31T23:04:05Z').getMinutes('-00:30')", "int 34"},
      {"timestamp('2024-12-31T23:04:05Z').getHours('02:00')", "int 1"},
      {"timestamp('2024-12-31T23:04:05Z').getHours('UTC')", "int 23"},
      {"timestamp('2024-12-31T23:04:05Z').getHours('+99:00')", "error"},
      {"timestamp('1969-12-31T23:59:59.999Z').getMilliseconds()", "int 999"},
      {"timestamp('1969-12-31T23:59:59.999Z').getSeconds()", "int 59"},
      {"duration('3h30m').getHours()", "int 3"},
      {"duration('3h30m').getMinutes()", "int 210"},
      {"duration('-90s').getMinutes()", "int -1"},
      {"duration('1m1.25s').getSeconds()", "int 61"},
      {"duration('1.25s').getMilliseconds()", "int 250"},
      {"duration('1h').getFullYear()", "error"},
      {"'2024-12-31'.getFullYear()", "error"},
  };
  CHECK_CASES(cases)
}
