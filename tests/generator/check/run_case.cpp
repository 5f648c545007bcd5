#include "run_case.hpp"

#include "check/check.hpp"
#include "model/application.hpp"
#include "read/diagnostics.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// Paths in complaints are as given, so that they must be relative to the case.
class InDirectory {
 public:
  explicit InDirectory(const fs::path& directory) : before_(fs::current_path()) { fs::current_path(directory); }
  ~InDirectory() { fs::current_path(before_); }
  InDirectory(const InDirectory&) = delete;
  InDirectory& operator=(const InDirectory&) = delete;

 private:
  fs::path before_;
};

std::vector<std::string> inputsHere() {
  std::vector<std::string> paths;
  if (std::ifstream list("inputs"); list) {
    for (std::string line; std::getline(list, line);) paths.push_back(line);
    return paths;
  }
  for (const auto& entry : fs::recursive_directory_iterator(".")) {
    if (entry.path().filename() == "types.yaml") paths.push_back(entry.path().lexically_normal().generic_string());
  }
  std::sort(paths.begin(), paths.end());
  paths.insert(paths.begin(), "events.yaml");
  return paths;
}

}  // namespace

std::string complaintsAbout(const fs::path& directory) {
  using namespace event_codegen;
  const InDirectory here(directory);
  std::vector<std::string> paths = inputsHere();
  const std::string events = paths.front();
  paths.erase(paths.begin());
  Diagnostics diagnostics;
  const Sources sources = readSources(events, paths, diagnostics);
  const Application application = buildModel(sources, diagnostics);
  check(application, {.handlersDirectory = {}, .handlerSources = fs::exists("check-sources")}, diagnostics);
  diagnostics.sort();
  std::ostringstream out;
  printDiagnostics(out, diagnostics, ErrorFormat::text, false);
  return out.str();
}
