#pragma once

#include <filesystem>

namespace event_codegen {

/// Keeps other runs out of an output directory while this one works in it. Waits for one that is there. Ends with the
/// process, however that ends. Where the file system knows no locks there is none: single files are still replaced
/// whole.
class DirectoryLock {
 public:
  /// Throws FileError where the lock's file cannot be made.
  explicit DirectoryLock(const std::filesystem::path& file);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace event_codegen
