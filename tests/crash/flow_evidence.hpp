#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What processes that were killed have left behind, and whether it is as it must be.
namespace flow_crash {

/// A line of the log, or of what was acknowledged.
struct Line {
  std::string what;
  std::string whose;
  std::string process;
  std::int64_t at = 0;
  std::string detail;
};

struct Run {
  std::string function = {};
  std::string event = {};  ///< its id
  std::string data = {};   ///< the event's
  std::string status = {};
  std::string result = {};
  std::string error = {};
  std::int64_t eventTime = 0;
  std::int64_t createdAt = 0;
  std::int64_t rank = 0;
};

/// At a kill: how long the log was, and which of the steps that the process had run were recorded.
struct Kill {
  std::size_t lines = 0;
  std::set<std::pair<std::string, std::string>> recorded;  ///< run and step
};

struct Evidence {
  std::vector<Line> log;
  std::vector<Line> acknowledged;
  std::vector<Kill> kills;
  std::map<std::string, Run> runs;
  std::string integrity;
};

std::vector<Line> linesIn(const std::filesystem::path& file);
/// Reads the database too.
Evidence gather(const std::filesystem::path& directory, std::vector<Kill> kills);
Kill lookAfterKill(const std::filesystem::path& directory, const std::optional<Kill>& before);

/// A rule that is broken, and where.
struct Violation {
  std::string rule;
  std::string what;
};
std::vector<Violation> violationsIn(const Evidence& evidence);

}  // namespace flow_crash
