#pragma once

#include <filesystem>
#include <string>

/// What `event_codegen check` says of a case: its `inputs` (a path a line; else events.yaml and every types.yaml,
/// sorted), with paths as seen from its directory. Sources of handlers are looked for where there is a file
/// `check-sources`.
std::string complaintsAbout(const std::filesystem::path& directory);
