#include "commands/inputs.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace event_codegen {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> findTypes(const fs::path& root) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(root.empty() ? "." : root, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      const bool isHidden = entry->path().filename().string().starts_with('.');
      if (isHidden || fs::exists(entry->path() / "CMakeCache.txt", ignored)) entry.disable_recursion_pending();
    } else if (entry.depth() > 0 && entry->path().filename() == "types.yaml") {
      found.push_back((root.empty() ? entry->path().lexically_relative(".") : entry->path()).string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Inputs findInputs(const Options& options, Diagnostics& diagnostics) {
  Inputs inputs{options.events, options.types};
  std::error_code ignored;
  for (const char* candidate : {"events.yaml", "src/events.yaml"}) {
    if (inputs.events.empty() && fs::exists(candidate, ignored)) inputs.events = candidate;
  }
  if (inputs.events.empty()) {
    diagnostics.error("no-events-file", {},
                      "there is no events.yaml in " + fs::current_path(ignored).string() +
                          " or in its src/; go where it is, or name it with --events");
    return inputs;
  }
  if (inputs.types.empty()) inputs.types = findTypes(fs::path(inputs.events).parent_path());
  return inputs;
}

}  // namespace event_codegen
