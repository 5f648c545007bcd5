#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace event_runtime::testing {

/// A disk in memory under SQLite, which fails when it is told to and whose power can be cut. While it exists it is the
/// process's default VFS, so there is one at a time. What a disk with a write cache promises is modelled, no more: a
/// write is there after a power cut only if its file was synced after it; before that it may be there in whole, in part
/// or not at all, in any order. A file that was created or removed is so for certain after the next sync of the directory;
/// SQLite on Unix has one with the first sync of each journal or log that it opens. What a sync that failed should have written may be lost, and no later sync brings it
/// back (as Linux does since 4.13).
class FaultyDisk {
 public:
  enum class Call : std::uint8_t { open, read, write, truncate, sync, size, lock, map, remove };
  /// What goes wrong with a call.
  struct Fault {
    int code = SQLITE_OK;  ///< SQLITE_OK: nothing
    bool torn = false;     ///< half of what was to be written arrives all the same
  };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// Asked before each call, the first of which is number 1.
  std::function<Fault(Call call, std::size_t number)> faults;
  /// How many calls there were.
  std::size_t calls() const noexcept { return calls_; }
  void resetCalls() noexcept { calls_ = 0; }
  /// The code with which a call fails for want of a better one.
  static int errorOf(Call call);

  /// Loses all files. None may be open.
  void wipe();
  /// Loses what was not synced, some of it in part. No file may be open.
  void cutPower(std::mt19937& random);

 private:
  struct Write {
    std::size_t offset = 0;
    std::string bytes;
    bool truncates = false;  ///< to `offset`
  };
  /// A file's contents, as the system shows them and as they are on the disk.
  struct Image {
    std::string current;
    std::string durable;
    std::vector<Write> pending;  ///< since the last sync
    std::vector<std::unique_ptr<char[]>> shared;  ///< the index of a write-ahead log
  };
  struct File;
  struct Methods;

  Fault ask(Call call);
  static void put(std::string& bytes, const Write& write);
  void change(Image& image, Write write);
  int sync(File& file);

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  std::map<std::string, std::shared_ptr<Image>> files_;         ///< as the system shows them
  std::map<std::string, std::shared_ptr<Image>> durableFiles_;  ///< as they are in the directory on the disk
  std::atomic<std::size_t> calls_ = 0;
};

}  // namespace event_runtime::testing
