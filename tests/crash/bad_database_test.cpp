#include "support/example.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"
#include "support/tamper.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

using namespace example_test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Refusal {
  Scratch scratch;
  Files files{scratch.directory()};

  /// A database of ours, with a finished scenario in it.
  void makeDatabase() {
    const Exit exit = runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms"}), 60s);
    INFO(exit.errors);
    REQUIRE(exit.code == 0);
    fs::remove(files.acknowledged);
  }

  /// The example refuses its database with a message that names it and contains one of `words`, accepts no event, and
  /// leaves the file as it was.
  void isRefused(const std::vector<std::string>& words, const ProcessOptions& options = {},
                 const fs::path& program = exampleProgram()) {
    const bool isFile = fs::is_regular_file(files.database);
    const std::string before = isFile ? readFile(files.database) : "";
    const Exit exit = runToEnd(program, files.arguments({"--quiet", "--day", "100ms"}), 60s, options);
    INFO("standard error: " << exit.errors);
    CHECK(exit.code == 1);
    CHECK(exit.errors.find(files.database.string()) != std::string::npos);
    bool explained = false;
    for (const std::string& word : words) explained = explained || exit.errors.find(word) != std::string::npos;
    CHECK(explained);
    CHECK(readAcknowledged(files.acknowledged).empty());
    if (isFile) CHECK_MESSAGE(readFile(files.database) == before, "the file was changed");
  }
};

}  // namespace

TEST_CASE("a file that is no database is refused and left alone") {
  Refusal refusal;
  SUBCASE("short") { writeFile(refusal.files.database, "Dear diary,\n"); }
  SUBCASE("long") { writeFile(refusal.files.database, std::string(100'000, 'x')); }
  refusal.isRefused({"not a database", "no SQLite database", "no database"});
}

TEST_CASE("a damaged database is refused and left alone") {
  Refusal refusal;
  refusal.makeDatabase();
  std::string bytes = readFile(refusal.files.database);
  REQUIRE(bytes.size() > 12'000);
  SUBCASE("overwritten") { bytes.replace(100, bytes.size() - 100, std::string(bytes.size() - 100, '\x5a')); }
  SUBCASE("cut short") { bytes.resize(bytes.size() / 2 / 4096 * 4096); }
  writeFile(refusal.files.database, bytes);
  refusal.isRefused({"malformed", "corrupt", "damaged"});
}

TEST_CASE("a database of a newer version is refused and left alone") {
  Refusal refusal;
  refusal.makeDatabase();
  makeNewer(refusal.files.database);
  refusal.isRefused({"newer"});
}

TEST_CASE("another application's database is refused and left alone") {
  Refusal refusal;
  {
    SQLite::Database other(refusal.files.database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE diary (entry TEXT); INSERT INTO diary VALUES ('dear'); PRAGMA user_version = 1;");
  }
  refusal.isRefused({"another", "other", "not a database of", "no database of"});
}

TEST_CASE("a directory in place of the database is refused") {
  Refusal refusal;
  fs::create_directory(refusal.files.database);
  refusal.isRefused({"directory"});
}

TEST_CASE("a database in a directory that does not exist is refused") {
  Refusal refusal;
  refusal.files.database = refusal.scratch / "no" / "such" / "app.db";
  refusal.isRefused({"directory", "No such file"});
  CHECK_FALSE(fs::exists(refusal.scratch / "no"));
}

TEST_CASE("a database without permission to write is refused") {
  // Root needs no permission, so as root the program runs as `nobody`, from where nobody may find it.
  Refusal refusal;
  refusal.makeDatabase();
  const fs::path program = refusal.scratch / "example";
  fs::copy_file(exampleProgram(), program);
  constexpr auto ALL = fs::perms::owner_all | fs::perms::group_all | fs::perms::others_all;
  constexpr auto READ = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
  fs::permissions(refusal.scratch.directory(), ALL);
  fs::permissions(program, ALL);
  fs::permissions(refusal.files.outbox, ALL);
  fs::remove(refusal.files.database.string() + ".lock");  // is the other user's to make anew

  SUBCASE("read-only") {
    fs::permissions(refusal.files.database, READ);
    refusal.isRefused({"read-only", "readonly", "permission", "Permission"}, {.withoutPrivileges = true}, program);
  }
  SUBCASE("unreadable") {
    fs::permissions(refusal.files.database, fs::perms::none);
    const Exit exit = runToEnd(program, refusal.files.arguments({"--quiet"}), 60s, {.withoutPrivileges = true});
    CHECK(exit.code == 1);
    CHECK(exit.errors.find(refusal.files.database.string()) != std::string::npos);
    INFO(exit.errors);
    CHECK(
        (exit.errors.find("ermission") != std::string::npos || exit.errors.find("this user may") != std::string::npos));
  }
}
