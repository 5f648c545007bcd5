#include "read/file.hpp"

#include "read/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace event_codegen {
namespace {

constexpr std::size_t MAX_FILE_SIZE = std::size_t{64} << 20U;
constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

std::unique_ptr<SourceFile> unusable(std::string path, std::string text = {}) {
  return std::make_unique<SourceFile>(std::move(path), std::move(text), false);
}

std::unique_ptr<SourceFile> unreadable(const std::string& path, const std::string& why, Diagnostics& diagnostics) {
  auto file = unusable(path);
  diagnostics.error("unreadable-file", {file.get(), 0, 0, 0}, "cannot be read: " + why);
  return file;
}

std::string hexByte(char byte) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(static_cast<std::uint8_t>(byte)));
  return text;
}

}  // namespace

Span spanAt(const SourceFile& file, std::size_t position, std::uint32_t length) noexcept {
  const std::string_view before = file.text().substr(0, position);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t newline = before.rfind('\n');
  const std::size_t lineStart = newline == std::string_view::npos ? 0 : newline + 1;
  return {&file, lines + 1, static_cast<std::uint32_t>(position - lineStart) + 1, length};
}

std::unique_ptr<SourceFile> makeSource(std::string path, std::string text, Diagnostics& diagnostics) {
  if (text.starts_with(BYTE_ORDER_MARK)) text.erase(0, BYTE_ORDER_MARK.size());
  if (const auto position = findInvalidUtf8(text)) {
    const std::string byte = hexByte(text[*position]);
    auto file = unusable(std::move(path), std::move(text));
    const bool utf16 = file->text().starts_with("\xFF\xFE") || file->text().starts_with("\xFE\xFF");
    diagnostics.error("invalid-encoding", spanAt(*file, *position),
                      "not UTF-8: byte " + byte + " at offset " + std::to_string(*position) +
                          (utf16 ? "; this looks like UTF-16: save the file as UTF-8" : "; save the file as UTF-8"));
    return file;
  }
  if (const auto position = findForbiddenCharacter(text)) {
    const CodePoint point = firstCodePoint(std::string_view(text).substr(*position));
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(point.value));
    auto file = unusable(std::move(path), std::move(text));
    diagnostics.error("invalid-character", spanAt(*file, *position),
                      std::string("the character ") + code +
                          " is not allowed in YAML: remove it, or write it as an escape within double quotes");
    return file;
  }
  return std::make_unique<SourceFile>(std::move(path), std::move(text));
}

std::unique_ptr<SourceFile> readFile(const std::string& path, Diagnostics& diagnostics) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return unreadable(path, error && error != std::errc::no_such_file_or_directory ? error.message() : "no such file",
                      diagnostics);
  }
  if (std::filesystem::is_directory(status)) return unreadable(path, "it is a directory", diagnostics);

  errno = 0;
  const std::unique_ptr<std::FILE, CloseFile> stream(std::fopen(path.c_str(), "rb"));
  if (!stream) return unreadable(path, std::generic_category().message(errno), diagnostics);
  std::string text;
  const auto size = std::filesystem::file_size(path, error);
  // One byte more than expected, so that the end of the file is seen by the first read.
  std::size_t room = error ? 4096 : static_cast<std::size_t>(std::min<std::uintmax_t>(size, MAX_FILE_SIZE)) + 1;
  for (std::size_t length = 0;;) {
    text.resize(length + room);
    const std::size_t count = std::fread(text.data() + length, 1, room, stream.get());
    length += count;
    text.resize(length);
    if (length > MAX_FILE_SIZE) return unreadable(path, "it is larger than 64 MiB", diagnostics);
    if (std::ferror(stream.get()) != 0) return unreadable(path, std::generic_category().message(errno), diagnostics);
    if (count < room) break;
    room = std::max<std::size_t>(length, 4096);
  }
  return makeSource(path, std::move(text), diagnostics);
}

}  // namespace event_codegen
