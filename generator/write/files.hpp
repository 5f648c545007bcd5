#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace event_codegen {

/// A file could not be written, read, moved or removed. what() names it and says why and what to do.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// FileError of the operation that just failed: `cannot write out/events.hpp: No space left on device`.
[[noreturn]] void throwFileError(std::string_view what, const std::filesystem::path& path, int errorNumber);

/// A file's size and time of last change, which tell cheaply that nothing has happened to it.
struct FileState {
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970

  friend bool operator==(const FileState&, const FileState&) = default;
};

/// Of a regular file; nothing where there is none, or something else (a symbolic link is something else).
std::optional<FileState> stateOf(const std::filesystem::path& path) noexcept;

/// The whole of a regular file; nothing where it cannot be read.
std::optional<std::string> contentsOf(const std::filesystem::path& path);

/// Writes a file that is complete or not there: to a temporary file beside it, then renamed. Throws FileError.
void writeFile(const std::filesystem::path& path, std::string_view text);
/// The same, but never replaces anything: false where the path exists already. Throws FileError.
bool writeNewFile(const std::filesystem::path& path, std::string_view text);
/// Gives a file that people own a new text: through symbolic links, and with the permissions it has. Throws FileError.
void replaceFile(const std::filesystem::path& path, std::string_view text);
/// Makes a file in its place, and gives the state it then has; nothing where the path exists already. Throws FileError,
/// and then leaves no file.
std::optional<FileState> createFile(const std::filesystem::path& path, std::string_view text);

/// Makes a directory and those above it. Throws FileError.
void makeDirectories(const std::filesystem::path& path);
/// The same, with one system call where all but the last are there. Whether there was none before.
bool makeDirectory(const std::filesystem::path& path);

}  // namespace event_codegen
