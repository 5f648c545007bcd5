#include "support.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

namespace {

Workspace complete() {
  auto workspace = Workspace::withApplication();
  REQUIRE(workspace.run({"scaffold"}).code == 0);
  return workspace;
}

}  // namespace

TEST_CASE("a new event is added to both files, with a handler, its source, and nothing to complain about") {
  const auto workspace = complete();
  const auto result = workspace.run({"new", "event", "user/password-changed"});
  CHECK(result.code == 0);
  CHECK(result.err.empty());
  CHECK(result.out ==
        "src/events.yaml: USER_PASSWORD_CHANGED added\n"
        "src/user/types.yaml: its data and user-password-changed-handler added\n"
        "src/user/user_password_changed_handler.cpp: created\n");
  CHECK(workspace.run({"check"}).code == 0);
  CHECK(contains(workspace.run({"list"}).out, "USER_PASSWORD_CHANGED  user/password-changed"));

  // All else is as it was, comments too.
  CHECK(workspace.read("src/events.yaml") == R"(# The names.
app: demo
namespace: demo
events:
  USER_SIGNED_UP: user/signed-up   # the first one
  TICKET_OPENED:
    name: ticket/opened
    description: A ticket was opened.
  USER_PASSWORD_CHANGED: user/password-changed
)");
  CHECK(workspace.read("src/user/types.yaml") == R"(types:
  SignupMethod: [google, email]
events:
  USER_SIGNED_UP:
    description: Somebody has signed up.
    data:
      userId: uuid
      method: SignupMethod
  USER_PASSWORD_CHANGED:
    data:
      id: string

handlers:
  user-signed-up-handler:
    description: Greets.
    trigger: USER_SIGNED_UP
  user-password-changed-handler:
    trigger: USER_PASSWORD_CHANGED
)");
}

TEST_CASE("a new feature and its first event") {
  const auto workspace = complete();
  CHECK(workspace.run({"new", "feature", "billing"}).out == "src/billing/types.yaml: created\n");
  CHECK(workspace.run({"check"}).code == 0);
  CHECK(workspace.run({"new", "event", "billing/invoice-paid", "--name", "app/invoice.paid"}).code == 0);
  CHECK(workspace.run({"check"}).code == 0);
  CHECK(contains(workspace.read("src/events.yaml"), "BILLING_INVOICE_PAID: app/invoice.paid\n"));
  CHECK(workspace.run({"generate", "--out", "gen"}).code == 0);

  SUBCASE("once") {
    const auto text = workspace.read("src/billing/types.yaml");
    CHECK(workspace.run({"new", "feature", "billing"}).code == 1);
    CHECK(workspace.read("src/billing/types.yaml") == text);
  }
}

TEST_CASE("an application begins with three lines") {
  const Workspace workspace;
  workspace.write("events.yaml", "app: fresh\nnamespace: fresh\nevents: {}");
  CHECK(workspace.run({"new", "feature", "user"}).code == 0);
  CHECK(workspace.run({"new", "event", "user/signed-up"}).code == 0);
  CHECK(workspace.run({"new", "event", "user/left"}).code == 0);
  CHECK(workspace.run({"check"}).code == 0);
  CHECK(workspace.read("events.yaml") ==
        "app: fresh\nnamespace: fresh\nevents:\n  USER_SIGNED_UP: user/signed-up\n  USER_LEFT: user/left\n");
  CHECK(workspace.exists("user/user_left_handler.cpp"));
}

TEST_CASE("a name that cannot be is refused with a remedy, and nothing is written") {
  const auto workspace = complete();
  const auto before = workspace.files("src");
  const auto refused = [&](std::vector<std::string> arguments, std::string_view why) {
    const auto result = workspace.run(arguments);
    CHECK(result.code == 1);
    CHECK_MESSAGE(contains(result.err, why), result.err);
    CHECK(workspace.files("src") == before);
  };
  refused({"new", "event", "password-changed"}, "FEATURE/ACTION");
  refused({"new", "event", "user/Über"}, "FEATURE/ACTION");
  refused({"new", "event", "user/"}, "FEATURE/ACTION");
  refused({"new", "event", "../x"}, "FEATURE/ACTION");
  refused({"new", "event", "usre/password-changed"}, "did you mean `user`");
  refused({"new", "event", "user/signed-up"}, "already");
  refused({"new", "event", "user/signed-in", "--name", "user/signed-up"}, "user/signed-up");
  refused({"new", "event", "user/x", "--name", "a: b"}, "");
  refused({"new", "feature", "../evil"}, "feature");
  refused({"new", "feature", "user"}, "already");
}

TEST_CASE("what cannot be edited is left alone, and the lines to add are shown") {
  const auto workspace = complete();
  const auto check = [&](std::string_view file) {
    const auto before = workspace.files("src");
    const auto result = workspace.run({"new", "event", "user/left"});
    CHECK(result.code == 1);
    CHECK_MESSAGE(contains(result.err, "USER_LEFT"), result.err);
    CHECK(contains(result.err, file));
    CHECK(workspace.files("src") == before);
  };
  SUBCASE("a mapping in braces") {
    workspace.write(
        "src/events.yaml",
        "app: demo\nnamespace: demo\nevents: { USER_SIGNED_UP: user/signed-up, TICKET_OPENED: ticket/opened }\n");
    check("src/events.yaml");
  }
  SUBCASE("a whole file in braces") {
    workspace.write("src/user/types.yaml",
                    "{ types: { SignupMethod: [a] }, events: { USER_SIGNED_UP: { data: {} } }, handlers: "
                    "{ user-signed-up-handler: { trigger: USER_SIGNED_UP } } }\n");
    check("src/user/types.yaml");
  }
}

TEST_CASE("the file's own ways are kept") {
  const auto workspace = complete();
  SUBCASE("Windows line ends") {
    workspace.write("src/events.yaml",
                    "app: demo\r\nnamespace: demo\r\nevents:\r\n    USER_SIGNED_UP: user/signed-up\r\n    "
                    "TICKET_OPENED: ticket/opened");
    CHECK(workspace.run({"new", "event", "user/left"}).code == 0);
    CHECK(workspace.read("src/events.yaml") ==
          "app: demo\r\nnamespace: demo\r\nevents:\r\n    USER_SIGNED_UP: user/signed-up\r\n    TICKET_OPENED: "
          "ticket/opened\r\n"
          "    USER_LEFT: user/left\r\n");
  }
  SUBCASE("events in the middle, comments and empty lines behind them") {
    workspace.write(
        "src/events.yaml",
        "events:\n  USER_SIGNED_UP: user/signed-up\n  TICKET_OPENED: ticket/opened\n  # last\n\n# about the app\n"
        "app: demo\nnamespace: demo\n");
    CHECK(workspace.run({"new", "event", "user/left"}).code == 0);
    CHECK(workspace.read("src/events.yaml") ==
          "events:\n  USER_SIGNED_UP: user/signed-up\n  TICKET_OPENED: ticket/opened\n  # last\n  USER_LEFT: "
          "user/left\n\n"
          "# about the app\napp: demo\nnamespace: demo\n");
  }
  SUBCASE("permissions and links") {
    std::filesystem::rename(workspace.path("src/events.yaml"), workspace.path("shared.yaml"));
    std::filesystem::create_symlink("../shared.yaml", workspace.path("src/events.yaml"));
    std::filesystem::permissions(workspace.path("shared.yaml"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    CHECK(workspace.run({"new", "event", "user/left"}).code == 0);
    CHECK(std::filesystem::is_symlink(workspace.path("src/events.yaml")));
    CHECK(contains(workspace.read("shared.yaml"), "USER_LEFT"));
    CHECK(std::filesystem::status(workspace.path("shared.yaml")).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
}
