#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Texts of the schemas as C++. All of them are hostile: descriptions, keys and patterns hold whatever YAML can hold.
namespace event_codegen {

/// A string literal: `"…"`. Characters that cannot be seen (controls, bidirectional marks) are written as octal.
std::string quoted(std::string_view text);

/// An expression of type std::string_view, or converting to it, that has the whole text: a literal, unless the text
/// contains NUL.
std::string viewLiteral(std::string_view text);

/// An expression that initialises a std::string with the whole text.
std::string stringInitializer(std::string_view text);

/// The JSON text of a string: quoted, escaped.
std::string jsonString(std::string_view text);

/// `///` lines, indented, each with its end; nothing for a text without words. No line ends in a backslash, which would
/// join the next line to the comment.
std::string docComment(std::string_view text, std::size_t indent = 0);

/// A text as part of a comment's one line.
std::string commentText(std::string_view text);

/// Indents every line that is not empty.
std::string indented(std::string_view text, std::size_t indent);

}  // namespace event_codegen
