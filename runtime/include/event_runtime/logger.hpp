#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

namespace event_runtime {

enum class LogLevel { debug, info, warning, error };

/// A name and a value that go with a log line, such as {"run", runId}.
using LogField = std::pair<std::string_view, std::string_view>;

/// Where the runtime logs to. Implementations are thread-safe and do not throw.
class Logger {
 public:
  virtual ~Logger() = default;
  virtual void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {}) = 0;
};

/// Lines on standard error, through spdlog: `2026-11-21T09:30:00.250Z info run ended run=01ARZ… status="not found"`. Control
/// characters are escaped, so that no value begins a line of its own. Messages below `lowest` are dropped.
std::shared_ptr<Logger> consoleLogger(LogLevel lowest = LogLevel::info);
/// Drops everything.
std::shared_ptr<Logger> silentLogger();

}  // namespace event_runtime
