#pragma once

#include <filesystem>

namespace event_runtime::sqlite {

/// Keeps other engines away from a store for as long as it lives: an advisory lock on the file `<store>.lock`, which
/// holds the owner's process id for the others' error message. The system drops it when the process ends, however it
/// ends; the file stays.
class FileLock {
 public:
  /// Throws StoreError where somebody else holds it, naming the process, or where the lock file cannot be made.
  explicit FileLock(const std::filesystem::path& store);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace event_runtime::sqlite
