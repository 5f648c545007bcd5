#include "support.hpp"

#include <doctest/doctest.h>

TEST_CASE("the command line is explained, and mistakes in it are exit code 2") {
  const Workspace workspace;
  CHECK(workspace.run({"--help"}).code == 0);
  CHECK(contains(workspace.run({"--help"}).out, "generate"));
  CHECK(contains(workspace.run({"--version"}).out, "event_codegen 0."));
  CHECK(workspace.run({"--version"}).code == 0);
  CHECK(workspace.run({}).code == 2);
  CHECK(workspace.run({"genrate"}).code == 2);
  CHECK(workspace.run({"generate"}).code == 2);  // no --out
  CHECK(workspace.run({"generate", "--out"}).code == 2);
  CHECK(workspace.run({"check", "--error-format", "xml"}).code == 2);
  CHECK(contains(workspace.run({"check", "--error-format", "xml"}).err, "json"));
  CHECK(workspace.run({"check", "--app", "No Id"}).code == 2);
  CHECK(workspace.run({"new"}).code == 2);
  CHECK(workspace.run({"completion", "fish"}).code == 2);
}

TEST_CASE("a command that there is not is named, with the one that was meant or all that there are") {
  const Workspace workspace;
  const auto misspelt = workspace.run({"genrate", "--out", "gen"});
  CHECK(misspelt.code == 2);
  CHECK(misspelt.err ==
        "event_codegen has no command `genrate`: did you mean `generate`?\n"
        "Run with --help for more information.\n");
  CHECK(workspace.run({"frob"}).err ==
        "event_codegen has no command `frob`; it has generate, diff, check, scaffold, new, "
        "list, completion\nRun with --help for more information.\n");
  CHECK(contains(workspace.run({"new", "evnt", "a/b"}).err,
                 "event_codegen new has no command `evnt`: did you mean `event`?"));
  CHECK(contains(workspace.run({"--color=always", "frob"}).err, "`frob`"));
  // Without any word there is none to name.
  CHECK(contains(workspace.run({}).err, "subcommand is required"));
  CHECK(contains(workspace.run({"new"}).err, "subcommand is required"));
  CHECK(contains(workspace.run({"generate"}).err, "--out"));
}

TEST_CASE("without events.yaml there is a remedy, and exit code 1") {
  const Workspace workspace;
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"check"},
                                                                     {"list"},
                                                                     {"scaffold"},
                                                                     {"generate", "--out", "gen"},
                                                                     {"new", "event", "a/b"},
                                                                     {"new", "feature", "a"}}) {
    const auto result = workspace.run(arguments);
    CHECK(result.code == 1);
    CHECK(contains(result.err, "--events"));
  }
  CHECK_FALSE(workspace.exists("gen"));
}

TEST_CASE("schemas are found here, in src/, or where they are said to be") {
  const auto workspace = Workspace::withApplication();
  CHECK(workspace.run({"list"}).code == 0);
  CHECK(workspace.run({"list"}, "cd src;").code == 0);
  CHECK(workspace.run({"list", "--events", "../src/events.yaml"}, "mkdir -p other; cd other;").code == 0);
  CHECK(
      workspace.run({"list", "--events", "src/events.yaml", "--types", "src/user/types.yaml", "src/ticket/types.yaml"})
          .code == 0);

  SUBCASE("hidden folders and build directories are passed over") {
    workspace.write("src/.cache/types.yaml", "not: [a, schema");
    workspace.write("src/build/CMakeCache.txt", "");
    workspace.write("src/build/copy/types.yaml", "not: [a, schema");
    CHECK(workspace.run({"list"}).code == 0);
  }
  SUBCASE("a file that is named and not there is an error") {
    const auto result = workspace.run({"list", "--events", "src/events.yaml", "--types", "src/none/types.yaml"});
    CHECK(result.code == 1);
    CHECK(contains(result.err, "src/none/types.yaml"));
  }
}

TEST_CASE("complaints have the format that is asked for") {
  const auto workspace = Workspace::withApplication();
  workspace.replace("src/user/types.yaml", "userId: uuid", "userId: uiud");
  const auto text = workspace.run({"check"});
  CHECK(text.code == 1);
  CHECK(contains(text.err, "src/user/types.yaml:7:15: error: "));
  CHECK(contains(text.err, "uuid"));
  CHECK_FALSE(contains(text.err, "\033["));
  CHECK(contains(workspace.run({"check", "--color=always"}).err, "\033["));
  CHECK_FALSE(contains(workspace.run({"check", "--color=auto"}).err, "\033["));
  CHECK(workspace.run({"check", "--error-format=json"}).err.starts_with("{\"severity\":\"error\""));
  CHECK(workspace.run({"--error-format=github", "check"}).err.starts_with("::error file=src/user/types.yaml,line=7,"));
}

TEST_CASE("check counts what is there, and names what is missing") {
  const auto workspace = Workspace::withApplication();
  CHECK(contains(workspace.run({"check"}).err, "handler-without-source"));
  CHECK(workspace.run({"check"}).code == 1);
  REQUIRE(workspace.run({"scaffold"}).code == 0);
  const auto result = workspace.run({"check"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "2 features, 2 events, 1 handler: no errors"));
}

TEST_CASE("text that begins with a star needs quotes, wherever it stands") {
  const auto workspace = Workspace::withApplication();
  for (const auto& [trigger, written] :
       std::vector<std::pair<std::string, std::string>>{{"{ cron: */5 * * * * }", "*/5 * * * *"},
                                                        {"{ cron: */5 * * * *, jitter: 1m }", "*/5 * * * *"},
                                                        {"\n      - cron: * * * * *", "* * * * *"},
                                                        {"\n      cron: *  9-17/2,20 * * 1\r", "*  9-17/2,20 * * 1"}}) {
    workspace.write("src/night/types.yaml", "handlers:\n  tick-handler:\n    trigger: " + trigger + "\n");
    const auto result = workspace.run({"check"});
    CHECK(result.code == 1);
    CHECK(contains(result.err, ": error: `" + written +
                                   "` begins with `*`, which YAML takes for an alias: put the text in quotes"));
  }
}

TEST_CASE("check reports errors within schemas and drift between them together") {
  const auto workspace = Workspace::withApplication();
  workspace.replace("src/user/types.yaml", "userId: uuid", "userId: uuuid");
  workspace.replace("src/events.yaml", "events:\n", "events:\n  USER_LEFT: user/left\n");
  const auto result = workspace.run({"check"});
  CHECK(result.code == 1);
  CHECK(contains(result.err, "[unknown-type]"));
  CHECK(contains(result.err, "[event-without-schema]"));
  CHECK(contains(result.err, "[handler-without-source]"));
}

TEST_CASE("the list is a table, or JSON") {
  const auto workspace = Workspace::withApplication();
  const auto table = workspace.run({"list"}).out;
  CHECK(contains(table, "USER_SIGNED_UP  user/signed-up  userId: uuid          user-signed-up-handler\n"));
  CHECK(contains(table, "                                method: SignupMethod\n"));
  CHECK(contains(table, "note?: string"));
  const auto json = workspace.run({"list", "--format", "json"}).out;
  CHECK(json.starts_with("{\n  \"app\": \"demo\""));
  CHECK(contains(json, "\"handlers\": [\n        \"user-signed-up-handler\"\n      ]"));
  CHECK(contains(workspace.run({"list", "--format", "json", "--app", "other"}).out, "\"app\": \"other\""));
}

TEST_CASE("the list says what the options of handlers come to") {
  const auto workspace = Workspace::withApplication();
  workspace.replace("src/user/types.yaml", "trigger: USER_SIGNED_UP",
                    "trigger: { event: USER_SIGNED_UP, if: event.data.userId != '' }\n"
                    "    rateLimit: { limit: 100, period: 1m, key: event.data.userId }\n"
                    "    throttle: { limit: 2, period: 3s }\n"
                    "    retries: 0\n"
                    "    checkpointing: blended");
  const auto table = workspace.run({"list"}).out;
  CHECK(
      contains(table,
               "\nOPTIONS OF HANDLERS\n"
               "user-signed-up-handler\n"
               "  if             user/signed-up only if `event.data.userId != ''`\n"
               "  rateLimit      11 at once, then one per 600 ms, for each `event.data.userId`; the rest are dropped\n"
               "  throttle       one at once, then one per 1 s 500 ms; the rest wait\n"
               "  retries        none\n"
               "  checkpointing  Inngest is told of three steps at once, or after 3 s; a crash repeats them\n"));
  const auto json = workspace.run({"list", "--format", "json"}).out;
  CHECK(contains(json, "\"explanation\": \"one at once, then one per 1 s 500 ms; the rest wait\""));
}

TEST_CASE("the list has schedules, with their next times") {
  const auto workspace = Workspace::withApplication();
  workspace.write("src/night/types.yaml",
                  "handlers:\n"
                  "  night-check-handler:\n"
                  "    trigger: { cron: 0 2 * * *, timezone: Europe/Paris, jitter: 1m30s, missed: once }\n");
  const auto table = workspace.run({"list", "--from", "2026-10-24T00:00:00Z"}).out;
  CHECK(contains(table, "\n\nSCHEDULE "));
  CHECK(contains(table, "TZ=Europe/Paris 0 2 * * *  once    2026-10-25T00:00Z  night-check-handler\n"));
  CHECK(contains(table, " 2026-10-26T01:00Z\n"));
  const auto json = workspace.run({"list", "--from", "2026-10-24T00:00:00Z", "--format", "json"}).out;
  CHECK(contains(json, R"("cron": "TZ=Europe/Paris 0 2 * * *")"));
  CHECK(contains(json, R"("jitter": "1m30s")"));
  CHECK(contains(json, R"("handler": "night-check-handler")"));
  CHECK(contains(workspace.run({"list", "--from", "noon"}).err, "'noon' is no RFC 3339 date-time"));
}

TEST_CASE("completion offers what the command line takes") {
  const auto workspace = Workspace::withApplication();
  workspace.write("complete.sh", workspace.run({"completion", "bash"}).out + R"(
complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _event_codegen 2>/dev/null; echo "${COMPREPLY[*]}"; }
complete_line event_codegen gen
complete_line event_codegen new e
complete_line event_codegen --color a
complete_line event_codegen generate --dry
complete_line event_codegen completion z
)");
  const auto result = workspace.run({"--version"}, "bash complete.sh;");
  CHECK(result.out.starts_with("generate\nevent\nalways auto\n--dry-run\nzsh\n"));
  CHECK(workspace.run({"completion", "zsh"}).out.starts_with("#compdef event_codegen\n"));
}
