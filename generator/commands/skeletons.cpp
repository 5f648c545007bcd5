#include "commands/skeletons.hpp"

#include "check/handler_sources.hpp"
#include "render/render.hpp"
#include "write/files.hpp"

namespace event_codegen {

namespace fs = std::filesystem;

namespace {

/// Where the sources of new handlers of a feature belong.
fs::path directoryOf(const Feature& feature, const std::string& handlersDirectory) {
  return handlersDirectory.empty() ? fs::path(feature.directory) : fs::path(handlersDirectory) / feature.name;
}

}  // namespace

std::vector<fs::path> writeSkeletons(const Application& application, const Handler& handler,
                                     const std::string& handlersDirectory) {
  const Renderer renderer(application);
  std::vector<fs::path> written;
  const auto write = [&](const std::string& file, auto render) {
    if (findHandlerSource(handler, file, handlersDirectory)) return;
    const auto path = directoryOf(*handler.feature, handlersDirectory) / file;
    makeDirectories(path.parent_path());
    if (writeNewFile(path, (renderer.*render)(handler))) written.push_back(path);
  };
  write(handler.fileName, &Renderer::renderSkeleton);
  if (handler.options.onFailure) write(failureHandlerFile(handler), &Renderer::renderFailureSkeleton);
  return written;
}

}  // namespace event_codegen
