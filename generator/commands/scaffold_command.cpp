#include "check/check.hpp"
#include "commands/session.hpp"
#include "commands/skeletons.hpp"

#include <iostream>

namespace event_codegen {

namespace {

int scaffold(Session& session) {
  if (!session.load()) return EXIT_FINDINGS;
  check(session.application, {session.options.handlersDirectory, false}, session.diagnostics);
  if (session.diagnostics.hasErrors()) return EXIT_FINDINGS;
  std::size_t written = 0;
  for (const auto& feature : session.application.features) {
    for (const auto& handler : feature->handlers) {
      for (const auto& path : writeSkeletons(session.application, *handler, session.options.handlersDirectory)) {
        std::cout << path.string() << ": created\n";
        ++written;
      }
    }
  }
  if (written == 0) std::cout << "every handler has its source\n";
  return EXIT_FINE;
}

}  // namespace

void addScaffoldCommand(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("scaffold", "Write the sources that handlers lack; touches none that exists");
  addInputOptions(*command, session);
  addHandlersDirectoryOption(*command, session);
  command->callback([&session] { session.choose([&session] { return scaffold(session); }); });
}

}  // namespace event_codegen
