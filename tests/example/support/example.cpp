#include "example.hpp"

#include <utility>

namespace example_test {

namespace {
Database databaseOf(const Files& files) {
  if (!std::filesystem::exists(files.database)) return {.integrity = "ok", .events = {}, .runs = {}};
  return readDatabase(files.database);
}
}  // namespace

std::vector<std::string> Files::arguments(std::initializer_list<std::string> more) const {
  std::vector<std::string> words{"--database",    database.string(), "--outbox",
                                 outbox.string(), "--acknowledged",  acknowledged.string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::filesystem::path exampleProgram() { return EXAMPLE_PROGRAM; }

Evidence gather(const Files& files, std::vector<Kill> kills) {
  return {databaseOf(files), readOutbox(files.outbox), readAcknowledged(files.acknowledged), std::move(kills)};
}

Kill lookAfterKill(const Files& files) { return lookAfterKill(databaseOf(files), readOutbox(files.outbox)); }

}  // namespace example_test
