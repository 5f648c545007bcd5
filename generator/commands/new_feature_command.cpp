#include "commands/inputs.hpp"
#include "commands/session.hpp"
#include "model/names.hpp"
#include "read/text.hpp"
#include "write/files.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace event_codegen {

namespace {

constexpr std::string_view FEATURE_FILE =
    R"(# What {0} owns: its types, what its events carry, its handlers.
# Add an event with: event_codegen new event {0}/<what-has-happened>
feature: {0}
)";

int newFeature(Session& session, const std::string& name) {
  if (!isFeatureName(name)) {
    session.diagnostics.error("feature-name", {},
                              inBackticks(name) +
                                  " cannot be a feature's name: write small letters, digits, `-` and `_`, a "
                                  "letter first, such as `user`");
    return EXIT_FINDINGS;
  }
  const auto inputs = findInputs(session.options, session.diagnostics);
  if (session.diagnostics.hasErrors() || !session.load()) return EXIT_FINDINGS;
  for (const auto& feature : session.application.features) {
    if (feature->name != name) continue;
    session.diagnostics.error("duplicate-feature", feature->span,
                              "there is a feature " + inBackticks(name) + " already");
    return EXIT_FINDINGS;
  }
  const auto path = std::filesystem::path(inputs.events).parent_path() / name / "types.yaml";
  makeDirectories(path.parent_path());
  if (!writeNewFile(path, fmt::format(FEATURE_FILE, name))) {
    session.diagnostics.error("file", {}, path.string() + " exists already; it is left as it is");
    return EXIT_FINDINGS;
  }
  std::cout << path.string() << ": created\n";
  if (!session.options.types.empty())
    std::cout << "name it wherever types.yaml files are listed, such as in CMakeLists.txt\n";
  return EXIT_FINE;
}

}  // namespace

void addNewFeatureCommand(CLI::App& parent, Session& session) {
  auto* command = parent.add_subcommand("feature", "Add a feature: a folder with its types.yaml");
  const auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "Such as `user`")->type_name("NAME")->required();
  addInputOptions(*command, session);
  command->callback([&session, name] { session.choose([&session, name] { return newFeature(session, *name); }); });
}

}  // namespace event_codegen
