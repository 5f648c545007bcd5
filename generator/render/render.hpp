#pragma once

#include "model/application.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// Files by their path, relative to the output directory, with `/`.
using RenderedFiles = std::map<std::string, std::string>;

/// The files that a feature, and the application as a whole, are generated into: known before they are rendered.
std::vector<std::string> featureFiles(const Feature& feature);
std::vector<std::string> applicationFiles();

/// `<feature>/types.hpp`, `types.cpp`, `handlers.hpp`.
RenderedFiles renderFeature(const Application& application, const Feature& feature);
/// `events.hpp`, `event_table.hpp`, `client.hpp`, `client.cpp`, `handlers.cpp`, `handlers.hpp`.
RenderedFiles renderApplication(const Application& application);
/// The first version of a handler's source, which people then edit.
std::string renderSkeleton(const Application& application, const Handler& handler);

}  // namespace event_codegen
