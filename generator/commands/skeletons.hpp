#pragma once

#include "model/application.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace event_codegen {

/// Where the source of a new handler belongs.
std::filesystem::path newHandlerSource(const Handler& handler, const std::string& handlersDirectory);

/// Writes the skeleton of a handler that has no source, and returns its path; nothing where there is one already.
/// Throws FileError.
std::optional<std::filesystem::path> writeSkeleton(const Application& application, const Handler& handler,
                                                   const std::string& handlersDirectory);

}  // namespace event_codegen
