#pragma once

#include "model/application.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace event_codegen {

/// Writes the skeletons that a handler lacks, of itself and of its `onFailure`, and returns their paths. Throws
/// FileError.
std::vector<std::filesystem::path> writeSkeletons(const Application& application, const Handler& handler,
                                                  const std::string& handlersDirectory);

}  // namespace event_codegen
