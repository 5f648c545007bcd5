#include "support.hpp"

using namespace event_runtime::execution;

TEST_CASE("a step is known by the SHA-1 of its id, as in Inngest's specification") {
  CHECK(hashOf("my-step-id").toHex() == "e7d8a2f140845095749d60246ff1110c9d01d76a");
  CHECK(hashOf("").toHex() == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hashOf("abc").toHex() == "a9993e364706816aba3e25717850c26c9cd0d89d");
  // As recorded from a server and the JavaScript SDK: `same`, called twice.
  CHECK(hashOf("same").toHex() == "ff3390557335ba88d37755e41514beb03bc499ec");
  CHECK(hashOf("same", 1).toHex() == "c1023fa587daa4753ff5868c7e4bdbd03defda7d");
}

TEST_CASE("a hash is read back from its hexadecimal form, and nothing else is") {
  CHECK(StepHash::fromHex(hashOf("a").toHex()) == hashOf("a"));
  CHECK(StepHash::fromHex("E7D8A2F140845095749D60246FF1110C9D01D76A") == hashOf("my-step-id"));
  CHECK_FALSE(StepHash::fromHex(""));
  CHECK_FALSE(StepHash::fromHex("e7d8a2f140845095749d60246ff1110c9d01d76"));
  CHECK_FALSE(StepHash::fromHex("e7d8a2f140845095749d60246ff1110c9d01d76a0"));
  CHECK_FALSE(StepHash::fromHex("g7d8a2f140845095749d60246ff1110c9d01d76a"));
}
