#include "store/sqlite/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace event_runtime::sqlite {
namespace {

std::string_view remedy(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return "free some space on the disk; what was acknowledged before is safe";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program holds a lock on the database; end its transaction or close it";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "give this user write permission for the file and its directory";
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return "check that the directory exists and that this user may create and write files in it";
    case SQLITE_CORRUPT:
      return "the file is damaged: keep a copy, then restore a backup or salvage it with `sqlite3 FILE .recover`";
    case SQLITE_NOTADB:
      return "this is no SQLite database: give the engine another file name, or move this file away";
    case SQLITE_IOERR:
      return "the disk or its file system fails: look into the system's log";
    case SQLITE_NOMEM:
      return "the process is out of memory";
    case SQLITE_TOOBIG:
      return "a payload, result or error message exceeds SQLite's limit of 1 GB";
    default:
      return "see https://www.sqlite.org/rescode.html";
  }
}

}  // namespace

StoreError errorOf(const std::filesystem::path& file, std::string_view doing, int code, std::string_view reason) {
  return StoreError(
      fmt::format("{}: {} failed: {} (SQLite code {}); {}", file.string(), doing, reason, code, remedy(code)));
}

StoreError damaged(const std::filesystem::path& file, std::string_view what) {
  return StoreError(fmt::format("{}: {}; restore a backup of the file, or move it away to begin with an empty one",
                                file.string(), what));
}

}  // namespace event_runtime::sqlite
