#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// What the example leaves behind: its database, its outbox and its list of acknowledged events. Read without the
/// runtime, so that a mistake there cannot hide itself.
namespace example_test {

struct EventRow {
  std::string id;
  std::string name;
  std::string data;  ///< JSON text
};

struct StepRow {
  std::string id;
  std::string kind;    ///< `run`, `sleep`, `sendEvent`
  std::string status;  ///< `completed`, `failed`, `sleeping`, `retrying`
  std::string result;  ///< JSON text
  int attempts = 0;
};

struct RunRow {
  std::string id;
  std::string handler;  ///< without the application's prefix
  std::string eventId;
  std::string status;  ///< `completed`, `failed`, or anything else: unfinished
  std::string result;  ///< JSON text
  std::string error;   ///< message
  std::vector<StepRow> steps;

  /// The step of this id, or nullptr.
  const StepRow* step(const std::string& stepId) const;
};

struct Database {
  std::string integrity;  ///< what PRAGMA integrity_check says; `ok`
  std::map<std::string, EventRow> events;
  std::map<std::string, RunRow> runs;
};

/// Opens read-only, as it lies there, also after a crash. Throws std::exception.
Database readDatabase(const std::filesystem::path& file);

/// A line of the outbox.
struct SentMail {
  std::string reference;
  std::string to;
  std::string subject;
  std::string body;
  long process = 0;             ///< the id of the process that sent it
  std::size_t incarnation = 0;  ///< counts the processes that sent mail, in order
};

/// Throws std::runtime_error, naming the line, where one cannot be read. A last line without an end is left out.
std::vector<SentMail> readOutbox(const std::filesystem::path& file);

/// Ids of the events that were accepted. A file that is not there has none.
std::vector<std::string> readAcknowledged(const std::filesystem::path& file);

}  // namespace example_test
