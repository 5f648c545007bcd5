#include "support.hpp"

#include <doctest/doctest.h>

TEST_CASE("scaffold writes each missing source once") {
  const auto workspace = Workspace::withApplication();
  const auto result = workspace.run({"scaffold"});
  CHECK(result.code == 0);
  CHECK(result.out == "src/user/user_signed_up_handler.cpp: created\n");
  CHECK(contains(workspace.read("src/user/user_signed_up_handler.cpp"), "Json userSignedUpHandler("));

  SUBCASE("and never again") {
    workspace.write("src/user/user_signed_up_handler.cpp", "// my work");
    CHECK(workspace.run({"scaffold"}).out == "every handler has its source\n");
    CHECK(workspace.run({"scaffold", "--handlers-dir", "handlers"}).code == 0);
    CHECK(workspace.read("src/user/user_signed_up_handler.cpp") == "// my work");
    CHECK_FALSE(workspace.exists("handlers"));
  }
  SUBCASE("nor over a link that leads nowhere") {
    std::filesystem::remove(workspace.path("src/user/user_signed_up_handler.cpp"));
    std::filesystem::create_symlink("nowhere.cpp", workspace.path("src/user/user_signed_up_handler.cpp"));
    CHECK(workspace.run({"scaffold"}).code == 0);
    CHECK_FALSE(workspace.exists("src/user/nowhere.cpp"));
  }
}

TEST_CASE("onFailure is a source of its own, which is missed where it is asked for later") {
  const auto workspace = Workspace::withApplication();
  CHECK(workspace.run({"scaffold"}).code == 0);
  workspace.replace("src/user/types.yaml", "trigger: USER_SIGNED_UP", "trigger: USER_SIGNED_UP\n    onFailure: true");
  const auto drift = workspace.run({"check"});
  CHECK(drift.code == 1);
  CHECK(contains(drift.err, "`onFailure` of `user-signed-up-handler` has no source file"));
  CHECK(workspace.run({"scaffold"}).out == "src/user/user_signed_up_handler_on_failure.cpp: created\n");
  CHECK(contains(workspace.read("src/user/user_signed_up_handler_on_failure.cpp"),
                 "void userSignedUpHandlerOnFailure(const Event<event_runtime::FunctionFailed>& event, Step& step) {"));
  CHECK(workspace.run({"check"}).code == 0);
}

TEST_CASE("with a handlers' directory, sources go to a folder for each feature") {
  const auto workspace = Workspace::withApplication();
  CHECK(workspace.run({"scaffold", "--handlers-dir", "handlers"}).out ==
        "handlers/user/user_signed_up_handler.cpp: created\n");
  CHECK(workspace.run({"check", "--handlers-dir", "handlers"}).code == 0);
  CHECK(workspace.run({"scaffold", "--handlers-dir", "handlers"}).out == "every handler has its source\n");

  SUBCASE("one that lies in the directory itself counts") {
    std::filesystem::rename(workspace.path("handlers/user/user_signed_up_handler.cpp"),
                            workspace.path("handlers/user_signed_up_handler.cpp"));
    CHECK(workspace.run({"scaffold", "--handlers-dir", "handlers"}).out == "every handler has its source\n");
    CHECK(workspace.run({"check", "--handlers-dir", "handlers"}).code == 0);
  }
}

TEST_CASE("schemas with errors get no skeletons") {
  const auto workspace = Workspace::withApplication();
  workspace.replace("src/user/types.yaml", "trigger: USER_SIGNED_UP", "trigger: USER_SINGED_UP");
  CHECK(workspace.run({"scaffold"}).code == 1);
  CHECK_FALSE(workspace.exists("src/user/user_signed_up_handler.cpp"));
}
