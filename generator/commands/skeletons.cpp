#include "commands/skeletons.hpp"

#include "check/handler_sources.hpp"
#include "render/render.hpp"
#include "write/files.hpp"

namespace event_codegen {

namespace fs = std::filesystem;

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
