#pragma once

#include "check.hpp"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

namespace example_test {

/// The files that the example works on.
struct Files {
  explicit Files(const std::filesystem::path& directory)
      : database(directory / "app.db"), outbox(directory / "outbox.jsonl"), acknowledged(directory / "acknowledged") {}

  std::filesystem::path database;
  std::filesystem::path outbox;
  std::filesystem::path acknowledged;

  /// The command line that names them, and more.
  std::vector<std::string> arguments(std::initializer_list<std::string> more) const;
};

/// Where the program under test is.
std::filesystem::path exampleProgram();

/// What is in the files now. A database that is not there yet is an empty one.
Evidence gather(const Files& files, std::vector<Kill> kills = {});

/// What is in the files right after a process has ended too early.
Kill lookAfterKill(const Files& files);

}  // namespace example_test
