#include "read/core_schema.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace event_codegen;
using Kind = YamlNode::Kind;

TEST_CASE("plain scalars are what YAML 1.2's core schema says") {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) CHECK(resolvePlainScalar(text) == Kind::null);
  for (const char* text : {"true", "True", "TRUE", "false", "False", "FALSE"})
    CHECK(resolvePlainScalar(text) == Kind::boolean);
  for (const char* text : {"0", "-12", "+3", "007", "0o17", "0xFf"}) CHECK(resolvePlainScalar(text) == Kind::integer);
  for (const char* text : {"1.5", ".5", "-1.", "1e3", "+1.5E-3", ".inf", "-.Inf", ".NaN"}) {
    CHECK(resolvePlainScalar(text) == Kind::number);
  }
}

TEST_CASE("what other versions of YAML read into a scalar is a string") {
  for (const char* text :
       {"yes", "no",   "on", "off", "y", "nULL", "tRUE", "0b1", "1_000", "1:30", "2026-11-21", "2026-11-21.1", "0o8",
        "0x",  "-0x1", "1e", ".",   "-", "+",    "e3",   ".e3", "1.2.3", "--1",  "infinity",   "nan",          "0 1"}) {
    CAPTURE(text);
    CHECK(resolvePlainScalar(text) == Kind::string);
  }
}

TEST_CASE("integers that fit are read, others are not bent") {
  CHECK(toInt64("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(toInt64("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(toInt64("+7") == 7);
  CHECK(toInt64("0x10") == 16);
  CHECK(toInt64("0o10") == 8);
  CHECK_FALSE(toInt64("9223372036854775808"));
  CHECK_FALSE(toUint64("-1"));
  CHECK(toUint64("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("numbers are finite doubles") {
  CHECK(toFiniteDouble("+1.5") == 1.5);
  CHECK(toFiniteDouble("1.") == 1.0);
  CHECK(toFiniteDouble("0x10") == 16.0);
  for (const char* text : {".inf", "-.inf", ".nan", "1e999"}) CHECK_FALSE(toFiniteDouble(text));
}
