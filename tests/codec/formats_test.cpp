// Every string format by examples of both kinds.
#include <event_runtime/codec/decoder.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace event_runtime {
namespace {

void accepts(StringFormat format, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) CHECK_MESSAGE(matchesFormat(format, text), toString(format) << ": " << text);
}

void refuses(StringFormat format, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) CHECK_MESSAGE(!matchesFormat(format, text), toString(format) << ": " << text);
  if (!texts.empty()) return;
  FAIL("no examples");
}

std::string repeat(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

TEST_CASE("uuid") {
  accepts(StringFormat::uuid, {
                                  "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                                  "F81D4FAE-7DEC-41D0-B765-00A0C91E6BF6",
                                  "01890a5d-ac96-774b-bcce-b302099a8057",
                                  "00000000-0000-8000-8000-000000000000",
                                  "00000000-0000-0000-0000-000000000000",
                                  "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                              });
  refuses(StringFormat::uuid, {
                                  "",
                                  "user-abc-123",
                                  "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
                                  "f81d4fae-7dec-11d0-a765-00a0c91e6bf66",
                                  "f81d4fae7dec11d0a76500a0c91e6bf6",
                                  "f81d4fae-7dec-11d0-a765_00a0c91e6bf6",
                                  "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                                  "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
                                  "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                                  " f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                                  "f81d4fae-7dec-01d0-a765-00a0c91e6bf6",  // version 0
                                  "f81d4fae-7dec-91d0-a765-00a0c91e6bf6",  // version 9
                                  "f81d4fae-7dec-11d0-7765-00a0c91e6bf6",  // another variant
                                  "f81d4fae-7dec-11d0-c765-00a0c91e6bf6",
                                  "00000000-0000-0000-0000-000000000001",
                                  "ffffffff-ffff-ffff-ffff-fffffffffffe",
                                  "--------------------------------------",
                              });
}

TEST_CASE("every byte counts, wherever it stands") {
  const std::string uuid = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
  const std::string path = repeat("a", 40);
  for (int code = 0; code < 256; ++code) {
    const char byte = static_cast<char>(code);
    const bool isHex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
    CAPTURE(code);
    for (std::size_t place = 0; place < uuid.size(); ++place) {
      if (place == 14 || place == 19) continue;  // version and variant are digits of their own
      std::string changed = uuid;
      changed[place] = byte;
      REQUIRE(matchesFormat(StringFormat::uuid, changed) == (uuid[place] == '-' ? byte == '-' : isHex));
    }
    for (std::size_t place = 0; place < path.size(); ++place) {
      std::string changed = path;
      changed[place] = byte;
      // Only the web's are looked at by blocks.
      for (const std::string& rest : {"//example.com/" + changed, "//" + changed + "/path", "//" + changed}) {
        const bool isUri = matchesFormat(StringFormat::uri, "x:" + rest);
        REQUIRE(matchesFormat(StringFormat::uri, "http:" + rest) == isUri);
        REQUIRE(matchesFormat(StringFormat::uri, "https:" + rest) == isUri);
      }
    }
  }
}

TEST_CASE("email") {
  accepts(StringFormat::email, {
                                   "a@b.co",
                                   "first.last+tag@sub.example.com",
                                   "!#$%&'*+/=?^_`{|}~-@example.com",
                                   "x@1.example.org",
                                   "x@a-b.xn--p1ai",
                                   repeat("a", 64) + "@example.com",
                                   "x@" + repeat("a", 63) + ".com",
                               });
  refuses(StringFormat::email, {
                                   "",
                                   "@",
                                   "a",
                                   "a@",
                                   "@b.co",
                                   "a@b",
                                   "a@b.c",
                                   "a@b.co.",
                                   "a@.b.co",
                                   "a@b..co",
                                   ".a@b.co",
                                   "a.@b.co",
                                   "a..b@c.co",
                                   "a@b@c.co",
                                   "a b@c.co",
                                   "a@b .co",
                                   "a@-b.co",
                                   "a@b-.co",
                                   "a@b_c.co",
                                   "a@127.0.0.1",
                                   "a@[127.0.0.1]",
                                   "\"a b\"@c.co",
                                   "a@b.co\n",
                                   "ü@example.com",
                                   "a@exämple.com",
                                   "A <a@b.co>",
                                   repeat("a", 65) + "@example.com",
                                   "x@" + repeat("a", 64) + ".com",
                                   "x@" + repeat("a.", 125) + "com",
                               });
}

TEST_CASE("uri") {
  accepts(StringFormat::uri, {
                                 "http://foo.bar/?baz=qux#quux",
                                 "http://foo.bar/?q=Test%20URL-encoded%20stuff",
                                 "http://user:pass@[2001:db8::7]:8080/a/b;c=1?d=/?#e",
                                 "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                                 "http://223.255.255.254",
                                 "ftp://ftp.is.co.za/rfc/rfc1808.txt",
                                 "ldap://[2001:db8::7]/c=GB?objectClass?one",
                                 "mailto:John.Doe@example.com",
                                 "news:comp.infosystems.www.servers.unix",
                                 "tel:+1-816-555-1212",
                                 "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
                                 "file:///etc/hosts",
                                 "a:",
                                 "a+b-c.1:x",
                                 "http://example.com:/",
                                 "http://[v1.fe80::a+en1]/",
                             });
  refuses(StringFormat::uri, {
                                 "",
                                 "/abc",
                                 "abc",
                                 "//foo.bar/?baz=qux#quux",
                                 "?a",
                                 "#a",
                                 ":a",
                                 "1a:b",
                                 "+a:b",
                                 "http://a b",
                                 "http:// shouldfail.com",
                                 " http://a",
                                 "http://a\n",
                                 "\\\\WINDOWS\\fileshare",
                                 "http://a/\\b",
                                 "http://a/<b>",
                                 "http://a/{b}",
                                 "http://a/b|c",
                                 "http://a/^",
                                 "http://a/`",
                                 "http://a/\"",
                                 "http://a/%",
                                 "http://a/%2",
                                 "http://a/%2g",
                                 "http://a/#b#c",
                                 "http://a:b/",
                                 "http://a:1:2/",
                                 "http://a@b@c/",
                                 "http://[::1/",
                                 "http://[1.2.3.4]/",
                                 "http://[::1]x/",
                                 "http://a/[b]",
                                 "http://ex.com/ü",
                                 std::string("http://a/\0", 10),
                             });
}

TEST_CASE("date-time, date and time") {
  accepts(StringFormat::dateTime,
          {"1963-06-19T08:30:06.283185Z", "1963-06-19T08:30:06Z", "1937-01-01T12:00:27.87+00:20",
           "1990-12-31T15:59:50.123-08:00", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00",
           "1963-06-19t08:30:06.283185z", "2024-02-29T00:00:00Z", "9999-12-31T23:59:59-00:01"});
  refuses(StringFormat::dateTime,
          {"", "1998-12-31T23:59:61Z", "1998-12-31T23:58:60Z", "1998-12-31T22:59:60Z", "1990-02-31T15:59:59.123-08:00",
           "1990-12-31T15:59:59-24:00", "1963-06-19T08:30:06.28123+01:00Z", "06/19/1963 08:30:06 PST",
           "2013-350T01:01:01", "1963-6-19T08:30:06.283185Z", "1963-06-1T00:00:00Z", "1963-06-1৪T00:00:00Z",
           "1963-06-11T0৪:00:00Z", "2023-02-29T00:00:00Z", "2026-11-21T09:30:00", "2026-11-21"});
  accepts(StringFormat::date, {"1963-06-19", "2020-01-31", "2020-02-29", "2000-02-29", "0000-01-01", "9999-12-31"});
  refuses(StringFormat::date, {"", "2020-01-32", "2021-02-29", "1900-02-29", "2020-04-31", "2020-13-01", "2020-00-01",
                               "2020-01-00", "06/19/1963", "2013-350", "1998-1-20", "1998-01-1", "1963-06-1৪",
                               "20230328", "2023-W01", "+2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01 "});
  accepts(StringFormat::time,
          {"08:30:06Z", "23:59:60Z", "23:59:60+00:00", "01:29:60+01:30", "23:29:60+23:30", "15:59:60-08:00",
           "00:29:60-23:30", "23:20:50.52Z", "08:30:06.283185Z", "08:30:06+00:20", "08:30:06-08:00", "08:30:06z"});
  refuses(StringFormat::time, {"",
                               "008:030:006Z",
                               "8:3:6Z",
                               "8:0030:6Z",
                               "22:59:60Z",
                               "23:58:60Z",
                               "23:59:60+01:00",
                               "23:59:60+00:30",
                               "01:59:60+00:00",
                               "24:00:00Z",
                               "00:60:00Z",
                               "00:00:61Z",
                               "01:02:03+24:00",
                               "01:02:03+00:60",
                               "01:02:03Z+00:30",
                               "08:30:06 PST",
                               "01:01:01,1111",
                               "12:00:00",
                               "12:00:00.52",
                               "1২:00:00Z",
                               "08:30:06#00:20",
                               "ab:cd:ef",
                               "12:00Z"});
}

TEST_CASE("duration") {
  accepts(StringFormat::duration, {"P4DT12H30M5S", "P4Y", "PT0S", "P0D", "P1M", "PT1M", "PT36H", "P1DT12H", "P2W",
                                   "P1Y1D", "PT1H5S", "P1Y2M3DT4H5M6.5S", "PT0,5S", "P100000000000000000000Y"});
  refuses(StringFormat::duration, {"",      "P",     "PT",  "P1YT",   "PT1D",  "4DT12H30M5S", "P2D1Y",  "P1D2H", "P2S",
                                   "P1Y2W", "P2W1D", "P1",  "P1.5D",  "PT.5S", "PT5.S",       "PT1H1H", "-P1D",  "P-1D",
                                   "P1D ",  "p1d",   "P২Y", "PT1S1M", "P1W1W", "PW",          "P1.5W"});
}

TEST_CASE("hostname") {
  accepts(StringFormat::hostname, {"www.example.com", "a", "localhost", "1host", "a-b.c", "xn--4gbwdl.xn--wgbh1c",
                                   "127.0.0.1", "EXAMPLE", repeat("a", 63) + ".com", repeat("a.", 126) + "a"});
  refuses(StringFormat::hostname,
          {"", ".", "example.", ".example", "a..b", "-a", "a-", "a.-b", "a_b", "a b", "exämple.com", "a,b",
           repeat("a", 64) + ".com", repeat("a.", 126) + "ab", "a:80", "a\n"});
}

TEST_CASE("ipv4") {
  accepts(StringFormat::ipv4, {"192.168.0.1", "0.0.0.0", "255.255.255.255", "1.2.3.4", "87.10.0.1"});
  refuses(StringFormat::ipv4,
          {"",         "127.0.0.0.1", "256.256.256.256", "127.0",      "0x7f000001", "2130706433", "087.10.0.1",
           "00.0.0.0", "1.2.3.4/24",  "1.2.3.4 ",        " 1.2.3.4",   "1.2.3",      "1.2.3.",     ".1.2.3.4",
           "1..2.3",   "1.2.3.4.",    "1২7.0.0.1",       "1.2.3.1000", "1.2.3.-4",   "1.2.3.4\n"});
}

TEST_CASE("ipv6") {
  accepts(StringFormat::ipv6, {"::1", "::", "::abef", "::42:ff:1", "d6::", "1:d6::42", "1::d6:192.168.0.1",
                               "1:2::192.168.0.1", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8",
                               "1000:1000:1000:1000:1000:1000:255.255.255.255", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
                               "1::3:4:5:6:7:8", "FE80::ABCD", "::1.2.3.4", "0:0:0:0:0:0:0:0", "1:2:3:4:5::1.2.3.4"});
  refuses(StringFormat::ipv6, {"",
                               ":",
                               ":::",
                               "12345::",
                               "1:1:1:1:1:1:1:1:1",
                               "::laptop",
                               ":2:3:4:5:6:7:8",
                               "1:2:3:4:5:6:7:",
                               ":2:3:4::8",
                               "1::d6::42",
                               "1:2:3:4:1.2.3",
                               "::1.2.256.4",
                               "::1.2.3.4.5",
                               "1.2.3.4",
                               "1.2.3.4::1",
                               "1:2:3:4:5:6:7",
                               "1",
                               "127.0.0.1",
                               "::%eth1",
                               "fe80::a%eth1",
                               "::1/64",
                               " ::1",
                               "::1 ",
                               "1:2:3:4:5:6:7:1.2.3.4",
                               "1:2:3:4:5:6:1.2.3.4:8",
                               "1:2:3:4:5:6:7:8::",
                               "::1:2:3:4:5:6:7:8",
                               "1::2:3:4:5:6:7:8",
                               "1:2:3:4:5:6::1.2.3.4",
                               "::01.2.3.4",
                               "১::",
                               "::g",
                               "100:100:100:100:100:100:255.255.255.255.255",
                               "1:2:3:4:5:6:7:1.2",
                               "::1.2.3.4:5",
                               "::\n"});
}

TEST_CASE("ulid") {
  accepts(StringFormat::ulid,
          {"01ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", repeat("0", 26)});
  refuses(StringFormat::ulid,
          {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
           "01ARZ3NDEKTSV4RRFFQ69G5FAI", "01ARZ3NDEKTSV4RRFFQ69G5FAL", "01ARZ3NDEKTSV4RRFFQ69G5FAO",
           "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA-", "A1ARZ3NDEKTSV4RRFFQ69G5FAV"});
}

TEST_CASE("cuid2 and nanoid") {
  accepts(StringFormat::cuid2, {"tz4a98xxat96iws9zmbrgj3a", "pfh0haxfpzowht3oi213cqos", "a1", repeat("z", 32)});
  refuses(StringFormat::cuid2,
          {"", "a", "1a", "Tz4a98xxat96iws9zmbrgj3a", "tz4a98xxat96iws9zmbrgj3A", "tz4a-98", repeat("z", 33), "ab\n"});
  accepts(StringFormat::nanoid, {"V1StGXR8_Z5jdHi6B-myT", repeat("-", 21)});
  refuses(StringFormat::nanoid,
          {"", "V1StGXR8_Z5jdHi6B-my", "V1StGXR8_Z5jdHi6B-myTT", "V1StGXR8_Z5jdHi6B.myT", "V1StGXR8 Z5jdHi6B-myT"});
}

TEST_CASE("base64, base64url and hex") {
  accepts(StringFormat::base64, {"", "TQ==", "TWE=", "TWFu", "TWFuTWFu", "+/+/", "AAAA"});
  refuses(StringFormat::base64, {"T", "TQ", "TQ=", "TWE", "TQ===", "====", "=", "TQ==TQ==", "T=Q=", "TWF-", "TW_u",
                                 "TWFu\n", "TW Fu", "TWFü"});
  accepts(StringFormat::base64url, {"", "TQ", "TQ==", "TWE", "TWE=", "TWFu", "-_-_", "TWFuTQ"});
  refuses(StringFormat::base64url,
          {"T", "TQ=", "TWE==", "TWFu=", "====", "TWF+", "TW/u", "TWFuT", "TQ===", "TQ==T", "TWFu\n"});
  accepts(StringFormat::hex, {"", "0", "deadBEEF", "0123456789abcdefABCDEF"});
  refuses(StringFormat::hex, {"g", "0x1f", "de ad", "-1", "１", "af\n"});
}

TEST_CASE("jwt") {
  accepts(
      StringFormat::jwt,
      {"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
       "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ."});
  refuses(StringFormat::jwt, {"", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ",
                              "eyJhbGciOiJub25lIn0..", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.a",
                              "eyJhbGciOiJub25lIn0.eyJ=.aa", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.aa.bb",
                              "eyJhbGciOiJub25lIn0.ey+pc3Mi.aa", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.aa\n"});
}

TEST_CASE("e164") {
  accepts(StringFormat::e164, {"+14155552671", "+442071838750", "+1234567", "+123456789012345"});
  refuses(StringFormat::e164, {"", "+", "14155552671", "+0123456789", "+123456", "+1234567890123456", "+1 415 555 2671",
                               "+1415555a671", "++14155552671"});
}

TEST_CASE("semver") {
  accepts(StringFormat::semver,
          {"0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta", "1.1.2+meta-valid", "1.0.0-alpha",
           "1.0.0-alpha.beta.1", "1.0.0-alpha0.valid", "1.0.0-rc.1+build.1", "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
           "1.0.0+0.build.1-rc.10000aaa-kk-0.1", "99999999999999999999999.999999999999999999.99999999999999999",
           "1.0.0-0A.is.legal", "1.0.0+001", "1.0.0-0", "1.0.0--"});
  refuses(StringFormat::semver, {"",
                                 "1",
                                 "1.2",
                                 "1.2.3-0123",
                                 "1.2.3-0123.0123",
                                 "1.1.2+.123",
                                 "+invalid",
                                 "-invalid",
                                 "alpha",
                                 "1.0.0-alpha_beta",
                                 "1.0.0-alpha..1",
                                 "1.0.0-",
                                 "1.0.0+",
                                 "01.1.1",
                                 "1.01.1",
                                 "1.1.01",
                                 "1.2.3.DEV",
                                 "1.2-SNAPSHOT",
                                 "v1.2.3",
                                 "1.2.3+a+b",
                                 "1.2.3 ",
                                 "-1.0.3-gamma+b7718",
                                 "1.2.3-é"});
}

TEST_CASE("every format refuses bytes beyond ASCII, NUL and megabytes of nonsense") {
  for (int i = 1; i <= static_cast<int>(StringFormat::semver); ++i) {
    const auto format = static_cast<StringFormat>(i);
    CAPTURE(toString(format));
    CHECK(!toString(format).empty());
    CHECK(!matchesFormat(format, "\xc3\xbc"));
    CHECK(!matchesFormat(format, "\xff"));
    CHECK(!matchesFormat(format, std::string_view("\0", 1)));
    CHECK(!matchesFormat(format, repeat("z.-:1", 500'000) + '"'));
  }
}

}  // namespace
}  // namespace event_runtime
