#pragma once

#include "model/application.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace event_codegen {

/// Where the source of a feature's handler may be, in the order of looking: beside its types.yaml, in the handlers'
/// directory (if there is one), in its folder for the feature.
std::vector<std::filesystem::path> handlerDirectories(const Feature& feature, const std::string& handlersDirectory);

/// Where a source file of a handler is, if it is in any of them.
std::optional<std::filesystem::path> findHandlerSource(const Handler& handler, const std::string& file,
                                                       const std::string& handlersDirectory);

/// Reports handlers that have no source, and sources named `*_handler.cpp` that no handler names. `missing` and `stray`
/// are the severities of the two rules.
void checkHandlerSources(const Application& application, const std::string& handlersDirectory, Severity missing,
                         Severity stray, Diagnostics& diagnostics);

}  // namespace event_codegen
