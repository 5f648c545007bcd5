#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace event_codegen {

/// C++ statements, a line each, indented by two for every level.
class CodeLines {
 public:
  explicit CodeLines(std::size_t level) : level_(level) {}

  template <class... Parts>
  void line(fmt::format_string<Parts...> format, Parts&&... parts) {
    out_.append(2 * level_, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Parts>(parts)...);
    out_ += '\n';
  }
  /// A line after which everything stands one level deeper, until close().
  template <class... Parts>
  void open(fmt::format_string<Parts...> format, Parts&&... parts) {
    line(format, std::forward<Parts>(parts)...);
    ++level_;
  }
  void close(std::string_view end = "}") {
    --level_;
    line("{}", end);
  }
  void reopen(std::string_view line) {
    close(line);
    ++level_;
  }
  /// Finished lines.
  void append(std::string_view lines) { out_ += lines; }
  std::size_t level() const noexcept { return level_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::size_t level_;
};

}  // namespace event_codegen
