// One engine for each file.
#include "fixture.hpp"

#include "store/sqlite/connection.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

namespace event_runtime::testing {
namespace {

/// What `action` writes to the pipe in a child process, which then waits to be killed if it is to `stay`.
struct Child {
  Child(const std::function<std::string()>& action, bool stay) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    id = fork();
    REQUIRE(id >= 0);
    if (id == 0) {
      close(ends[0]);
      std::string text = action();
      text += '\n';
      if (write(ends[1], text.data(), text.size()) < 0) _exit(1);
      close(ends[1]);
      while (stay) pause();
      _exit(0);
    }
    close(ends[1]);
    for (char next = 0; read(ends[0], &next, 1) == 1 && next != '\n';) said += next;
    close(ends[0]);
  }
  ~Child() {
    kill(id, SIGKILL);
    waitpid(id, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t id = -1;
  std::string said;
};

std::string openAndTell(Store& store) {
  try {
    store.open();
    return "opened";
  } catch (const StoreError& error) {
    return error.what();
  }
}

TEST_CASE("a file in use by another process is refused, with that process's id") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  const auto theirs = sqliteStore(file);
  {
    const Child owner([&] { return openAndTell(*theirs); }, true);
    REQUIRE(owner.said == "opened");
    const auto message = storeError([&] { sqliteStore(file)->open(); });
    CHECK(contains(message, file.string() + " is in use by process " + std::to_string(owner.id)));
  }
  // The owner was killed, and the lock went with it.
  const auto mine = sqliteStore(file);
  CHECK(openAndTell(*mine) == "opened");
}

TEST_CASE("a second engine in the same process is refused, by whichever name it calls the file") {
  const TemporaryDirectory directory;
  const auto first = sqliteStore(directory / "events.db");
  first->open();
  std::filesystem::create_symlink(directory / "events.db", directory / "alias.db");
  CHECK(contains(storeError([&] { sqliteStore(directory / "events.db")->open(); }), "another engine of this process"));
  CHECK(contains(storeError([&] { sqliteStore(directory / "alias.db")->open(); }), "another engine of this process"));
}

TEST_CASE("a store that could not be opened does not keep the file locked") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  sqlite::Connection(file).execute("CREATE TABLE theirs (x)");
  const auto first = sqliteStore(file);
  CHECK_THROWS_AS(first->open(), StoreError);
  std::filesystem::remove(file);
  CHECK(openAndTell(*first) == "opened");
}

TEST_CASE("a read-only place is named") {
  const TemporaryDirectory directory;
  const auto file = directory / "events.db";
  sqliteStore(file)->open();
  const auto tellAsNobody = [&](const std::filesystem::path& name) {
    // The superuser may write anything.
    const Child child(
        [&] {
          if (geteuid() == 0 && setuid(65534) != 0) return std::string("setuid failed");
          return openAndTell(*sqliteStore(name));
        },
        false);
    return child.said;
  };
  REQUIRE(chmod(directory.path().c_str(), 0755) == 0);
  SUBCASE("a directory without write permission") {
    REQUIRE(chmod(directory.path().c_str(), 0555) == 0);
    std::filesystem::remove(directory / "events.db.lock");
    const auto message = tellAsNobody(file);
    REQUIRE(chmod(directory.path().c_str(), 0755) == 0);
    CHECK(contains(message, file.string()));
    CHECK(contains(message, "write permission for the directory"));
  }
  SUBCASE("a file without write permission") {
    REQUIRE(chmod(file.c_str(), 0444) == 0);
    REQUIRE(chmod((directory / "events.db.lock").c_str(), 0666) == 0);
    const auto message = tellAsNobody(file);
    CHECK(contains(message, file.string()));
    CHECK(contains(message, "the file is read-only"));
    CHECK(contains(message, "write permission for the file"));
  }
}

}  // namespace
}  // namespace event_runtime::testing
