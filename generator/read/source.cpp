#include "read/source.hpp"

#include <utility>

namespace event_codegen {

SourceFile::SourceFile(std::string path, std::string text, bool usable)
    : path_(std::move(path)), text_(std::move(text)), usable_(usable) {}

std::size_t SourceFile::lineStart(std::uint32_t number) const noexcept {
  // Searched for, not kept: most files are read without a complaint, and then nobody asks.
  std::size_t begin = 0;
  for (std::uint32_t current = 1; current < number; ++current) {
    const std::size_t end = text_.find('\n', begin);
    if (end == std::string::npos) return text_.size();
    begin = end + 1;
  }
  return begin;
}

std::string_view SourceFile::line(std::uint32_t number) const noexcept {
  if (number == 0) return {};
  const std::size_t begin = lineStart(number);
  std::size_t end = text_.find('\n', begin);
  if (end == std::string::npos) end = text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace event_codegen
