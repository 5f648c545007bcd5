#include "support/example.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>
#include <sys/mount.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

using namespace example_test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// More than the small disks here have room for.
const std::string MANY_SCENARIOS = "500";

/// A file system of a given size in memory.
class SmallDisk {
 public:
  SmallDisk(fs::path directory, std::uint64_t bytes) : directory_(std::move(directory)) {
    fs::create_directory(directory_);
    const std::string size = "size=" + std::to_string(bytes);
    mounted_ = ::mount("tmpfs", directory_.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(directory_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  void grow(std::uint64_t bytes) {
    const std::string size = "size=" + std::to_string(bytes);
    REQUIRE(::mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT, size.c_str()) == 0);
  }

 private:
  fs::path directory_;
  bool mounted_ = false;
};

void saysThatTheDiskIsFull(const Exit& exit, const Files& files) {
  INFO("standard error: " << exit.errors);
  CHECK(exit.signal == 0);
  CHECK(exit.code == 1);
  CHECK(exit.errors.find(files.database.string()) != std::string::npos);
}

void nothingIsLost(const Files& files, const Kill& full) {
  const auto acknowledged = readAcknowledged(files.acknowledged);
  CHECK(acknowledged.size() > 10);
  const Exit exit =
      runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--scenarios", "0"}), 120s);
  INFO(exit.errors);
  REQUIRE(exit.code == 0);
  const Verdict verdict = check(gather(files, {full}));
  CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
}

}  // namespace

TEST_CASE("a full disk is reported and loses nothing that was acknowledged") {
  const Scratch scratch;
  SmallDisk disk(scratch / "disk", 3'000'000);
  if (!disk.mounted()) {
    MESSAGE("not run: mounting a small disk takes root; the case with a limit on the size of files covers the rest");
    return;
  }
  // Given a database alone on a small disk
  Files files(scratch.directory());
  files.database = scratch / "disk" / "app.db";

  // When it fills up
  const Exit exit =
      runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--scenarios", MANY_SCENARIOS}), 120s);

  // Then that is said, and once there is room everything that was accepted is done
  saysThatTheDiskIsFull(exit, files);
  CHECK(exit.errors.find("full") != std::string::npos);
  disk.grow(64'000'000);
  nothingIsLost(files, lookAfterKill(files));
}

TEST_CASE("a database that may not grow is reported and loses nothing that was acknowledged") {
  // Given a limit on the size of files, which the database's are the first to reach
  const Scratch scratch;
  const Files files(scratch.directory());

  // When it is reached
  const Exit exit =
      runToEnd(exampleProgram(), files.arguments({"--quiet", "--day", "100ms", "--scenarios", MANY_SCENARIOS}), 120s,
               {.maxFileSize = 1'500'000});

  // Then that is said, and without the limit everything that was accepted is done
  saysThatTheDiskIsFull(exit, files);
  nothingIsLost(files, lookAfterKill(files));
}
