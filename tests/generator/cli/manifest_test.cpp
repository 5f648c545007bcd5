#include "write/manifest.hpp"
#include "write/depfile.hpp"

#include <doctest/doctest.h>

using event_codegen::Manifest;

TEST_CASE("a manifest reads back what it wrote, whatever the paths") {
  Manifest manifest;
  manifest.run = 0xFFFF'FFFF'FFFF'FFFFU;
  manifest.inputs["src/with\ttab and\nnewline \\n.yaml"] = 1;
  manifest.features["user"] = 2;
  manifest.outputs["user/types.hpp"] = {3, {4, -5}, "user"};
  manifest.outputs["events.hpp"] = {6, {7, 8}, ""};
  const auto read = Manifest::parse(manifest.text());
  CHECK(read.run == manifest.run);
  CHECK(read.inputs == manifest.inputs);
  CHECK(read.features == manifest.features);
  REQUIRE(read.outputs.size() == 2);
  CHECK(read.outputs.at("user/types.hpp").state == event_codegen::FileState{4, -5});
  CHECK(read.outputs.at("user/types.hpp").feature == "user");
}

TEST_CASE("anything else reads as an empty manifest") {
  const std::string first = "event_codegen manifest 1\n";
  for (const auto& text : {std::string(), std::string("{}"), first, first + "run\t1\n", first + "run\tx\nend\n",
                           first + "what\t1\nend\n", first + "output\t1\t1\t1\t\t/etc/passwd\nend\n",
                           first + "output\t1\t1\t1\t\ta/../../b\nend\n", first + "output\t1\t1\t1\t\t\nend\n"}) {
    const auto manifest = Manifest::parse(text);
    CHECK_MESSAGE((manifest.outputs.empty() && manifest.inputs.empty() && manifest.run == 0), text);
  }
}

TEST_CASE("file names are escaped for Make") {
  CHECK(event_codegen::escapeForMake("a b#c$d") == "a\\ b\\#c$$d");
  CHECK(event_codegen::escapeForMake("back\\slash") == "back\\slash");
  CHECK(event_codegen::escapeForMake("back\\ space") == "back\\\\\\ space");
}
