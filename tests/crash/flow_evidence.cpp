#include "flow_evidence.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>
#include <sstream>

namespace flow_crash {

std::vector<Line> linesIn(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);) {
    std::istringstream words(text);
    Line line;
    words >> line.what >> line.whose >> line.process >> line.at >> line.detail;
    lines.push_back(std::move(line));
  }
  return lines;
}

Kill lookAfterKill(const std::filesystem::path& directory, const std::optional<Kill>& before) {
  Kill kill;
  const auto log = linesIn(directory / "log");
  kill.lines = log.size();
  if (!std::filesystem::exists(directory / "events.db")) return kill;
  SQLite::Database database((directory / "events.db").string(), SQLite::OPEN_READWRITE);
  if (!database.tableExists("step")) return kill;
  SQLite::Statement step(database, "SELECT 1 FROM step WHERE run_id = ? AND id = ? AND status = 'completed'");
  for (std::size_t i = before ? before->lines : 0; i < log.size(); ++i) {
    step.bind(1, log[i].whose);
    step.bind(2, log[i].what);
    if (step.executeStep()) kill.recorded.emplace(log[i].whose, log[i].what);
    step.reset();
  }
  return kill;
}

Evidence gather(const std::filesystem::path& directory, std::vector<Kill> kills) {
  Evidence evidence;
  evidence.log = linesIn(directory / "log");
  evidence.acknowledged = linesIn(directory / "acknowledged");
  evidence.kills = std::move(kills);
  SQLite::Database database((directory / "events.db").string(), SQLite::OPEN_READONLY);
  evidence.integrity = database.execAndGet("PRAGMA integrity_check").getString();
  SQLite::Statement runs(database,
                         "SELECT run.id, function_id, event_id, data, CASE WHEN ended_at IS NULL THEN 'unfinished' WHEN "
                         "cancelled THEN 'cancelled' WHEN error_name IS NULL THEN 'completed' ELSE 'failed' END, "
                         "ifnull(result, ''), ifnull(error_message, ''), event.ts, started_at, rank FROM run JOIN event ON "
                         "event.id = event_id");
  while (runs.executeStep()) {
    const auto text = [&](int column) { return runs.getColumn(column).getString(); };
    evidence.runs[text(0)] = {text(1), text(2), text(3), text(4), text(5), text(6),
                              runs.getColumn(7).getInt64(), runs.getColumn(8).getInt64(), runs.getColumn(9).getInt64()};
  }
  return evidence;
}

}  // namespace flow_crash
