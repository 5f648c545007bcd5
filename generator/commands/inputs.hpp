#pragma once

#include "commands/session.hpp"

#include <string>
#include <vector>

namespace event_codegen {

/// The files a run reads.
struct Inputs {
  std::string events;
  std::vector<std::string> types;
};

/// Those that were given; else `events.yaml` here or in `src/`, and every `types.yaml` in a folder beneath it, sorted.
/// Hidden folders, build directories and links to folders are passed over.
Inputs findInputs(const Options& options, Diagnostics& diagnostics);

}  // namespace event_codegen
