#include <event_runtime/logger.hpp>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace event_runtime {

namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// A log line is one line: control characters, which may come from an event's data, are written as escapes.
void appendEscaped(std::string& out, std::string_view text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += character;
    }
  }
}

void appendField(std::string& out, const LogField& field) {
  out += ' ';
  appendEscaped(out, field.first);
  out += '=';
  const bool quoted = field.second.empty() || field.second.find_first_of(" \"=") != std::string_view::npos;
  if (quoted) out += '"';
  for (const char character : field.second) {
    if (quoted && (character == '"' || character == '\\')) out += '\\';
    appendEscaped(out, {&character, 1});
  }
  if (quoted) out += '"';
}

class ConsoleLogger final : public Logger {
 public:
  explicit ConsoleLogger(LogLevel lowest)
      : logger_("event_runtime", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    logger_.set_level(toSpdlog(lowest));
  }

  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    if (!logger_.should_log(toSpdlog(level))) return;
    std::string line;
    appendEscaped(line, message);
    for (const LogField& field : fields) appendField(line, field);
    logger_.log(toSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  spdlog::logger logger_;
};

class SilentLogger final : public Logger {
 public:
  void log(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace

std::shared_ptr<Logger> consoleLogger(LogLevel lowest) {
  return std::make_shared<ConsoleLogger>(lowest);
}

std::shared_ptr<Logger> silentLogger() {
  return std::make_shared<SilentLogger>();
}

}  // namespace event_runtime
