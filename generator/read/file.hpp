#pragma once

#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <memory>
#include <string>

namespace event_codegen {

/// Reads a text file of at most 64 MiB. Never nullptr: a file that cannot be read, or is not UTF-8, is reported and is
/// then not usable(). A byte order mark at its beginning is taken off.
std::unique_ptr<SourceFile> readFile(const std::string& path, Diagnostics& diagnostics);

/// The same for a text that is there already: checks its encoding.
std::unique_ptr<SourceFile> makeSource(std::string path, std::string text, Diagnostics& diagnostics);

/// The place of a byte of a file.
Span spanAt(const SourceFile& file, std::size_t position, std::uint32_t length = 1) noexcept;

}  // namespace event_codegen
