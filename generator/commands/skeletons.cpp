#include "commands/skeletons.hpp"

#include "render/render.hpp"
#include "write/files.hpp"

#include <system_error>

namespace event_codegen {

namespace fs = std::filesystem;

std::optional<fs::path> findHandlerSource(const Handler& handler, const std::string& handlersDirectory) {
  std::vector<fs::path> directories{handler.feature->directory};
  if (!handlersDirectory.empty()) {
    directories.push_back(handlersDirectory);
    directories.push_back(fs::path(handlersDirectory) / handler.feature->name);
  }
  for (const auto& directory : directories) {
    std::error_code ignored;
    // Anything of that name counts, a broken link too: it is not ours to replace.
    if (auto path = directory / handler.fileName; fs::exists(fs::symlink_status(path, ignored))) return path;
  }
  return std::nullopt;
}

fs::path newHandlerSource(const Handler& handler, const std::string& handlersDirectory) {
  const auto directory = handlersDirectory.empty() ? fs::path(handler.feature->directory)
                                                   : fs::path(handlersDirectory) / handler.feature->name;
  return directory / handler.fileName;
}

std::optional<fs::path> writeSkeleton(const Application& application, const Handler& handler,
                                      const std::string& handlersDirectory) {
  if (findHandlerSource(handler, handlersDirectory)) return std::nullopt;
  const auto path = newHandlerSource(handler, handlersDirectory);
  makeDirectories(path.parent_path());
  if (!writeNewFile(path, Renderer(application).renderSkeleton(handler))) return std::nullopt;
  return path;
}

}  // namespace event_codegen
