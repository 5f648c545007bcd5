#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace event_codegen {

/// A code point and how many bytes it takes. `value` is U+FFFD, and `valid` false, where the text is not UTF-8; then
/// `length` is that of the longest piece that could have begun a code point (Unicode 15, section 3.9).
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
  bool valid = true;
};

/// The code point at the beginning of a text that is not empty.
CodePoint firstCodePoint(std::string_view text) noexcept;

/// Where the first byte stands that is not UTF-8.
std::optional<std::size_t> findInvalidUtf8(std::string_view text) noexcept;
/// Where the first character stands that YAML 1.2 (section 5.1) does not allow: controls other than tab and line ends.
std::optional<std::size_t> findForbiddenCharacter(std::string_view text) noexcept;

std::size_t countCodePoints(std::string_view text) noexcept;
/// How many columns of a terminal a code point takes: 0, 1 or 2.
std::size_t terminalColumns(char32_t codePoint) noexcept;
/// The text with everything that could act on a terminal, or is not UTF-8, replaced by U+FFFD.
std::string printable(std::string_view text);
/// Something that a user wrote, for a message: between backticks, on one line, shortened if it is very long.
std::string inBackticks(std::string_view text);
/// `1 event`, `2 events`: for nouns whose plural is the singular with an s.
std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace event_codegen
