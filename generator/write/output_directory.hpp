#pragma once

#include "write/lock.hpp"
#include "write/manifest.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// What a run does, or would do, to one file.
struct FileChange {
  enum class Kind { created, changed, removed };
  Kind kind = Kind::created;
  std::string path;  ///< within the output directory

  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// The directory of generated files. A full disk or an error in a schema leaves everything as it was: a file that
/// exists gets its new text aside, and commit() moves all of them to their places; a file that is new is written where
/// it belongs, and removed again when there is no commit(). A file is written only if its text has changed, so that
/// nothing is compiled in vain. Files that an earlier run wrote and this one does not are removed; what is not ours is
/// never touched.
class OutputDirectory {
 public:
  enum class Mode { write, compare };

  /// In mode `write`, makes the directory and keeps other runs out of it; `compare` changes nothing on disk.
  /// Throws FileError.
  OutputDirectory(std::filesystem::path directory, Mode mode);
  ~OutputDirectory();
  OutputDirectory(const OutputDirectory&) = delete;
  OutputDirectory& operator=(const OutputDirectory&) = delete;

  const std::filesystem::path& directory() const noexcept { return directory_; }
  /// Of the last run here.
  const Manifest& previous() const noexcept { return previous_; }

  /// Whether every file that the last run wrote still has the text it wrote.
  bool isIntact() const;
  /// Whether the last run wrote all of these files, and they still have their texts.
  bool areIntact(const std::vector<std::string>& paths) const;

  /// Takes over files from the last run as they are. Thread-safe.
  void keep(const std::vector<std::string>& paths);
  /// What a file shall contain. Thread-safe. Throws FileError where something that is not ours is in the way.
  void put(const std::string& path, std::string_view text, std::string_view feature = {});

  /// Moves what has changed to its place, removes what is left over, and records it all. In mode `compare` only finds
  /// out. Throws FileError.
  void commit(std::uint64_t run, std::map<std::string, std::uint64_t, std::less<>> inputs,
              std::map<std::string, std::uint64_t, std::less<>> features);
  /// What commit() did, or would have done, by path.
  const std::vector<FileChange>& changes() const noexcept { return changes_; }
  /// The text that a changed file would have; only in mode `compare`.
  const std::string& newText(const std::string& path) const { return texts_.at(path); }

 private:
  struct Staged {
    std::string path;
    std::filesystem::path temporary;
  };
  using Output = Manifest::Output;

  bool isIntact(const std::string& path, const Manifest::Output& output) const;
  void findLeftovers();
  void moveStaged();
  void removeLeftovers();
  void forgetStaging() noexcept;
  void forgetCreated() noexcept;
  bool create(const std::string& path, std::string_view text, Output& output);
  void makeParent(const std::filesystem::path& target);
  void stage(const std::string& path, std::string_view text, Output output);
  void record(const std::string& path, FileChange::Kind kind, Output output);
  /// Whether a file that the manifest does not have is one of ours: of a run that was killed.
  static bool hasMark(std::string_view text) noexcept;

  std::filesystem::path directory_;
  std::filesystem::path staging_;
  Mode mode_;
  std::optional<DirectoryLock> lock_;
  Manifest previous_;
  Manifest next_;
  std::mutex mutex_;  ///< of all below
  std::vector<Staged> staged_;
  std::vector<std::filesystem::path> created_;             ///< files, until they are committed
  std::set<std::filesystem::path> directories_;            ///< known to be there
  std::vector<std::filesystem::path> createdDirectories_;  ///< those of them that were not
  std::vector<FileChange> changes_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace event_codegen
