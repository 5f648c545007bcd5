#pragma once

#include <iosfwd>
#include <string_view>

namespace event_codegen {

/// Writes what turns one text into the other as a unified diff with three lines of context; nothing if they are equal.
void printDiff(std::ostream& out, std::string_view oldName, std::string_view oldText, std::string_view newName,
               std::string_view newText, bool colour);

}  // namespace event_codegen
