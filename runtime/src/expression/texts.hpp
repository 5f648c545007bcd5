#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Texts in UTF-8. Bytes that are none count as characters of their own or belong to the one before them; nothing here
/// reads past the end because of them.
namespace event_runtime::expression {

std::size_t countCodePoints(std::string_view text) noexcept;
/// How many bytes the first `count` code points take; std::nullopt where there are fewer.
std::optional<std::size_t> byteOffset(std::string_view text, std::size_t count) noexcept;
/// How many bytes the code point takes that begins a text; 0 for an empty one.
std::size_t firstLength(std::string_view text) noexcept;

/// Where `part` stands first at or after `from`, in time that grows with the sum of both; npos where it does not.
std::size_t findText(std::string_view text, std::string_view part, std::size_t from) noexcept;

/// The shortest text that reads back as the same double: `1`, `0.1`, `1e+300`, `NaN`, `+Inf`.
std::string numberText(double value);

/// RFC 4648 in either alphabet, padded or not, into room for 3 bytes for each 4 and 3 more; the number of bytes.
std::optional<std::size_t> decodeBase64(std::string_view text, char* out) noexcept;

/// Letters of the Latin, Greek, Cyrillic and Armenian scripts in the other case, one code point for one.
std::string lowerCase(std::string_view text);
std::string upperCase(std::string_view text);

}  // namespace event_runtime::expression
