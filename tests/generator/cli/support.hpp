#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// A directory for one test, with a small application in it, and the real event_codegen to run there.
class Workspace {
 public:
  /// Empty, but for what write() adds.
  Workspace();
  /// With src/events.yaml, a feature `user` with an event and a handler, and one `ticket` that uses a type of `user`.
  static Workspace withApplication();
  ~Workspace();
  Workspace(Workspace&& other) noexcept;
  Workspace& operator=(Workspace&&) = delete;

  struct Result {
    int code = 0;
    std::string out, err;
  };
  /// Runs event_codegen in the directory. `before` is shell text, such as `ulimit -f 8;`.
  Result run(const std::vector<std::string>& arguments, const std::string& before = "") const;
  /// The shell command that does it.
  std::string command(const std::vector<std::string>& arguments) const;

  std::filesystem::path path(std::string_view name = "") const { return directory_ / name; }
  void write(std::string_view name, std::string_view text) const;
  std::string read(std::string_view name) const;
  /// Appends to, or replaces within, a file; fails the test where `from` does not stand.
  void replace(std::string_view name, std::string_view from, std::string_view to) const;
  bool exists(std::string_view name) const;
  /// Every file beneath a directory with its text, without what event_codegen keeps for itself.
  std::map<std::string, std::string> files(std::string_view name) const;
  /// When each of them was last written.
  std::map<std::string, std::filesystem::file_time_type> times(std::string_view name) const;

 private:
  std::filesystem::path directory_;
};

bool contains(std::string_view text, std::string_view part);
