#pragma once

#include "write/files.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace event_codegen {

/// What the last run in an output directory read and wrote: the file `.event_codegen.manifest` in it. It tells which
/// files there are ours, and that nothing needs to be done.
struct Manifest {
  struct Output {
    std::uint64_t hash = 0;  ///< of its text
    FileState state;         ///< when it was written
    std::string feature;     ///< that it is about; empty: the application
  };

  std::uint64_t run = 0;                                       ///< of the tool and its arguments
  std::map<std::string, std::uint64_t, std::less<>> inputs;    ///< hash of the text, by path
  std::map<std::string, std::uint64_t, std::less<>> features;  ///< hash of all a feature's files depend on, by name
  std::map<std::string, Output, std::less<>> outputs;          ///< by path within the directory

  static constexpr const char* FILE_NAME = ".event_codegen.manifest";

  std::string text() const;
  /// Reads what text() wrote. An empty manifest where it is anything else: then all is made anew.
  static Manifest parse(std::string_view text);
};

}  // namespace event_codegen
