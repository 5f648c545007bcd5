#include "support.hpp"

#include <stdexcept>

namespace event_runtime::inngest {

TEST_CASE("the bearer token is the hash of what the hex stands for: the specification's example") {
  CHECK(SigningKey("signkey-prod-12345678").bearer() ==
        "signkey-prod-b2ed992186a5cb19f6668aade821f502c1d00970dfd0e35128d51bac4649916c");
  CHECK(SigningKey("12345678").bearer() == "b2ed992186a5cb19f6668aade821f502c1d00970dfd0e35128d51bac4649916c");
}

TEST_CASE("a request is signed with the key's text, without its prefix") {
  // HMAC-SHA256("12345678", "{}1700000000"), made with another implementation.
  const Timestamp now{std::chrono::seconds{1700000000}};
  const std::string header = "t=1700000000&s=5397c8e949f0703f792269df3830d42b01cb1c8de3dec92c91ae2ddbd4aedb00";
  CHECK(SigningKey("signkey-prod-12345678").sign("{}", now) == header);
  CHECK(SigningKey("12345678").verify(header, "{}", now));
}

TEST_CASE("a signature is good for five minutes, in both directions of the clock") {
  const SigningKey key(KEY);
  const Timestamp now = parseTimestamp("2026-01-01T00:00:00Z");
  const std::string header = key.sign("body", now);
  using namespace std::chrono_literals;
  CHECK(key.verify(header, "body", now + 5min));
  CHECK(key.verify(header, "body", now - 5min));
  CHECK_FALSE(key.verify(header, "body", now + 5min + 1s));
  CHECK_FALSE(key.verify(header, "body", now - 5min - 1s));
}

TEST_CASE("what is not the signature of these bytes by this key is refused") {
  const SigningKey key(KEY);
  const Timestamp now = parseTimestamp("2026-01-01T00:00:00Z");
  const std::string header = key.sign("body", now);
  CHECK(key.verify(header, "body", now));
  CHECK_FALSE(key.verify(header, "body ", now));
  CHECK_FALSE(SigningKey(FALLBACK_KEY).verify(header, "body", now));
  const std::string mac = header.substr(header.find("s="));
  const std::string time = header.substr(0, header.find('&'));
  CHECK(key.verify(mac + "&" + time, "body", now));
  for (const std::string& bad : {std::string(), std::string("t="), time, mac, time + "&s=", "t=&" + mac, "t=-1&" + mac,
                                 "t=99999999999999&" + mac, time + "x&" + mac, header + "0", header + "&s=00",
                                 header.substr(0, header.size() - 1) + "g", " " + header,
                                 time + "&" + mac.substr(0, 60), std::string(10000, 't')}) {
    CAPTURE(bad);
    CHECK_FALSE(key.verify(bad, "body", now));
  }
}

TEST_CASE("what is no key is refused without being repeated") {
  for (const char* bad : {"", "signkey-test-", "signkey-test-123", "signkey-test-secretxx", "signkey--12", "12 4"}) {
    CAPTURE(bad);
    try {
      SigningKey{bad};
      FAIL("it was taken");
    } catch (const std::invalid_argument& error) {
      CHECK_FALSE(contains(error.what(), "secretxx"));
      CHECK(contains(error.what(), "hex digits"));
    }
  }
}

TEST_CASE("secrets are compared as a whole") {
  CHECK(sameSecret("", ""));
  CHECK(sameSecret("key", "key"));
  CHECK_FALSE(sameSecret("key", "kez"));
  CHECK_FALSE(sameSecret("key", "key "));
}

}  // namespace event_runtime::inngest
