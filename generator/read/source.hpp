#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// A file that was read, kept for showing its lines in diagnostics.
class SourceFile {
 public:
  /// `usable`: false for a file that could not be read or is no proper text, which was reported.
  SourceFile(std::string path, std::string text, bool usable = true);

  /// As it was named on the command line.
  const std::string& path() const noexcept { return path_; }
  std::string_view text() const noexcept { return text_; }
  bool usable() const noexcept { return usable_; }
  /// A line without its end; `number` counts from 1, and is empty past the end.
  std::string_view line(std::uint32_t number) const noexcept;
  /// Where a line begins in the text; the text's length past the end.
  std::size_t lineStart(std::uint32_t number) const noexcept;

 private:
  std::string path_;
  std::string text_;
  bool usable_;
};

/// A stretch of one line of a file. Lines and columns count from 1, columns in bytes; line 0 means the file as a whole.
struct Span {
  const SourceFile* file = nullptr;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;

  bool known() const noexcept { return file != nullptr; }
};

/// A value together with the place where it was written.
template <class T>
struct Spanned {
  T value{};
  Span span;
};

}  // namespace event_codegen
