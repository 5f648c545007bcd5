// Writing: escapes, numbers, memory.
#include <event_runtime/codec/json_buffer.hpp>
#include <event_runtime/json.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace event_runtime {
namespace {

std::string written(std::string_view text) {
  JsonBuffer buffer;
  buffer.string(text);
  return buffer.text();
}

std::string written(double value) {
  JsonBuffer buffer;
  buffer.number(value);
  return buffer.text();
}

TEST_CASE("strings are escaped as RFC 8259 demands and not more") {
  CHECK(written("") == R"("")");
  CHECK(written("plain / text") == R"("plain / text")");
  CHECK(written("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(written("é…😀") == "\"é…😀\"");
}

TEST_CASE("every byte at every place of a block is escaped where it must be") {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 1; size <= 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        const std::string json = written(text);
        // Bytes from 0x80 on are no UTF-8 of their own; they are copied.
        const std::string expected = byte < 0x80 ? Json(text).dump() : '"' + text + '"';
        if (json != expected) FAIL("byte " << byte << " at " << at << " of " << size << ": " << json);
      }
    }
  }
}

TEST_CASE("long strings are written in pieces without a seam") {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += static_cast<char>(i * 7 % 128);
  CHECK(written(text) == Json(text).dump());
}

TEST_CASE("integers are written whole") {
  JsonBuffer buffer;
  buffer.integer(std::numeric_limits<std::int64_t>::min());
  buffer.raw(',');
  buffer.integer(std::numeric_limits<std::int64_t>::max());
  buffer.raw(',');
  buffer.unsignedInteger(std::numeric_limits<std::uint64_t>::max());
  buffer.raw(',');
  buffer.boolean(true);
  buffer.raw(',');
  buffer.boolean(false);
  buffer.raw(',');
  buffer.null();
  CHECK(buffer.view() == "-9223372036854775808,9223372036854775807,18446744073709551615,true,false,null");
}

TEST_CASE("doubles are short and stay doubles") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(1.0) == "1.0");
  CHECK(written(-0.0) == "-0.0");
  CHECK(written(1e300) == "1e+300");
  CHECK(written(18446744073709551616.0) == "18446744073709551616.0");
  CHECK(written(5e-324) == "5e-324");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(written(std::numeric_limits<double>::infinity()) == "null");
  CHECK(written(-std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("every double reads back as itself") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 50'000; ++i) {
    const auto value = i % 2 == 0
                           ? std::bit_cast<double>(random())
                           : std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 60) - 30);
    if (!std::isfinite(value)) continue;
    const Json read = Json::parse(written(value));
    REQUIRE_MESSAGE(read.is_number_float(), written(value));
    REQUIRE(std::bit_cast<std::uint64_t>(read.get<double>()) == std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("a buffer keeps its memory and can be moved") {
  JsonBuffer buffer;
  buffer.raw("abc");
  JsonBuffer other(std::move(buffer));
  CHECK(other.view() == "abc");
  CHECK(buffer.view().empty());
  buffer.raw("again");
  CHECK(buffer.view() == "again");
  other.clear();
  CHECK(other.view().empty());
  other.raw("x");
  CHECK(other.text() == "x");
}

}  // namespace
}  // namespace event_runtime
