#include "support.hpp"

#include <doctest/doctest.h>

namespace {

const std::vector<std::string> GENERATE{"generate", "--out", "gen"};

using Names = std::vector<std::string>;

Names namesOf(const std::map<std::string, std::string>& files) {
  Names names;
  for (const auto& [name, text] : files) names.push_back(name);
  return names;
}

/// The files whose time is not what it was.
Names rewritten(const std::map<std::string, std::filesystem::file_time_type>& before,
                const std::map<std::string, std::filesystem::file_time_type>& after) {
  Names names;
  for (const auto& [name, time] : after) {
    if (!before.contains(name) || before.at(name) != time) names.push_back(name);
  }
  return names;
}

}  // namespace

TEST_CASE("generate writes the application's files and those of each feature") {
  const auto workspace = Workspace::withApplication();
  const auto result = workspace.run(GENERATE);
  CHECK(result.code == 0);
  CHECK(result.err.empty());
  CHECK(namesOf(workspace.files("gen")) == Names{"client.cpp", "client.hpp", "event_table.hpp", "events.hpp",
                                                 "handlers.cpp", "handlers.hpp", "ticket/handlers.hpp",
                                                 "ticket/types.cpp", "ticket/types.hpp", "user/handlers.hpp",
                                                 "user/types.cpp", "user/types.hpp"});
}

TEST_CASE("a second run writes nothing") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto before = workspace.times("gen");
  const auto result = workspace.run(GENERATE);
  CHECK(result.code == 0);
  CHECK(result.out.empty());
  CHECK(rewritten(before, workspace.times("gen")) == Names{});

  SUBCASE("nor after a schema was only touched") {
    workspace.write("src/user/types.yaml", workspace.read("src/user/types.yaml"));
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(rewritten(before, workspace.times("gen")) == Names{});
  }
}

TEST_CASE("only what a change is about is written") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto before = workspace.times("gen");

  SUBCASE("a description: its header and the table") {
    workspace.replace("src/user/types.yaml", "Somebody has", "Someone has");
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(rewritten(before, workspace.times("gen")) == Names{"event_table.hpp", "user/types.hpp"});
  }
  SUBCASE("a constraint: its decoder and the fingerprint") {
    workspace.replace("src/user/types.yaml", "userId: uuid", "userId: ulid");
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(rewritten(before, workspace.times("gen")) == Names{"event_table.hpp", "user/types.cpp"});
  }
  SUBCASE("a type that another feature uses keeps both right") {
    workspace.replace("src/user/types.yaml", "SignupMethod: [google, email]", "SignupMethod: [google, email, phone]");
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(contains(workspace.read("gen/user/types.hpp"), "phone"));
    CHECK(contains(workspace.read("gen/ticket/types.cpp"), "google | email | phone"));
  }
}

TEST_CASE("what a name in another feature stands for is part of a feature, through as many features as there are") {
  const auto workspace = Workspace::withApplication();
  workspace.write("src/code/types.yaml", "types:\n  Code: { type: string, maxLength: 5 }\n");
  workspace.replace("src/user/types.yaml", "types:\n", "types:\n  Zip: code.Code\n");
  workspace.replace("src/ticket/types.yaml", "'note?': string", "'zip?': user.Zip");
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto before = workspace.times("gen");
  workspace.replace("src/code/types.yaml", "maxLength: 5", "maxLength: 6");
  CHECK(workspace.run(GENERATE).code == 0);
  CHECK(rewritten(before, workspace.times("gen")) == Names{"event_table.hpp", "ticket/types.cpp"});
}

TEST_CASE("outputs that were edited or deleted come back") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto files = workspace.files("gen");
  workspace.write("gen/user/types.hpp", "edited, and of another length");
  workspace.write("gen/events.hpp", std::string(files.at("events.hpp").size(), ' '));
  std::filesystem::remove(workspace.path("gen/ticket/types.cpp"));
  CHECK(workspace.run(GENERATE).code == 0);
  CHECK(workspace.files("gen") == files);
}

TEST_CASE("a lost or damaged manifest costs time alone") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto before = workspace.times("gen");
  const auto manifest = workspace.read("gen/.event_codegen.manifest");
  for (const auto& text : {std::string(), std::string("garbage"), manifest.substr(0, manifest.size() / 2),
                           "event_codegen manifest 1\noutput\t0\t0\t0\t\t../src/events.yaml\nend\n" + manifest}) {
    workspace.write("gen/.event_codegen.manifest", text);
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(rewritten(before, workspace.times("gen")) == Names{});
  }
  CHECK(workspace.exists("src/events.yaml"));  // which a forged manifest claimed
}

TEST_CASE("what is left of a feature that is gone is removed, and nothing else") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  workspace.write("gen/notes.txt", "mine");
  std::filesystem::remove_all(workspace.path("src/ticket"));
  workspace.replace("src/events.yaml",
                    "  TICKET_OPENED:\n    name: ticket/opened\n    description: A ticket was opened.\n", "");

  SUBCASE("with its folder") {
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK_FALSE(workspace.exists("gen/ticket"));
  }
  SUBCASE("but for a folder that people have put something into") {
    workspace.write("gen/ticket/mine.txt", "mine");
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(namesOf(workspace.files("gen/ticket")) == Names{"mine.txt"});
  }
  SUBCASE("and a file that people have made their own") {
    workspace.write("gen/ticket/types.hpp", "// all mine now");
    CHECK(workspace.run(GENERATE).code == 0);
    CHECK(namesOf(workspace.files("gen/ticket")) == Names{"types.hpp"});
  }
  CHECK(workspace.read("gen/notes.txt") == "mine");
  CHECK(workspace.exists("gen/user/types.hpp"));
  CHECK_FALSE(contains(workspace.read("gen/client.hpp"), "ticket"));
}

TEST_CASE("a file in the way that is not ours is an error, and stays") {
  const auto workspace = Workspace::withApplication();
  SUBCASE("a file") { workspace.write("gen/user/types.hpp", "struct Mine {};"); }
  SUBCASE("a folder") { workspace.write("gen/user/types.hpp/file", "x"); }
  SUBCASE("a link") {
    workspace.write("precious", "mine");
    std::filesystem::create_directories(workspace.path("gen/user"));
    std::filesystem::create_symlink(workspace.path("precious"), workspace.path("gen/user/types.hpp"));
  }
  const auto before = workspace.files("gen");
  const auto result = workspace.run(GENERATE);
  CHECK(result.code == 1);
  CHECK(contains(result.err, "gen/user/types.hpp is in the way"));
  CHECK(workspace.files("gen") == before);
}

TEST_CASE("an error in a schema leaves everything as it was") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto before = workspace.times("gen");
  workspace.replace("src/ticket/types.yaml", "user.SignupMethod", "user.SignupMethods");
  CHECK(workspace.run(GENERATE).code == 1);
  CHECK(rewritten(before, workspace.times("gen")) == Names{});
  CHECK(workspace.times("gen").size() == before.size());
}

TEST_CASE("--dry-run says what would be done and does nothing") {
  const auto workspace = Workspace::withApplication();
  auto result = workspace.run({"generate", "--out", "gen", "--dry-run", "--stamp", "stamp", "--depfile", "dep"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "would create gen/user/types.hpp\n"));
  CHECK_FALSE(workspace.exists("gen"));
  CHECK_FALSE(workspace.exists("stamp"));
  CHECK_FALSE(workspace.exists("dep"));

  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto files = workspace.files("gen");
  CHECK(workspace.run({"generate", "--out", "gen", "--dry-run"}).out == "nothing would change\n");
  workspace.replace("src/user/types.yaml", "Somebody has", "Someone has");
  CHECK(workspace.run({"generate", "--out", "gen", "--dry-run"}).out ==
        "would change gen/event_table.hpp\nwould change gen/user/types.hpp\n");
  CHECK(workspace.files("gen") == files);
}

TEST_CASE("diff shows what would change, with exit code 1") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  const auto files = workspace.files("gen");
  CHECK(workspace.run({"diff", "--out", "gen"}).code == 0);
  CHECK(workspace.run({"diff", "--out", "gen"}).out.empty());
  workspace.replace("src/user/types.yaml", "Somebody has", "Someone has");
  const auto result = workspace.run({"diff", "--out", "gen"});
  CHECK(result.code == 1);
  CHECK(contains(result.out, "--- gen/user/types.hpp\n+++ gen/user/types.hpp\n@@ "));
  CHECK(contains(result.out, "\n-/// Somebody has signed up.\n+/// Someone has signed up.\n"));
  CHECK(workspace.run({"generate", "--out", "gen", "--diff"}).out == result.out);
  CHECK(workspace.files("gen") == files);
  CHECK(contains(workspace.run({"diff", "--out", "other"}).out, "--- /dev/null\n+++ other/client.cpp\n@@ -0,0 +1,"));
}

TEST_CASE("the depfile names every input, as Make reads it, and the stamp is touched") {
  const auto workspace = Workspace::withApplication();
  std::filesystem::rename(workspace.path("src/ticket"), workspace.path("src/a #1 $x"));
  workspace.replace("src/a #1 $x/types.yaml", "events:", "feature: ticket\nevents:");
  const std::vector<std::string> arguments{"generate",   "--out",   "gen",      "--depfile",
                                           "deps/gen.d", "--stamp", "gen stamp"};
  CHECK(workspace.run(arguments).code == 1);  // no such directory
  std::filesystem::create_directories(workspace.path("deps"));
  const auto result = workspace.run(arguments);
  CHECK(result.code == 0);
  CHECK(result.out.empty());
  CHECK(workspace.read("deps/gen.d") ==
        "gen\\ stamp: \\\n  src/events.yaml \\\n  src/a\\ \\#1\\ $$x/types.yaml \\\n  src/user/types.yaml\n");
  CHECK(workspace.exists("gen stamp"));

  SUBCASE("also when there is nothing to do") {
    std::filesystem::remove(workspace.path("gen stamp"));
    std::filesystem::remove(workspace.path("deps/gen.d"));
    CHECK(workspace.run(arguments).code == 0);
    CHECK(workspace.exists("gen stamp"));
    CHECK(workspace.exists("deps/gen.d"));
  }
}

TEST_CASE("--app goes into the generated code") {
  const auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run(GENERATE).code == 0);
  CHECK(contains(workspace.read("gen/handlers.hpp"), "APP_ID = \"demo\""));
  CHECK(workspace.run({"generate", "--out", "gen", "--app", "other"}).code == 0);
  CHECK(contains(workspace.read("gen/handlers.hpp"), "APP_ID = \"other\""));
}
