#include <event_runtime/logger.hpp>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>

namespace event_runtime {

namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool isControl(char character) noexcept {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

/// A log line is one line and moves no cursor: control characters, which may come from an event's data, are written as
/// escapes. Those that take two bytes in UTF-8, U+0080 to U+009F, too: a terminal may obey them.
void appendEscaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char character = text[i];
    const bool isTwoByteControl =
        character == '\xC2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (character == '\n') {
      out += "\\n";
    } else if (isControl(character)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(character));
    } else if (isTwoByteControl) {
      out += fmt::format("\\u00{:02x}", static_cast<unsigned char>(text[++i]));
    } else {
      out += character;
    }
  }
}

/// `name=value`, in quotes where it could be taken for something else.
void appendField(std::string& out, const LogField& field) {
  const std::string_view value = field.second;
  out += ' ';
  appendEscaped(out, field.first);
  out += '=';
  const bool isPlain = !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos &&
                       std::none_of(value.begin(), value.end(), isControl);
  if (isPlain) {
    appendEscaped(out, value);
    return;
  }
  std::string quoted;
  for (const char character : value) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  out += '"';
  appendEscaped(out, quoted);
  out += '"';
}

class ConsoleLogger final : public Logger {
 public:
  explicit ConsoleLogger(LogLevel lowest)
      : logger_("event_runtime", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    logger_.set_level(toSpdlog(lowest));
    logger_.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  }

  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    if (!logger_.should_log(toSpdlog(level))) return;
    try {
      std::string line;
      appendEscaped(line, message);
      for (const LogField& field : fields) appendField(line, field);
      logger_.log(toSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
    } catch (...) {
      // Without the memory for a line there is nobody to tell.
    }
  }

 private:
  spdlog::logger logger_;
};

class SilentLogger final : public Logger {
 public:
  void log(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace

std::shared_ptr<Logger> consoleLogger(LogLevel lowest) { return std::make_shared<ConsoleLogger>(lowest); }

std::shared_ptr<Logger> silentLogger() { return std::make_shared<SilentLogger>(); }

}  // namespace event_runtime
